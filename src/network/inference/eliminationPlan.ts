/**
 * Exact sums over products of discrete tables: variable elimination, planned once for a pattern of measured variables and
 * run for row after row.
 */
import { exp, log } from "../../numeric/elementary.ts";
import type { Random } from "../../numeric/random.ts";
import { InfeasibleError } from "../infeasibleError.ts";
import { eliminationOrder } from "./eliminationOrder.ts";

/** A table over all joint states of these variables; the last one changes fastest. */
export type Scope = readonly number[];

export interface EliminationProblem {
  /** Names of the variables, for messages. */
  readonly names: readonly string[];
  /** States of each variable. */
  readonly cardinalities: ArrayLike<number>;
  readonly scopes: readonly Scope[];
  /** Variables whose state every row gives. */
  readonly measured: ReadonlySet<number>;
  /** Variables that are neither measured nor summed out: the result is a table over them. Default: none. */
  readonly kept?: Scope;
  /** Cells of the largest table that may be formed. Default 2^22, beyond which neither memory nor patience last. */
  readonly mostCells?: number;
}

const MOST_CELLS = 2 ** 22;

/** Reads table or message `source` at `map[cell]` for each cell of a step. */
interface Input {
  /** Index of a table, or, from the number of tables on, of the message of an earlier step. */
  readonly source: number;
  readonly map: Int32Array;
}

/** Multiplies the inputs over a clique of variables and sums out the fastest of them. */
interface Step {
  /** The variables of the clique; the last one is summed out, but by the last step. */
  readonly clique: Scope;
  readonly cells: number;
  /** States of the variable that is summed out; 1 in the last step, which sums out none. */
  readonly states: number;
  readonly inputs: readonly Input[];
  readonly product: Float64Array;
  readonly message: Float64Array;
  /** Of the logarithm of the whole sum by the message's entries. */
  readonly gradient: Float64Array;
}

/**
 * Sums a product of tables over all variables that are neither measured nor kept, and, walked back, gives the posterior of
 * the states of every table: the sum is linear in each table, so that entry times derivative is the share of an entry.
 *
 * References: R. Dechter, Bucket elimination, Artificial Intelligence 113, 1999; A. Darwiche, A differential approach to
 * inference in Bayesian networks, Journal of the ACM 50, 2003.
 */
export class EliminationPlan {
  readonly #cardinalities: ArrayLike<number>;
  readonly #strides: readonly (readonly [variable: number, stride: number][])[];
  readonly #offsets: Int32Array;
  readonly #steps: readonly Step[];
  /** Largest entry of each step's message before it was divided by it. */
  readonly #scales: Float64Array;
  #logScale = 0;

