/** Pivots below this share of the largest diagonal entry are rounding. */
const NOTHING_LEFT = 1e-14;

/**
 * A root C of a positive semidefinite matrix, a = C C^T, [size x rank] row-major, by Cholesky with diagonal pivoting: as
 * many columns as the matrix has rank.
 *
 * @example
 * pivotedCholesky(Float64Array.of(4, 2, 2, 1), 2); // { root: [2, 1], rank: 1 }
 */
export function pivotedCholesky(
  a: Float64Array,
  size: number,
): { root: Float64Array<ArrayBuffer>; rank: number } {
  const left = Float64Array.from({ length: size }, (_, i) => a[i * size + i]);
  const least = NOTHING_LEFT * left.reduce((most, value) => Math.max(most, value), 0);
  const columns: Float64Array[] = [];
  const free = new Set(left.keys());
  while (free.size > 0) {
    let pivot = -1;
    for (const i of free) if (pivot < 0 || left[i] > left[pivot]) pivot = i;
    if (!(left[pivot] > least)) break;
    free.delete(pivot);
    const column = new Float64Array(size);
    const length = Math.sqrt(left[pivot]);
    column[pivot] = length;
    for (const i of free) {
      let sum = a[i * size + pivot];
      for (const before of columns) sum -= before[i] * before[pivot];
      column[i] = sum / length;
      left[i] -= column[i] * column[i];
    }
    columns.push(column);
  }
  const rank = columns.length;
  const root = new Float64Array(size * rank);
  for (let i = 0; i < size; i++) for (let r = 0; r < rank; r++) root[i * rank + r] = columns[r][i];
  return { root, rank };
}
