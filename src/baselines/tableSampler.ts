/**
 * Draws of what is hidden in the rows of a discrete network whose tables are unknown: Gibbs sampling with the tables summed out.
 */
import type { EliminationPlan } from "../network/index.ts";
import type { Random } from "../numeric/random.ts";
import type { Steps } from "../numeric/turns.ts";
import type { TableProblem } from "./tableProblem.ts";

/** A row as it stands: what was measured, and the present draw of what matters to it and was not. */
interface SampledRow {
  readonly states: Int32Array;
  /** Nodes of which the row is a case. */
  readonly nodes: readonly number[];
  readonly plan: EliminationPlan;
  /** The tables that its plan reads. */
  readonly tables: readonly Float64Array[];
}

/**
 * Rows of tables have independent symmetric Dirichlet priors. Given the hidden states of all other rows, those of one row follow
 * the network whose tables are the posterior means, since a row meets every table once; so they are drawn together and exactly, by
 * variable elimination, and the tables themselves never.
 *
 * Reference: J. S. Liu, The collapsed Gibbs sampler in Bayesian computations with applications to a gene regulation problem,
 * Journal of the American Statistical Association 89, 1994.
 */
export class TableSampler {
  readonly #random: Random;
  readonly #states: readonly number[];
  readonly #scopes: readonly (readonly number[])[];
  readonly #prior: readonly number[];
  readonly #counts: readonly Float64Array[];
  /** Posterior means of the tables given the present draws. */
  readonly #means: readonly Float64Array[];
  readonly #rows: readonly SampledRow[];

  /**
   * @param prior of each node: rows that each configuration of its parents counts as seen beforehand, spread evenly over its states
   */
  constructor(problem: TableProblem, prior: (configurations: number) => number, random: Random) {
    const { states, scopes, sizes, parts } = problem;
    this.#random = random;
    this.#states = states;
    this.#scopes = scopes;
    this.#prior = sizes.map((size, node) => prior(size / states[node]) / states[node]);
    this.#counts = sizes.map((size) => new Float64Array(size));
    this.#means = sizes.map((size, node) => new Float64Array(size).fill(1 / states[node]));
    this.#rows = parts.flatMap(({ nodes, plan, rows }) => {
      const tables = nodes.map((node) => this.#means[node]);
      return rows.flatMap((row) => row.rows.map(() => ({ states: row.states.slice(), nodes, plan, tables })));
    });
    // One row after the other, each given those before it: already a fair guess.
    for (const place of random.permutation(this.#rows.length)) this.#draw(this.#rows[place]);
  }

  /** Draws what is hidden in every row anew, given all others; a row is a step. */
  *sweep(): Steps<void> {
    for (const row of this.#rows) {
      this.#count(row, -1);
      this.#draw(row);
      yield;
    }
  }

  /** For each node the mean of its table given the present draws, as the network would have it. */
  tables(): Float64Array[] {
    return this.#means.map((mean) => mean.slice());
  }

  #draw(row: SampledRow): void {
    row.plan.run(row.tables, row.states);
    row.plan.draw(row.states, this.#random);
    this.#count(row, 1);
  }

  #count({ states, nodes }: SampledRow, by: number): void {
    for (const node of nodes) {
      let cell = 0;
      for (const variable of this.#scopes[node]) cell = cell * this.#states[variable] + states[variable];
      const counts = this.#counts[node];
      counts[cell] += by;
      const width = this.#states[node];
      const start = cell - states[node];
      const prior = this.#prior[node];
      let total = width * prior;
      for (let s = 0; s < width; s++) total += counts[start + s];
      const mean = this.#means[node];
      for (let s = 0; s < width; s++) mean[start + s] = (counts[start + s] + prior) / total;
    }
  }
}
