/**
 * The tables of a discrete network fitted by EM: what somebody gets who knows the network, the states of its hidden nodes
 * and that everything is discrete.
 */
import { columnPositions, type Dataset, selectColumns } from "../data/index.ts";
import type { DensityBaseline } from "../gaussian/index.ts";
import { Dag } from "../graph/index.ts";
import {
  checkStates,
  DiscreteNetwork,
  type DiscreteNode,
  EliminationPlan,
  evidencePatterns,
  levelCodes,
  relevantNodes,
} from "../network/index.ts";
import { log } from "../numeric/elementary.ts";
import { InputError } from "../numeric/errors.ts";
import { Random } from "../numeric/random.ts";
import { checkColumns } from "./checkColumns.ts";

/** A node of the network to fit: everything but its probabilities. */
export type DiscreteNodeShape = Omit<DiscreteNode, "table">;

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
  const { priorRows = 1, iterations = 200, seed = 0 } = options;
  const dag = Dag.create(nodes, data.columns);
  const { starts = dag.latent.length === 0 ? 1 : 5 } = options;
  if (!(priorRows > 0 && Number.isFinite(priorRows)))
    throw new InputError(`Expected the rows of the prior to be a number above 0, got ${priorRows}.`);
  for (const [name, value] of Object.entries({ starts, iterations }))
    if (!Number.isSafeInteger(value) || value < 1)
      throw new InputError(`Expected at least 1 of ${name} of EM, got ${value}.`);
  for (const node of nodes) checkStates(node);
  const problem = new EmProblem(dag, nodes, data, priorRows);
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
    parameters: nodes.reduce(
      (sum, { states }, i) => sum + (rest.tables[i].length / states.length) * (states.length - 1),
      0,
    ),
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
  readonly #rowCount: number;
  readonly #states: readonly number[];
  readonly #sizes: readonly number[];
  readonly #priorRows: number;
  readonly #parts: readonly {
    readonly nodes: readonly number[];
    readonly plan: EliminationPlan;
    readonly rows: readonly { readonly states: Int32Array; readonly count: number }[];
  }[];

  constructor(dag: Dag, nodes: readonly DiscreteNodeShape[], data: Dataset, priorRows: number) {
    this.#rowCount = data.rowCount;
    this.#priorRows = priorRows;
    this.#states = nodes.map(({ states }) => states.length);
    const scopes = nodes.map((_, node) => [...dag.parents(node), node]);
    this.#sizes = scopes.map((scope) => scope.reduce((size, node) => size * this.#states[node], 1));
    const codes = new Array<Int32Array | undefined>(dag.size).fill(undefined);
    columnPositions(data, data.columns).forEach((column) => {
      const node = dag.indexOf(data.columns[column]);
      codes[node] = levelCodes(data, column, nodes[node].states);
    });
    this.#parts = evidencePatterns(codes, data.rowCount).map(({ measured, rows }) => {
      const relevant = [...relevantNodes(dag, measured)].sort((a, b) => a - b);
      const plan = new EliminationPlan({
        names: dag.names,
        cardinalities: this.#states,
        scopes: relevant.map((node) => scopes[node]),
        measured,
      });
      const counted = rows.map(({ states, rows: equal }) => ({ states, count: equal.length }));
      return { nodes: relevant, plan, rows: counted };
    });
  }

  /** Rows of every table uniform on the simplex. */
  randomTables(random: Random): Float64Array[] {
    return this.#sizes.map((size, node) => {
      const table = Float64Array.from({ length: size }, () => -log(random.uniform()));
      normalizeRows(table, this.#states[node]);
      return table;
    });
  }

  run(start: readonly Float64Array[], iterations: number): EmRun {
    let tables = [...start];
    const history: number[] = [];
    for (let iteration = 0; iteration < iterations; iteration++) {
      const counts = this.#sizes.map((size, node) =>
        new Float64Array(size).fill(this.#priorRows / this.#states[node]),
      );
      let climbed = 0;
      tables.forEach((table, node) => {
        for (const p of table) climbed += (this.#priorRows / this.#states[node]) * log(p);
      });
      for (const { nodes, plan, rows } of this.#parts) {
        const own = nodes.map((node) => tables[node]);
        const ownCounts = nodes.map((node) => counts[node]);
        for (const { states, count } of rows) {
          climbed += count * plan.run(own, states);
          plan.addPosterior(ownCounts, count);
        }
      }
      counts.forEach((table, node) => {
        normalizeRows(table, this.#states[node]);
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
