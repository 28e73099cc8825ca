import type { FlowKind } from "../../../src/flow/index.ts";
import type { Family, ModelKind, ObjectiveKind } from "../../../src/internals.ts";
import { network } from "../app/state.ts";

/** What a model is made of and what its training raises, where that is not what everybody gets. */
export interface KindOfModel {
  /** Of prior and encoder, for the structures that follow a network. */
  readonly flow?: FlowKind;
  /** In place of the plain VAE. */
  readonly family?: Family;
  readonly objective?: ObjectiveKind;
}

/** The families that a plain VAE may be replaced by. */
export const denseFamilies = ["vae", "iaf", "ladder"] as const satisfies Family[];

/** As chosen for all models, what it comes to for one of them: nothing that it has by itself, and nothing that it has no use for. */
export function kindOf(
  model: ModelKind,
  method: "watch" | "recommended" | "paper",
  { flow, family, objective }: KindOfModel,
): KindOfModel {
  if (method !== "recommended") return {};
  return {
    ...(model !== "vae" && flow !== undefined && flow !== "residual" && { flow }),
    ...(model === "vae" && family !== undefined && family !== "vae" && { family }),
    // Where nothing is hidden the likelihood is exact, and nothing else is to be raised.
    ...(objective !== undefined &&
      objective !== "elbo" &&
      network.value.dag.latent.length > 0 && { objective }),
  };
}

/** Whether every chosen model's encoder knows the score of its draws, which the doubly reparameterized gradient asks for. */
export function allScored(models: readonly ModelKind[], kind: KindOfModel): boolean {
  return models.every((model) => {
    const { flow, family } = kindOf(model, "recommended", kind);
    return flow === undefined && family === undefined;
  });
}

/** In the words of the command line. */
export function kindWords({ flow, family, objective }: KindOfModel): string[] {
  return [
    ...(flow ? [`--flow ${flow}`] : []),
    ...(family ? [`--family ${family}`] : []),
    ...(objective ? [`--objective ${objective}`] : []),
  ];
}
