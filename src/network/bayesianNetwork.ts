import type { ColumnType } from "../data/columnType.ts";
import type { Dataset } from "../data/dataset.ts";
import type { Dag } from "../graph/dag.ts";
import type { Random } from "../numeric/random.ts";
import type { ExactLikelihood } from "./exactLikelihood.ts";

export interface SampleOptions {
  /** Whether the table has a column for every node, in declaration order, or only for the observed ones. Default: false. */
  readonly includeLatents?: boolean;
}

/** Where a network comes from. */
export interface NetworkOrigin {
  /** The paper to cite. */
  readonly citation?: string;
  /** Where the parameters were published, or how they were made. */
  readonly source?: string;
}

/** What the nodes of a network measure, where it says so. */
export interface NetworkTypes {
  /** Kind and levels by the name of the node; training takes them before what it finds in a table. */
  readonly types?: ReadonlyMap<string, ColumnType>;
}

/** A directed graphical model whose conditionals are known: it can be simulated and its joint density evaluated. */
export interface BayesianNetwork extends NetworkOrigin, NetworkTypes {
  readonly name: string;
  readonly kind: string;
  readonly dag: Dag;
  /** The likelihood of measured nodes alone; absent where it is not known. */
  readonly exact?: ExactLikelihood;

  /**
   * Independent rows, parents before children.
   *
   * @param rowCount at least 1
   * @throws InputError if `rowCount` is no positive whole number, or the network has no parameters
   */
  sample(rowCount: number, random: Random, options?: SampleOptions): Dataset;

  /**
   * The joint log-density of all nodes, observed and latent, in nats, one value for each row.
   *
   * @param data a table with a column for every node, in any order; other columns are ignored
   * @throws InputError if a node has no column, or the network has no parameters
   */
  logDensity(data: Dataset): Float64Array;

  /** The nodes by their names, as a network file has them; absent where the format knows no network of this kind. */
  fileNodes?(): Readonly<Record<string, object>>;

  /** The same network with other observed nodes. @throws InputError if `names` is empty or names an unknown node */
  withObserved(names: readonly string[]): BayesianNetwork;
}
