/**
 * How well a graph explains a table, if every node is a linear function of its parents plus normal noise. Nodes of other kinds
 * are read by scores or by indicators of their levels.
 */

import { columnMeans, columnStandardDeviations, rejectConstantColumns } from "../data/columnStatistics.ts";
import type { Dataset } from "../data/dataset.ts";
import { selectColumns } from "../data/datasetColumns.ts";
import type { Dag } from "../graph/dag.ts";
import { requireDag } from "../graph/requireDag.ts";
import { log } from "../numeric/elementary.ts";
import { InputError } from "../numeric/errors.ts";
import { scoredColumns } from "./scoredColumns.ts";

const logTwoPi = 1.8378770664093453;

/** A share of a variance that is rounding error: what is left of a column that others determine. */
const negligible = 1e-10;

/**
 * The parts of the BIC that belong to single nodes, from the correlations and standard deviations alone: after the
 * constructor no row is looked at again. Nodes are the positions in `names`.
 */
export class GaussianScore {
  readonly names: readonly string[];
  /** More columns of parents than this fit every table without an error: one row must be left over. */
  readonly mostParents: number;
  readonly #rowCount: number;
  readonly #correlations: Float64Array;
  readonly #withoutParents: Float64Array;
  readonly #blocks: readonly (readonly number[])[];
  /** The logarithm of what each node's own columns leave of each other's variances: 0 for a node of one column. */
  readonly #within: Float64Array;
  readonly #onDetermined: ((node: number, parents: readonly number[]) => void) | undefined;
  #factor = new Float64Array(0);

