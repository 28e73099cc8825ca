/**
 * Configurations of discrete parents as other programs number them, the first parent changing fastest: for every
 * configuration in this project's order (the first parent slowest) its number there.
 *
 * @param counts states of each parent
 *
 * @example
 * fastestFirst([2, 3]); // Int32Array [0, 2, 4, 1, 3, 5]
 */
export function fastestFirst(counts: readonly number[]): Int32Array {
  const size = counts.reduce((product, count) => product * count, 1);
  const order = new Int32Array(size);
  let repeat = size;
  let stride = 1;
  for (const count of counts) {
    repeat /= count;
    for (let row = 0; row < size; row++) order[row] += stride * (Math.floor(row / repeat) % count);
    stride *= count;
  }
  return order;
}
