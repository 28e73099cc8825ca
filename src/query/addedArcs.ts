import type { LatentModel } from "../model/latentModel.ts";

/** An arc beside the network's and what its parent adds to its child through the affine layers. */
export interface AddedArc {
  readonly parent: string;
  readonly child: string;
  /** Of several features or levels the one that weighs most. */
  readonly weight: number;
}

/** See {@link TrainedModel.addedArcs}. */
export function addedArcs(model: LatentModel, values: Float64Array): AddedArc[] {
  const { latentNames, observedNames, coding, prior, decoder } = model;
  const inputs = (name: string): { part: number; input: number }[] => {
    const latent = latentNames.indexOf(name);
    if (latent >= 0) return [{ part: 0, input: latent }];
    return coding.featuresOf(observedNames.indexOf(name)).map((row) => ({ part: 1, input: row }));
  };
  return (model.architecture.added ?? []).map(({ parent, child }) => {
    const latent = latentNames.indexOf(child);
    const weights = inputs(parent).flatMap(({ part, input }) =>
      latent >= 0
        ? [prior?.linearCoefficient?.(values, latent, part === 0 ? input : latentNames.length + input) ?? 0]
        : decoder!.straightWeights(values, observedNames.indexOf(child), part, input),
    );
    const weight = weights.reduce((most, one) => (Math.abs(one) > Math.abs(most) ? one : most), 0);
    return { parent, child, weight };
  });
}
