import {
  type FittedBaselines,
  fitGaussianBaselines,
  fitGaussianCopula,
  fitIndependentMarginals,
  fitMixedBaselines,
} from "../../baselines/index.ts";
import { type Dataset, hasGaps, isGaussian, selectColumns } from "../../data/index.ts";
import { fitGappedLinearGaussian, fitLinearGaussian, rowLogDensities } from "../../gaussian/index.ts";
import type { ComparedNetwork } from "./comparisonMaterial.ts";

/** Log-densities of held-out rows under every baseline that fits the table, by its key in `baselineTitles`. */
export type BaselineDensities = Partial<Record<keyof typeof baselineKeys, Float64Array>>;

/** Every baseline, and whether it follows a network: the others are the same for all networks. */
export const baselineKeys = {
  independent: false,
  full: false,
  shrunk: false,
  em: true,
  mapEm: true,
  copula: false,
  discreteEm: true,
  discreteAverage: true,
} as const;

/**
 * Fits the baselines to training rows and scores those held out. Rounded Gaussian numbers count as Gaussian numbers: a density is
 * a density, whatever the digits that were kept.
 *
 * @param gaps whether any row of the whole table has some, so that every fold gets the same baselines
 */
export function baselineDensities(
  { dag, types }: ComparedNetwork,
  training: Dataset,
  heldOut: Dataset,
  { seed, gaps }: { readonly seed: number; readonly gaps: boolean },
): BaselineDensities {
  const columns = dag.observed.map((node) => dag.names[node]);
  const [train, test] = [training, heldOut].map((data) => asNumbers(selectColumns(data, columns)));
  if (train.types === undefined && gaps) return gappedDensities(dag, train, test, seed);
  const fitted: FittedBaselines =
    train.types === undefined
      ? fitGaussianBaselines(dag, train, seed)
      : fitMixedBaselines(dag, train, seed, types);
  return Object.fromEntries(
    Object.entries(fitted).map(([key, baseline]) => [key, baseline.logLikelihood(test)]),
  );
}

function asNumbers(data: Dataset): Dataset {
  if (!isGaussian(data)) return data;
  const { types: _, ...numbers } = data;
  return numbers;
}

function gappedDensities(
  dag: ComparedNetwork["dag"],
  training: Dataset,
  heldOut: Dataset,
  seed: number,
): BaselineDensities {
  // A fold may happen to have no gaps, which the fits for gaps do not take.
  const fit = (kind: "ml" | "map") =>
    hasGaps(training)
      ? fitGappedLinearGaussian(dag, training, { kind, seed, history: false })
      : fitLinearGaussian(dag, training, { kind, seed, history: false });
  return {
    independent: fitIndependentMarginals(training).logLikelihood(heldOut),
    copula: fitGaussianCopula(training, { seed }).logLikelihood(heldOut),
    em: rowLogDensities(fit("ml"), heldOut),
    mapEm: rowLogDensities(fit("map"), heldOut),
  };
}
