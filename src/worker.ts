/**
 * What a worker of a browser runs for `openWebThreads`.
 *
 * @module siren-vae/worker
 */

import { works } from "./evaluation/works.ts";
import { serveWork } from "./numeric/threads/serveWork.ts";
import { webServingPort } from "./numeric/threads/webThreads.ts";

serveWork(webServingPort(), works);