  /**
   * @param names the columns that count
   * @param onDetermined called with parents that determine a node, whose gain is then -Infinity; without it that is an error
   * @throws InputError if a column is missing, has the same value in all rows or values too large to be squared
   */
  constructor(
    data: Dataset,
    names: readonly string[],
    onDetermined?: (node: number, parents: readonly number[]) => void,
  ) {
    const { data: chosen, blocks } = scoredColumns(selectColumns(data, names));
    rejectConstantColumns(chosen);
    const deviations = columnStandardDeviations(chosen);
    rejectInfinite(deviations, chosen.columns);
    this.names = names;
    this.#onDetermined = onDetermined;
    this.mostParents = Math.max(0, data.rowCount - 2);
    this.#rowCount = data.rowCount;
    this.#correlations = correlations(chosen, deviations);
    this.#blocks = blocks;
    this.#within = Float64Array.from(blocks, (_, node) => this.#unexplained(node, []));
    const alone = deviations.map(
      (deviation) => -0.5 * data.rowCount * (logTwoPi + 1 + 2 * log(deviation)) - log(data.rowCount),
    );
    this.#withoutParents = Float64Array.from(
      blocks,
      (own, node) =>
        own.reduce((sum, column) => sum + alone[column], 0) -
        0.5 * data.rowCount * this.#within[node] -
        // A covariance is a parameter too.
        0.5 * own.length * (own.length - 1) * this.penalty,
    );
  }

  /** The penalty of one more parameter, nats. */
  get penalty(): number {
    return 0.5 * log(this.#rowCount);
  }

  /** The score of a node without parents, nats. */
  alone(node: number): number {
    return this.#withoutParents[node];
  }

  /**
   * What the parents add to the score of a node, nats; -Infinity where they have more columns than rows can tell apart. The
   * same bits for the same parents in the same order.
   *
   * @throws InputError if the parents determine the node, so that its density is infinite, and nobody asked to be told
   */
  gain(node: number, parents: readonly number[]): number {
    const own = this.#blocks[node].length;
    const read = parents.reduce((sum, parent) => sum + this.#blocks[parent].length, 0);
    if (read > 0 && read + own - 1 > this.mostParents) return -Infinity;
    const left = this.#unexplained(node, parents) - this.#within[node];
    if (left === -Infinity) {
      if (this.#onDetermined === undefined) this.#refuse(node, parents);
      this.#onDetermined(node, parents);
      return -Infinity;
    }
    return -0.5 * this.#rowCount * left - read * own * this.penalty;
  }

  /** Whether the parents leave nothing of one of the node's columns but rounding. */
  determines(parents: readonly number[], node: number): boolean {
    return this.#unexplained(node, parents) === -Infinity;
  }

  /**
   * The logarithm of the share of the node's variance that the regression on its parents leaves: of the last pivots of a Cholesky
   * factorization, one for each of its columns. -Infinity where they leave nothing of one of them.
   */
  #unexplained(node: number, parents: readonly number[]): number {
    const family = [...parents, node].flatMap((member) => this.#blocks[member]);
    const before = family.length - this.#blocks[node].length;
    const size = Math.sqrt(this.#correlations.length);
    const count = family.length;
    let left = 0;
    if (this.#factor.length < count * count) this.#factor = new Float64Array(count * count);
    const factor = this.#factor;
    for (let i = 0; i < count; i++) {
      let pivot = 1;
      for (let j = 0; j < i; j++) {
        let sum = this.#correlations[family[i] * size + family[j]];
        for (let k = 0; k < j; k++) sum -= factor[i * count + k] * factor[j * count + k];
        // A parent that the others determine explains nothing more.
        const entry = factor[j * count + j] === 0 ? 0 : sum / factor[j * count + j];
        factor[i * count + j] = entry;
        pivot -= entry * entry;
      }
      factor[i * count + i] = pivot > negligible ? Math.sqrt(pivot) : 0;
      if (i < before) continue;
      if (!(pivot > negligible)) return -Infinity;
      left += log(pivot);
    }
    return left;
  }

  #refuse(node: number, parents: readonly number[]): never {
    const by = parents.map((parent) => `"${this.names[parent]}"`).join(", ");
    throw new InputError(
      `Expected columns with noise of their own, got "${this.names[node]}", which is a linear function of ${by} in all ${this.#rowCount} rows. Leave one of them out, add rows or allow fewer parents.`,
    );
  }
}

/**
 * The Bayesian information criterion of a linear-Gaussian network on the graph, fitted by maximum likelihood: the
 * log-likelihood less 1/2 log(rows) for every coefficient, intercept and variance, in nats for the whole table (raw data
 * units). Higher is better. Graphs that imply the same independences have the same score.
 *
 * Source: G. Schwarz, Estimating the dimension of a model, 1978.
 *
 * @param data a column for every node, in any order; other columns are ignored
 * @throws InputError if a node has no column, a column is constant or a linear function of its parents, or a node has more
 *   parents than rows - 2
 *
 * @example
 * const data = createDataset(["a", "b"], [[0, 0], [1, 1], [2, 3], [3, 2]]);
 * const dag = Dag.create([{ name: "a", parents: [] }, { name: "b", parents: ["a"] }]);
 * linearGaussianBic(data, dag) > linearGaussianBic(data, dropArcs(dag, 1, new Random(1))); // true
 */
export function linearGaussianBic(data: Dataset, dag: Dag): number {
  requireDag(dag);
  const score = new GaussianScore(data, dag.names);
  let total = 0;
  for (let node = 0; node < dag.size; node++) {
    const parents = dag.parents(node);
    if (parents.length > score.mostParents) {
      throw new InputError(
        `Expected at least ${parents.length + 2} rows to fit the ${parents.length} parents of "${dag.names[node]}", got ${data.rowCount}. Add rows or drop parents.`,
      );
    }
    total += score.alone(node) + score.gain(node, parents);
  }
  return total;
}

function rejectInfinite(deviations: Float64Array, names: readonly string[]): void {
  const bad = deviations.findIndex((deviation) => !(deviation > 0 && deviation < Infinity));
  if (bad >= 0) {
    throw new InputError(
      `Expected values whose squares are finite numbers above 0, got a standard deviation of ${deviations[bad]} in column "${names[bad]}". Rescale the column.`,
    );
  }
}

/** Columns x columns, row-major; the two halves have the same bits. */
function correlations({ columns, rowCount, values }: Dataset, deviations: Float64Array): Float64Array {
  const size = columns.length;
  const means = columnMeans({ columns, rowCount, values });
  const row = new Float64Array(size);
  const sums = new Float64Array(size * size);
  for (let start = 0; start < values.length; start += size) {
    for (let j = 0; j < size; j++) row[j] = (values[start + j] - means[j]) / deviations[j];
    for (let i = 0; i < size; i++) {
      const here = row[i];
      for (let j = 0; j < i; j++) sums[i * size + j] += here * row[j];
    }
  }
  for (let i = 0; i < size; i++) {
    sums[i * size + i] = 1;
    for (let j = 0; j < i; j++) {
      sums[i * size + j] /= rowCount;
      sums[j * size + i] = sums[i * size + j];
    }
  }
  return sums;
}
