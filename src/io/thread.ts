/** What a worker thread runs. */

import { type AnyWork, serveWork } from "./serveWork.ts";

serveWork({
  "recommended training": async () => (await import("../train/workshop.ts")).workshopWork as AnyWork,
});
