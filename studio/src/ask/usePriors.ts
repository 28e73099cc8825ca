import type { Run } from "../train/study.ts";
import type { NodeBelief } from "../worker/messages.ts";
import { askModel, modelKey } from "./askState.ts";
import { type Answer, useAnswer } from "./useAnswer.ts";

const NONE: readonly NodeBelief[] = [];

/** What a model believes of every node before anything is known; nothing of a plain VAE, whose latents stand for no nodes. */
export function usePriors(run: Run): Answer<readonly NodeBelief[]> {
  const { test, truth } = run.study.data;
  return useAnswer(`priors ${modelKey(run)}`, (following) =>
    run.spec.model === "vae" ? Promise.resolve(NONE) : askModel(run, "priors", { test, truth }, following),
  );
}
