/** What a worker thread runs. */

import { works } from "../evaluation/works.ts";
import { serveWork } from "../numeric/threads/serveWork.ts";
import { servingPort } from "./servedThread.ts";

serveWork(servingPort(), works);
