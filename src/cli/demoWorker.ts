/** What a thread of the demonstration runs. */

import { servingPort } from "../io/servedThread.ts";
import { type AnyWork, serveWork } from "../numeric/threads/serveWork.ts";
import { demoWork } from "./demoWork.ts";

serveWork(servingPort(), { [demoWork.name]: async () => demoWork as AnyWork });
