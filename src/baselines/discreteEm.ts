/**
 * The tables of a discrete network fitted by EM: what somebody gets who knows the network, the states of its hidden nodes
 * and that everything is discrete.
 */

import { type Dataset, requireTable, selectColumns } from "../data/index.ts";
import type { DensityBaseline } from "../gaussian/index.ts";
import { Dag } from "../graph/index.ts";
import { checkStates, DiscreteNetwork } from "../network/index.ts";
import { requireArgument } from "../numeric/arguments.ts";
import { log } from "../numeric/elementary.ts";
import { InputError } from "../numeric/errors.ts";
import { numberShape, type OptionShapes, requireOptions, seedShape } from "../numeric/optionShapes.ts";
import { Random } from "../numeric/random.ts";
import { checkColumns } from "./checkColumns.ts";
import { type DiscreteNodeShape, type TableProblem, tableProblem } from "./tableProblem.ts";

/** How to fit. */
export interface DiscreteEmOptions {
  /**
   * Rows that each configuration of a node's parents counts as seen beforehand, spread evenly over the node's states; it
   * keeps every mass above 0. Default 1.
   */
  readonly priorRows?: number;
  /** Random starts; the best after a few iterations is carried on with. Default 5; 1 where no node is hidden. */
  readonly starts?: number;
  /** Iterations of the final run, unless it settles before. Default 200. */
  readonly iterations?: number;
  /** For the random starts. Default 0. */
  readonly seed?: number;
}

const discreteEmShapes: OptionShapes<DiscreteEmOptions> = {
  priorRows: numberShape,
  starts: numberShape,
  iterations: numberShape,
  seed: seedShape,
};

/** The fitted network as a baseline. */
export interface DiscreteEmFit extends DensityBaseline {
  readonly network: DiscreteNetwork;
  /** What EM climbs at every iteration of the run that won: log-likelihood plus log-prior over the rows, nats a row. */
  readonly history: readonly number[];
}

const TRIAL_ITERATIONS = 12;
/** Nats a row: an iteration that gains less is the last. */
const SETTLED = 1e-7;

/**
 * Fits all tables of a discrete network to rows of some of its nodes by EM (Dempster, Laird and Rubin 1977; S. L. Lauritzen,
 * The EM algorithm for graphical association models with missing data, Computational Statistics & Data Analysis 19, 1995),
 * with a small Dirichlet prior. Expected counts are exact, by variable elimination; gaps are hidden values like others.
 *
 * @param nodes states and parents of every node
 * @param data rows whose columns are nodes; NaN is missing
 * @throws InputError if the graph is not one, a column is no node, a value none of its states, the sums are too large to
 *   form, or an option is out of its range
 *
 * @example
 * const nodes = [
 *   { name: "cause", states: ["a", "b"], parents: [] },
 *   { name: "first", states: ["no", "yes"], parents: ["cause"] },
 *   { name: "second", states: ["no", "yes"], parents: ["cause"] },
 * ];
 * const rows = { columns: ["first", "second"], rowCount: 4, values: Float64Array.of(0, 0, 0, 0, 1, 1, 1, 1) };
 * fitDiscreteEm(nodes, rows).network.dag.latent.length; // 1
 */
export function fitDiscreteEm(
  nodes: readonly DiscreteNodeShape[],
  data: Dataset,
  options: DiscreteEmOptions = {},
): DiscreteEmFit {
  requireArgument(Array.isArray(nodes), "a list of nodes with their states and parents", nodes);
  requireTable(data);
  requireOptions(options, discreteEmShapes, {
    what: "options of the fit",
    example: "such as { priorRows: 1 }",
  });
  const { priorRows = 1, iterations = 200, seed = 0 } = options;
  const dag = Dag.create(nodes, data.columns);
  const { starts = dag.latent.length === 0 ? 1 : 5 } = options;
  if (!(priorRows > 0 && Number.isFinite(priorRows)))
    throw new InputError(`Expected the rows of the prior to be a number above 0, got ${priorRows}.`);
  for (const [name, value] of Object.entries({ starts, iterations }))
    if (!Number.isSafeInteger(value) || value < 1)
      throw new InputError(`Expected at least 1 of ${name} of EM, got ${value}.`);
  for (const node of nodes) checkStates(node);
  const known = tableProblem(dag, nodes, data);
  const problem = new EmProblem(known, data.rowCount, priorRows);
  let best: EmRun | undefined;
  for (let start = 0; start < starts; start++) {
    const run = problem.run(problem.randomTables(new Random(seed).fork(start)), TRIAL_ITERATIONS);
    if (best === undefined || run.history.at(-1)! > best.history.at(-1)!) best = run;
  }
  const rest = problem.run(best!.tables, iterations);
  const network = new DiscreteNetwork({
    name: "fitted",
    nodes: nodes.map((node, i) => ({ ...node, table: [...rest.tables[i]] })),
    observed: data.columns,
  });
  const columns = [...data.columns];
  return {
    name: "discrete network by EM",
    parameters: known.parameters,
    network,
    history: [...best!.history, ...rest.history],
    logLikelihood: (rows) => {
      checkColumns("discrete network by EM", columns, rows);
      return network.exact.logLikelihood(rows).perRow;
    },
    sample: (count, random) => selectColumns(network.sample(count, random), columns),
  };
}

interface EmRun {
  readonly tables: Float64Array[];
  readonly history: number[];
}

class EmProblem {
  readonly #problem: TableProblem;
  readonly #rowCount: number;
  readonly #priorRows: number;

  constructor(problem: TableProblem, rowCount: number, priorRows: number) {
    this.#problem = problem;
    this.#rowCount = rowCount;
    this.#priorRows = priorRows;
  }

  /** Rows of every table uniform on the simplex. */
  randomTables(random: Random): Float64Array[] {
    return this.#problem.sizes.map((size, node) => {
      const table = Float64Array.from({ length: size }, () => -log(random.uniform()));
      normalizeRows(table, this.#problem.states[node]);
      return table;
    });
  }

  run(start: readonly Float64Array[], iterations: number): EmRun {
    let tables = [...start];
    const history: number[] = [];
    for (let iteration = 0; iteration < iterations; iteration++) {
      const counts = this.#problem.sizes.map((size, node) =>
        new Float64Array(size).fill(this.#priorRows / this.#problem.states[node]),
      );
      let climbed = 0;
      tables.forEach((table, node) => {
        for (const p of table) climbed += (this.#priorRows / this.#problem.states[node]) * log(p);
      });
      for (const { nodes, plan, rows } of this.#problem.parts) {
        const own = nodes.map((node) => tables[node]);
        const ownCounts = nodes.map((node) => counts[node]);
        for (const { states, rows: equal } of rows) {
          const count = equal.length;
          climbed += count * plan.run(own, states);
          plan.addPosterior(ownCounts, count);
        }
      }
      counts.forEach((table, node) => {
        normalizeRows(table, this.#problem.states[node]);
      });
      tables = counts;
      history.push(climbed / this.#rowCount);
      if (iteration > 0 && history[iteration] - history[iteration - 1] < SETTLED) break;
    }
    return { tables, history };
  }
}

function normalizeRows(table: Float64Array, states: number): void {
  for (let at = 0; at < table.length; at += states) {
    let sum = 0;
    for (let s = 0; s < states; s++) sum += table[at + s];
    for (let s = 0; s < states; s++) table[at + s] /= sum;
  }
}
