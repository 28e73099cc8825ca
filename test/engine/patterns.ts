import { SparsePattern } from "../../src/engine/index.ts";
import { Random } from "../../src/numeric/random.ts";

/** Every entry with the same probability; some rows repeat their neighbour, so that groups form. */
export function randomPattern(rows: number, columns: number, density: number, seed: number): SparsePattern {
  const random = new Random(seed);
  const lists: number[][] = [];
  for (let row = 0; row < rows; row++) {
    const repeats = row > 0 && random.uniform() < 0.4;
    const fresh = Array.from({ length: columns }, (_, column) => column).filter(
      () => random.uniform() < density,
    );
    lists.push(repeats ? lists[row - 1] : fresh);
  }
  return SparsePattern.fromRows(lists, columns);
}

/** A strictly triangular pattern over a random order of its rows, computed in that order. */
export function triangularPattern(rows: number, density: number, seed: number): SparsePattern {
  const random = new Random(seed);
  const order = [...random.permutation(rows)];
  const lists: number[][] = Array.from({ length: rows }, () => []);
  order.forEach((row, i) => {
    lists[row] = order
      .slice(0, i)
      .filter(() => random.uniform() < density)
      .sort((a, b) => a - b);
  });
  return SparsePattern.fromRows(lists, rows, order);
}
