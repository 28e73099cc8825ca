/**
 * Cholesky factors of small dense symmetric matrices, row-major in Float64Array, for loops that run thousands of times:
 * no allocation, rows read contiguously.
 */

import { log } from "./elementary.ts";

/**
 * Overwrites the lower triangle of the `size` x `size` matrix `a` with its Cholesky factor L, a = L L^T. The part above
 * the diagonal is neither read nor written.
 *
 * @returns whether `a` was positive definite; if not, `a` is left half done
 */
export function factorize(a: Float64Array, size: number): boolean {
  for (let j = 0; j < size; j++) {
    const sum = reducedDiagonal(a, size, j);
    if (!(sum > 0)) return false;
    const root = Math.sqrt(sum);
    a[j * size + j] = root;
    reduceBelow(a, size, j);
    for (let at = (j + 1) * size + j; at < size * size; at += size) a[at] /= root;
  }
  return true;
}

/** A diagonal entry less the squares of what stands to the left of it. */
function reducedDiagonal(a: Float64Array, size: number, j: number): number {
  const row = j * size;
  let sum = a[row + j];
  for (let k = 0; k < j; k++) sum -= a[row + k] * a[row + k];
  return sum;
}

/**
 * The entries below a diagonal one, less the products of what stands to their left with what stands to its left: four rows at a time,
 * whose sums do not wait for each other. Each keeps its own order, so that its roundings are those of one row after the other.
 */
function reduceBelow(a: Float64Array, size: number, j: number): void {
  const row = j * size;
  let first = (j + 1) * size;
  const end = size * size;
  for (; first + 3 * size < end; first += 4 * size) {
    const second = first + size;
    const third = second + size;
    const fourth = third + size;
    let one = a[first + j];
    let two = a[second + j];
    let three = a[third + j];
    let four = a[fourth + j];
    for (let k = 0; k < j; k++) {
      const weight = a[row + k];
      one -= a[first + k] * weight;
      two -= a[second + k] * weight;
      three -= a[third + k] * weight;
      four -= a[fourth + k] * weight;
    }
    a[first + j] = one;
    a[second + j] = two;
    a[third + j] = three;
    a[fourth + j] = four;
  }
  for (; first < end; first += size) {
    let sum = a[first + j];
    for (let k = 0; k < j; k++) sum -= a[first + k] * a[row + k];
    a[first + j] = sum;
  }
}

/** Overwrites `b`, from `offset` on, with L^-1 b. */
export function solveLower(factor: Float64Array, size: number, b: Float64Array, offset = 0): void {
  for (let i = 0; i < size; i++) {
    const row = i * size;
    let sum = b[offset + i];
    for (let k = 0; k < i; k++) sum -= factor[row + k] * b[offset + k];
    b[offset + i] = sum / factor[row + i];
  }
}

/** Overwrites `b`, from `offset` on, with L^-T b. */
export function solveLowerTransposed(factor: Float64Array, size: number, b: Float64Array, offset = 0): void {
  for (let i = size - 1; i >= 0; i--) {
    const row = i * size;
    const x = b[offset + i] / factor[row + i];
    b[offset + i] = x;
    for (let k = 0; k < i; k++) b[offset + k] -= factor[row + k] * x;
  }
}

/**
 * Overwrites the right-hand side `b` (length `size`) with a solution of a w = b for a positive semidefinite `a`, whose
 * lower triangle is overwritten. An unknown that the ones before it determine gets the value 0: in a regression, a
 * predictor that repeats others takes no part.
 */
export function solveSemidefinite(a: Float64Array, size: number, b: Float64Array): void {
  for (let j = 0; j < size; j++) {
    const diagonal = a[j * size + j];
    const sum = reducedDiagonal(a, size, j);
    const root = sum > 1e-11 * diagonal ? Math.sqrt(sum) : 0;
    a[j * size + j] = root;
    if (root !== 0) reduceBelow(a, size, j);
    for (let at = (j + 1) * size + j; at < size * size; at += size) a[at] = root === 0 ? 0 : a[at] / root;
  }
  for (let i = 0; i < size; i++) {
    let sum = b[i];
    for (let k = 0; k < i; k++) sum -= a[i * size + k] * b[k];
    b[i] = a[i * size + i] === 0 ? 0 : sum / a[i * size + i];
  }
  for (let i = size - 1; i >= 0; i--) {
    const x = a[i * size + i] === 0 ? 0 : b[i] / a[i * size + i];
    b[i] = x;
    for (let k = 0; k < i; k++) b[k] -= a[i * size + k] * x;
  }
}

/** log det a of the matrix whose Cholesky factor this is. */
export function logDeterminant(factor: Float64Array, size: number): number {
  let sum = 0;
  for (let i = 0; i < size; i++) sum += log(factor[i * size + i]);
  return 2 * sum;
}

/**
 * tr(a^-1 S) for the matrix a whose Cholesky factor this is and a symmetric S. Columns are innermost, so that none waits for another; of
 * column i of a^-1 S only entry i counts, so its backward substitution stops there.
 */
export function traceOfQuotient(factor: Float64Array, size: number, symmetric: Float64Array): number {
  const b = Float64Array.from(symmetric);
  for (let i = 0; i < size; i++) {
    const own = i * size;
    for (let k = 0; k < i; k++) {
      const weight = factor[own + k];
      const other = k * size;
      for (let c = 0; c < size; c++) b[own + c] -= weight * b[other + c];
    }
    const diagonal = factor[own + i];
    for (let c = 0; c < size; c++) b[own + c] /= diagonal;
  }
  for (let k = size - 1; k >= 0; k--) {
    const own = k * size;
    const diagonal = factor[own + k];
    for (let c = 0; c <= k; c++) b[own + c] /= diagonal;
    for (let m = 0; m < k; m++) {
      const weight = factor[own + m];
      const other = m * size;
      for (let c = 0; c <= m; c++) b[other + c] -= weight * b[own + c];
    }
  }
  let trace = 0;
  for (let i = 0; i < size; i++) trace += b[i * size + i];
  return trace;
}
