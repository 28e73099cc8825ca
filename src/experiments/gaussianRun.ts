import { fitFullGaussian, fitIndependentGaussian } from "../baselines/index.ts";
import type { Dataset } from "../data/index.ts";
import {
  type DensityBaseline,
  fitLinearGaussian,
  fitShrunkGaussian,
  linearGaussianBaseline,
} from "../gaussian/index.ts";
import type { Dag } from "../graph/index.ts";
import type { GaussianKind } from "./job.ts";

/** One of the Gaussians that a model has to beat, fitted to the training rows. */
export function fitGaussian(kind: GaussianKind, dag: Dag, data: Dataset, seed: number): DensityBaseline {
  switch (kind) {
    case "independent":
      return fitIndependentGaussian(data);
    case "full":
      return fitFullGaussian(data);
    case "shrunk":
      return fitShrunkGaussian(data, { seed });
    case "em":
      return linearGaussianBaseline(fitLinearGaussian(dag, data, { kind: "ml", seed, history: false }));
    case "map-em":
      return linearGaussianBaseline(fitLinearGaussian(dag, data, { kind: "map", seed, history: false }));
  }
}
