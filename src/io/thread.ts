/** What a worker thread runs. */

import { type AnyWork, serveWork } from "./serveWork.ts";

serveWork({
  questions: async () => (await import("../query/questions.ts")).questionWork as AnyWork,
  resamplings: async () => (await import("../evaluation/summary/resampling.ts")).resamplingWork as AnyWork,
  "recommended training": async () => (await import("../train/workshop.ts")).workshopWork as AnyWork,
});
