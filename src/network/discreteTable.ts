/**
 * Conditional probability tables: checked, and drawn from.
 */
import { NodeError } from "../graph/nodeError.ts";
import type { Random } from "../numeric/random.ts";

/** Published tables are rounded; what is further from 1 is a mistake. */
const ROUNDING = 1e-3;

/** P(state | parents) of one node, ready for use. */
export interface DiscreteTable {
  /** As in {@link DiscreteNodeSpec.table}, every row divided by its sum. */
  readonly probabilities: Float64Array;
  readonly states: number;
  /** What each parent's state adds to the index of a row. */
  readonly rowStrides: readonly number[];
}

/**
 * @param parentStates states of each parent, in the order of the parents
 * @throws InputError naming the node if the table has the wrong size, a probability is negative or no number, or a row does
 *   not sum to 1 (to within 0.001; a rounded row is divided by its sum)
 */
export function checkedTable(
  name: string,
  states: number,
  parentStates: readonly number[],
  table: readonly number[],
): DiscreteTable {
  const rows = parentStates.reduce((product, count) => product * count, 1);
  if (table.length !== rows * states) {
    throw new NodeError(
      `Expected the table of node "${name}" to have ${rows * states} probabilities, one for each of its ${states} states in each of ${rows} configurations of its parents, got ${table.length}.`,
      { node: name, at: ["table"] },
    );
  }
  const probabilities = Float64Array.from(table);
  for (let row = 0; row < rows; row++) {
    const own = probabilities.subarray(row * states, (row + 1) * states);
    let sum = 0;
    for (const [state, p] of own.entries()) {
      if (!(p >= 0 && p <= 1)) {
        throw new NodeError(
          `Expected the table of node "${name}" to hold probabilities from 0 to 1, got ${p} in row ${row + 1}.`,
          { node: name, at: ["table", row, state] },
        );
      }
      sum += p;
    }
    if (!(Math.abs(sum - 1) <= ROUNDING)) {
      throw new NodeError(
        `Expected row ${row + 1} of the table of node "${name}" to sum to 1, got ${Number(sum.toPrecision(6))}. Correct the probabilities of that row.`,
        { node: name, at: ["table", row] },
      );
    }
    // Rows that are exact but for the last bit stay as they are.
    if (Math.abs(sum - 1) > 1e-12) for (let s = 0; s < states; s++) own[s] /= sum;
  }
  const rowStrides = parentStates.map((_, k) =>
    parentStates.slice(k + 1).reduce((product, count) => product * count, 1),
  );
  return { probabilities, states, rowStrides };
}

/** The first index of the row that these parents' states pick. */
export function rowStart(
  { states, rowStrides }: DiscreteTable,
  values: ArrayLike<number>,
  parents: readonly number[],
): number {
  let row = 0;
  for (let k = 0; k < parents.length; k++) row += rowStrides[k] * values[parents[k]];
  return row * states;
}

/** A state drawn from the row that begins at `start`. */
export function drawState({ probabilities, states }: DiscreteTable, start: number, random: Random): number {
  let left = random.uniform();
  let last = 0;
  for (let s = 0; s < states; s++) {
    const p = probabilities[start + s];
    if (p === 0) continue;
    last = s;
    left -= p;
    if (left < 0) return s;
  }
  // Rounding may leave a little over: it belongs to the last state that can occur.
  return last;
}
