/** What a thread that runs a job runs. */

import { servingPort } from "../../io/servedThread.ts";
import { type AnyWork, serveWork } from "../../numeric/threads/serveWork.ts";
import { jobWork } from "./jobWork.ts";

serveWork(servingPort(), { [jobWork.name]: async () => jobWork as AnyWork });
