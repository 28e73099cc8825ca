/** What a worker thread runs. */

import { serveWork } from "../numeric/threads/serveWork.ts";
import { servingPort } from "./servedThread.ts";
import { worksOfNode } from "./works.ts";

serveWork(servingPort(), worksOfNode);
