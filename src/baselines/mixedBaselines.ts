/**
 * The baselines for tables with columns of all kinds.
 */
import type { ColumnType, Dataset } from "../data/index.ts";
import type { DensityBaseline } from "../gaussian/index.ts";
import type { Dag } from "../graph/index.ts";
import { InfeasibleError } from "../network/index.ts";
import { fitGaussianCopula, type GaussianCopula } from "./copula/gaussianCopula.ts";
import { type DiscreteEmFit, type DiscreteNodeShape, fitDiscreteEm } from "./discreteEm.ts";
import { fitIndependentMarginals } from "./independentMarginals.ts";

/** Every baseline for mixed tables, fitted to the same rows. */
export interface MixedBaselines {
  readonly independent: DensityBaseline;
  readonly copula: GaussianCopula;
  /** The tables of the network; missing where it does not say the levels of every node, or is too dense for exact sums. */
  readonly discreteEm?: DiscreteEmFit;
}

/**
 * Fits every baseline for mixed tables to the same training rows, which may have gaps.
 *
 * @param dag the network whose tables EM fits
 * @param types levels of the network's nodes, hidden ones included (`network.types`)
 * @param seed for the folds of cross-validation and the starts of EM
 * @throws InputError as the fits do
 *
 * @example
 * const asia = builtInNetwork("asia");
 * const rows = asia.sample(200, new Random(1));
 * const { discreteEm } = fitMixedBaselines(asia.dag, rows, 1, asia.types);
 * discreteEm?.parameters; // 18
 */
export function fitMixedBaselines(
  dag: Dag,
  data: Dataset,
  seed: number,
  types?: ReadonlyMap<string, ColumnType>,
): MixedBaselines {
  const nodes = discreteNodes(dag, types);
  return {
    independent: fitIndependentMarginals(data),
    copula: fitGaussianCopula(data, { seed }),
    ...(nodes && discreteFit(nodes, data, seed)),
  };
}

/** Nothing where the sums of EM are too large to form: the other baselines stand without. */
function discreteFit(
  nodes: readonly DiscreteNodeShape[],
  data: Dataset,
  seed: number,
): Pick<MixedBaselines, "discreteEm"> {
  try {
    return { discreteEm: fitDiscreteEm(nodes, data, { seed }) };
  } catch (error) {
    if (error instanceof InfeasibleError) return {};
    throw error;
  }
}

/** States and parents of every node, where every node has levels. */
function discreteNodes(
  dag: Dag,
  types: ReadonlyMap<string, ColumnType> | undefined,
): DiscreteNodeShape[] | undefined {
  const nodes = dag.toSpecs().flatMap(({ name, parents }): DiscreteNodeShape[] => {
    const type = types?.get(name);
    return type?.levels === undefined ? [] : [{ name, parents, states: type.levels, kind: type.kind }];
  });
  return nodes.length === dag.size ? nodes : undefined;
}
