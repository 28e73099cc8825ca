/**
 * The baselines for tables with columns of all kinds.
 */
import type { ColumnType, Dataset } from "../data/index.ts";
import type { DensityBaseline } from "../gaussian/index.ts";
import type { Dag } from "../graph/index.ts";
import { InfeasibleError } from "../network/index.ts";
import { type AveragedDiscrete, averageDiscrete } from "./averagedDiscrete.ts";
import { fitGaussianCopula, type GaussianCopula } from "./copula/gaussianCopula.ts";
import { type DiscreteEmFit, fitDiscreteEm } from "./discreteEm.ts";
import { fitIndependentMarginals } from "./independentMarginals.ts";
import type { DiscreteNodeShape } from "./tableProblem.ts";

/** Every baseline for mixed tables, fitted to the same rows. */
export interface MixedBaselines {
  readonly independent: DensityBaseline;
  readonly copula: GaussianCopula;
  /** The tables of the network; missing where it does not say the levels of every node, or is too dense for exact sums. */
  readonly discreteEm?: DiscreteEmFit;
  /** The same tables averaged over their posterior, under the same conditions. */
  readonly discreteAverage?: AveragedDiscrete;
}

/**
 * Fits every baseline for mixed tables to the same training rows, which may have gaps.
 *
 * @param dag the network whose tables are fitted
 * @param types levels of the network's nodes, hidden ones included (`network.types`)
 * @param seed for the folds of cross-validation, the starts of EM and the draws of tables
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
  const nodes = discreteShapes(dag, types);
  return {
    independent: fitIndependentMarginals(data),
    copula: fitGaussianCopula(data, { seed }),
    ...(nodes && discreteFits(nodes, data, seed)),
  };
}

/** Nothing where the sums are too large to form: the other baselines stand without. */
function discreteFits(
  nodes: readonly DiscreteNodeShape[],
  data: Dataset,
  seed: number,
): Pick<MixedBaselines, "discreteEm" | "discreteAverage"> {
  try {
    return {
      discreteEm: fitDiscreteEm(nodes, data, { seed }),
      discreteAverage: averageDiscrete(nodes, data, { seed }),
    };
  } catch (error) {
    if (error instanceof InfeasibleError) return {};
    throw error;
  }
}

/** States and parents of every node of a graph; nothing where some node has no levels. */
function discreteShapes(
  dag: Dag,
  types: ReadonlyMap<string, ColumnType> | undefined,
): DiscreteNodeShape[] | undefined {
  const nodes = dag.toSpecs().flatMap(({ name, parents }): DiscreteNodeShape[] => {
    const type = types?.get(name);
    return type?.levels === undefined ? [] : [{ name, parents, states: type.levels, kind: type.kind }];
  });
  return nodes.length === dag.size ? nodes : undefined;
}
