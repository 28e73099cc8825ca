/**
 * What every network can do, whatever its conditional distributions are.
 */
import type { Dag } from "../graph/dag.ts";
import type { Random } from "../numeric/random.ts";
import type { Dataset } from "./dataset.ts";

/** How {@link BayesianNetwork.sample} fills its table. */
export interface SampleOptions {
  /** Also columns for the latent nodes: all nodes, in declaration order. By default only the observed ones. */
  readonly includeLatents?: boolean;
}

/** A joint distribution that factorizes over a graph. */
export interface BayesianNetwork {
  readonly name: string;
  /** The `kind` of its file: which family the conditional distributions belong to. */
  readonly kind: string;
  readonly dag: Dag;
  /** Where the network was published. */
  readonly citation?: string;
  /** Where its parameters were taken from. */
  readonly source?: string;
  /**
   * Independent rows by ancestral sampling, the observed nodes in declaration order. The same seed gives the same bits.
   *
   * @throws InputError if `rows` is not a whole number of at least 1, or the network has no distributions
   */
  sample(rows: number, random: Random, options?: SampleOptions): Dataset;
  /**
   * The joint log-density of every row, in nats. The table needs a column for every node, in any order.
   *
   * @throws InputError if a column is missing, or the network has no distributions
   */
  logDensity(data: Dataset): Float64Array;
  /**
   * The same distribution with other nodes observed.
   *
   * @throws InputError if `names` is empty or names an unknown node
   */
  withObserved(names: readonly string[]): BayesianNetwork;
}
