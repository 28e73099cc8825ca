import { Dag, Random } from "../src/internals.ts";

/** A network in which nothing relates the two pairs of {@link bentPairs}. */
export const pairsApart = Dag.create(
  [
    { name: "z", parents: [] },
    { name: "w", parents: [] },
    { name: "a", parents: ["z"] },
    { name: "b", parents: ["z"] },
    { name: "c", parents: ["w"] },
    { name: "d", parents: ["w"] },
  ],
  ["a", "b", "c", "d"],
);

/**
 * Two pairs of columns. The second pair moves with the square of what moves the first, which no straight arc can tell, or where they
 * are not related with that of something else.
 */
export function bentPairs({ related = true, rowCount = 240 } = {}) {
  const random = new Random(5);
  const values = new Float64Array(4 * rowCount);
  for (let row = 0; row < rowCount; row++) {
    const [z, other] = [random.normal(), random.normal()];
    const w = related ? z * z : other * other;
    [z, -z, w, w].forEach((mean, c) => {
      values[4 * row + c] = mean + 0.3 * random.normal();
    });
  }
  return { columns: ["a", "b", "c", "d"], rowCount, values };
}