  /** @throws InfeasibleError naming the variables and the size of a table that is too large to form */
  constructor(problem: EliminationProblem) {
    const { names, cardinalities, scopes, measured, kept = [], mostCells = MOST_CELLS } = problem;
    this.#cardinalities = cardinalities;
    const keptSet = new Set(kept);
    const free = scopes.map((scope) => scope.filter((variable) => !measured.has(variable)));
    const adjacency = Array.from(names, () => new Set<number>());
    for (const scope of [...free, kept])
      for (const a of scope) for (const b of scope) if (a !== b) adjacency[a].add(b);
    const appearing = new Set(free.flat());
    const eliminated = [...appearing].filter((variable) => !keptSet.has(variable)).sort((a, b) => a - b);
    const { order } = eliminationOrder(adjacency, cardinalities, eliminated);

    const pending = free.map((scope, source) => ({
      source,
      scope,
      strides: stridesOf(scopes[source], cardinalities),
    }));
    this.#strides = pending.map(({ strides, source }) =>
      [...strides].filter(([variable]) => measured.has(variable) && scopes[source].includes(variable)),
    );
    this.#offsets = new Int32Array(scopes.length);
    const steps: Step[] = [];
    const form = (clique: Scope, states: number, used: typeof pending) => {
      const cells = cellsOf(clique, cardinalities);
      if (!(cells <= mostCells)) throw tooLarge(clique, cells, names, mostCells);
      steps.push({
        clique,
        cells,
        states,
        inputs: used.map(({ source, strides }) => ({
          source,
          map: indexMap(clique, cardinalities, strides),
        })),
        product: new Float64Array(cells),
        message: new Float64Array(cells / states),
        gradient: new Float64Array(cells / states),
      });
    };
    for (const variable of order) {
      const used = pending.filter(({ scope }) => scope.includes(variable));
      const rest = pending.filter(({ scope }) => !scope.includes(variable));
      const others = [...new Set(used.flatMap(({ scope }) => scope))].filter((other) => other !== variable);
      form([...others, variable], cardinalities[variable], used);
      rest.push({
        source: scopes.length + steps.length - 1,
        scope: others,
        strides: stridesOf(others, cardinalities),
      });
      pending.splice(0, pending.length, ...rest);
    }
    form(kept, 1, pending);
    this.#steps = steps;
    this.#scales = new Float64Array(steps.length);
  }

  /** Cells of the largest table that is formed. */
  get largestTable(): number {
    return this.#steps.reduce((most, { cells }) => Math.max(most, cells), 0);
  }

  /** Multiplications of a run, roughly. */
  get work(): number {
    return this.#steps.reduce((sum, { cells, inputs }) => sum + cells * (1 + inputs.length), 0);
  }

  /**
   * The logarithm of the sum, -Infinity where it is 0.
   *
   * @param tables one for each scope
   * @param states one for each variable; only those of measured variables are read
   */
  run(tables: readonly Float64Array[], states: ArrayLike<number>): number {
    this.#strides.forEach((strides, table) => {
      let offset = 0;
      for (const [variable, stride] of strides) offset += stride * states[variable];
      this.#offsets[table] = offset;
    });
    let logScale = 0;
    for (const [at, step] of this.#steps.entries()) {
      this.#multiply(step, tables);
      const { cells, states: count, product, message } = step;
      let largest = 0;
      for (let m = 0, cell = 0; cell < cells; m++) {
        let sum = 0;
        for (let s = 0; s < count; s++) sum += product[cell++];
        message[m] = sum;
        if (sum > largest) largest = sum;
      }
      if (largest === 0) return -Infinity;
      this.#scales[at] = largest;
      for (let m = 0; m < message.length; m++) message[m] /= largest;
      logScale += log(largest);
    }
    this.#logScale = logScale;
    let total = 0;
    for (const value of this.#last.message) total += value;
    return logScale + log(total);
  }

  /** After {@link run}: the summed product for every joint state of the kept variables, not normalized. */
  keptTable(): Float64Array {
    const scale = exp(this.#logScale);
    return this.#last.message.map((value) => value * scale);
  }

  /**
   * Once after a {@link run} that was not -Infinity: adds `weight` times the posterior probability of each cell of each table,
   * given the measured variables, to `counts` (as large as the tables).
   */
  addPosterior(counts: readonly Float64Array[], weight = 1): void {
    const tableCount = this.#offsets.length;
    const last = this.#last;
    let total = 0;
    for (const value of last.message) total += value;
    for (const { gradient } of this.#steps) gradient.fill(0);
    last.gradient.fill(1 / total);
    for (let at = this.#steps.length - 1; at >= 0; at--) {
      const { cells, states, inputs, product: shares, gradient } = this.#steps[at];
      for (let m = 0, cell = 0; cell < cells; m++) {
        const factor = gradient[m] / this.#scales[at];
        for (let s = 0; s < states; s++) shares[cell++] *= factor;
      }
      for (const { source, map } of inputs) {
        if (source < tableCount) {
          const own = counts[source];
          const offset = this.#offsets[source];
          for (let cell = 0; cell < cells; cell++) own[offset + map[cell]] += weight * shares[cell];
        } else {
          const { message, gradient: own } = this.#steps[source - tableCount];
          // Where a message is 0, so is every share of it.
          for (let cell = 0; cell < cells; cell++)
            if (shares[cell] > 0) own[map[cell]] += shares[cell] / message[map[cell]];
        }
      }
    }
  }

  /**
   * After a {@link run} that was not -Infinity, of a plan that keeps no variables: draws the state of every variable that was
   * summed out from their joint posterior, given the measured ones.
   *
   * @param states one for each variable; those that were summed out are set
   */
  draw(states: Int32Array, random: Random): void {
    for (let at = this.#steps.length - 2; at >= 0; at--) {
      const { clique, states: count, product } = this.#steps[at];
      let start = 0;
      for (let i = 0; i < clique.length - 1; i++)
        start = start * this.#cardinalities[clique[i]] + states[clique[i]];
      start *= count;
      let total = 0;
      for (let s = 0; s < count; s++) total += product[start + s];
      let left = total * random.uniform();
      let chosen = -1;
      for (let s = 0; s < count && left >= 0; s++) {
        if (product[start + s] === 0) continue;
        chosen = s;
        left -= product[start + s];
      }
      states[clique[clique.length - 1]] = chosen;
    }
  }

  get #last(): Step {
    return this.#steps[this.#steps.length - 1];
  }

  #multiply({ cells, inputs, product }: Step, tables: readonly Float64Array[]): void {
    product.fill(1);
    for (const { source, map } of inputs) {
      const isTable = source < tables.length;
      const values = isTable ? tables[source] : this.#steps[source - tables.length].message;
      const offset = isTable ? this.#offsets[source] : 0;
      for (let cell = 0; cell < cells; cell++) product[cell] *= values[offset + map[cell]];
    }
  }
}

function cellsOf(scope: Scope, cardinalities: ArrayLike<number>): number {
  return scope.reduce((cells, variable) => cells * cardinalities[variable], 1);
}

function stridesOf(scope: Scope, cardinalities: ArrayLike<number>): Map<number, number> {
  const strides = new Map<number, number>();
  let stride = 1;
  for (const variable of [...scope].reverse()) {
    strides.set(variable, stride);
    stride *= cardinalities[variable];
  }
  return strides;
}

/** Where each cell of a clique stands in a table with these strides. */
function indexMap(
  clique: Scope,
  cardinalities: ArrayLike<number>,
  strides: ReadonlyMap<number, number>,
): Int32Array {
  const map = new Int32Array(cellsOf(clique, cardinalities));
  let block = map.length;
  for (const variable of clique) {
    const stride = strides.get(variable);
    const inner = block / cardinalities[variable];
    if (stride !== undefined) {
      for (let cell = 0; cell < map.length; cell++) map[cell] += stride * Math.floor((cell % block) / inner);
    }
    block = inner;
  }
  return map;
}

function tooLarge(
  clique: Scope,
  cells: number,
  names: readonly string[],
  mostCells: number,
): InfeasibleError {
  const shown = clique.slice(0, 6).map((variable) => names[variable]);
  const rest = clique.length > shown.length ? ` and ${clique.length - shown.length} more` : "";
  return new InfeasibleError(
    `Expected an exact sum whose largest table has at most ${mostCells} cells, got a clique of ${clique.length} variables (${shown.join(", ")}${rest}) with ${cells.toPrecision(3)} joint states. Measure more of the nodes, or do without the exact likelihood.`,
  );
}
