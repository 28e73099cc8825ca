import { works } from "../evaluation/works.ts";
import type { AnyWork, Works } from "../numeric/threads/serveWork.ts";

/** What threads of Node may be asked for: summaries, too, which no page makes, so that none has to load them. */
export const worksOfNode: Works = {
  ...works,
  summaries: async () => (await import("../evaluation/summary/summaryWork.ts")).summaryWork as AnyWork,
};
