import type { AnyWork, Works } from "../numeric/threads/serveWork.ts";

/** Everything that threads may be asked for; loaded when they are. */
export const works: Works = {
  questions: async () => (await import("../query/questions.ts")).questionWork as AnyWork,
  resamplings: async () => (await import("./summary/resampling.ts")).resamplingWork as AnyWork,
  "recommended training": async () => (await import("../train/workshop.ts")).workshopWork as AnyWork,
};
