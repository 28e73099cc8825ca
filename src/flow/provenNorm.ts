import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { factorOnPlan, type GramPlan, gramOf, gramPlan, SparsePattern } from "../engine/index.ts";
import { factorize } from "../numeric/cholesky.ts";
import { Random } from "../numeric/random.ts";

/** Half of the distance from 1 to the next number. */
const ROUNDING = 2 ** -53;
/** How far above its estimate sigma squared is first tried to be proved. */
const SLACK = 1e-11;
/** Steps of the estimate between two looks at it. */
const STRIDE = 20;
const MOST_STEPS = 400;

/**
 * A proven upper bound of the largest singular value of a sparse matrix, above it by a relative 1e-10 or so, without a
 * dense decomposition: a Lanczos iteration estimates sigma^2, and a Cholesky factorisation of s I - W^T W that goes through
 * proves s to be no less, up to rounding that is bounded and added (S. M. Rump, *Verification of positive definiteness*,
 * BIT 46, 2006). Parts of the matrix that share no row and no column are looked at one by one.
 *
 * @param values of the pattern's weights, in its order
 *
 * @example
 * const pattern = SparsePattern.fromRows([[0], [1]], 2);
 * provenNorm(pattern, Float64Array.of(3, 4)); // 4.0000000002 or less, and no less than 4
 */
export function provenNorm(pattern: SparsePattern, values: Float64Array): number {
  let largest = 0;
  for (const part of connectedParts(pattern, values)) {
    const scale = powerOfTwoAbove(part.values);
    if (scale === 0) continue;
    if (!Number.isFinite(scale)) return Number.POSITIVE_INFINITY;
    largest = Math.max(largest, scale * normOfPart({ ...part, values: part.values.map((w) => w / scale) }));
  }
  return largest;
}

/**
 * Whether one Cholesky factorisation proves the largest singular value to be below a limit, rounding included; false where it is
 * not, or lies within 1e-9 of it or so. Cheaper than to ask for the value.
 *
 * @example
 * const pattern = SparsePattern.fromRows([[0], [1]], 2);
 * normIsBelow(pattern, Float64Array.of(0.3, 0.4), 0.5); // true
 */
export function normIsBelow(pattern: SparsePattern, values: Float64Array, limit: number): boolean {
  if (!(limit > 0) || !values.every(Number.isFinite)) return false;
  return connectedParts(pattern, values).every((part) => {
    const scale = powerOfTwoAbove(part.values);
    if (scale === 0) return true;
    const scaled = { ...part, values: part.values.map((w) => w / scale) };
    const s = (limit / scale) ** 2 * (1 - SLACK);
    return provesOf(scaled)(s) && Math.sqrt(proved(scaled, s)) * (1 + 2 * ROUNDING) * scale < limit;
  });
}

/** What to divide by, without any rounding, so that squares neither vanish nor overflow; 0 where all are 0. */
function powerOfTwoAbove(values: Float64Array): number {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (largest === 0 || !Number.isFinite(largest)) return largest;
  let power = 1;
  while (power < largest) power *= 2;
  while (power / 2 >= largest) power /= 2;
  return power;
}

interface Part {
  readonly pattern: SparsePattern;
  readonly values: Float64Array;
}

/** The parts, each with its rows and columns numbered anew and at least as many rows as columns. */
function connectedParts(pattern: SparsePattern, values: Float64Array): Part[] {
  const { rows, columnCount } = pattern;
  const parent = Int32Array.from({ length: rows + columnCount }, (_, i) => i);
  const root = (node: number): number => {
    let at = node;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]];
      at = parent[at];
    }
    return at;
  };
  for (let k = 0; k < pattern.size; k++) parent[root(pattern.rowOf[k])] = root(rows + pattern.columnOf[k]);
  const rowsOf = new Map<number, number[]>();
  for (let row = 0; row < rows; row++) {
    if (pattern.columnsOf(row).length === 0) continue;
    const part = root(row);
    const list = rowsOf.get(part);
    if (list === undefined) rowsOf.set(part, [row]);
    else list.push(row);
  }
  const parts = [...rowsOf.values()];
  // A matrix in one piece keeps its pattern, for which others may have planned already.
  if (parts.length === 1 && parts[0].length === rows) return [upright(pattern, values)];
  return parts.map((own) => taken(pattern, values, own));
}

function upright(pattern: SparsePattern, values: Float64Array): Part {
  if (pattern.rows >= pattern.columnCount) return { pattern, values };
  const { pattern: turned, permutation } = pattern.transposed;
  return { pattern: turned, values: Float64Array.from(permutation, (k) => values[k]) };
}

function taken(pattern: SparsePattern, values: Float64Array, rows: readonly number[]): Part {
  const place = new Map<number, number>();
  for (const row of rows)
    for (const column of pattern.columnsOf(row)) if (!place.has(column)) place.set(column, place.size);
  const narrow = SparsePattern.fromRows(
    rows.map((row) => pattern.columnsOf(row).map((column) => place.get(column)!)),
    place.size,
  );
  const own = new Float64Array(narrow.size);
  rows.forEach((row, i) => {
    const from = pattern.rowStart(row);
    own.set(values.subarray(from, from + pattern.columnsOf(row).length), narrow.rowStart(i));
  });
  return upright(narrow, own);
}

function normOfPart(part: Part): number {
  const proves = provesOf(part);
  let low = estimate(part);
  let high = low * (1 + SLACK);
  for (let step = SLACK; !proves(high); step *= 8) {
    low = high;
    high *= 1 + step;
  }
  // Only after a direction that the estimate had missed is there a gap to close.
  while (high > low * (1 + 4 * SLACK)) {
    const middle = 0.5 * (low + high);
    if (proves(middle)) high = middle;
    else low = middle;
  }
  return Math.sqrt(proved(part, high)) * (1 + 2 * ROUNDING);
}

function provesOf(part: Part): (s: number) => boolean {
  const plan = gramPlan(part.pattern);
  return plan ? sparseProof(part, plan) : denseProof(part);
}

/** What a factorisation at s proves of the largest eigenvalue: what rounding may have hidden in the entries of W^T W and in it is added. */
function proved({ pattern, values }: Part, s: number): number {
  const squares = values.reduce((sum, value) => sum + value * value, 0);
  const n = pattern.columnCount;
  return s + errorOf(n + 2) * Math.max(0, n * s - squares) + errorOf(pattern.rows + 2) * squares;
}

function errorOf(operations: number): number {
  return (operations * ROUNDING) / (1 - operations * ROUNDING);
}

/** The largest eigenvalue of W^T W from below, by Lanczos with every vector kept orthogonal to all before it. */
function estimate({ pattern, values }: Part): number {
  const n = pattern.columnCount;
  const image = new Float64Array(pattern.rows);
  const multiply = (x: Float64Array, y: Float64Array) => {
    image.fill(0);
    for (let k = 0; k < pattern.size; k++) image[pattern.rowOf[k]] += values[k] * x[pattern.columnOf[k]];
    y.fill(0);
    for (let k = 0; k < pattern.size; k++) y[pattern.columnOf[k]] += values[k] * image[pattern.rowOf[k]];
  };
  const random = new Random(1);
  const vectors = [normalized(Float64Array.from({ length: n }, () => random.normal()))];
  const diagonal: number[] = [];
  const beside: number[] = [];
  for (;;) {
    const x = vectors[vectors.length - 1];
    const y = new Float64Array(n);
    multiply(x, y);
    diagonal.push(dot(x, y));
    for (let pass = 0; pass < 2; pass++) for (const vector of vectors) subtract(y, dot(vector, y), vector);
    const length = Math.sqrt(dot(y, y));
    const steps = diagonal.length;
    const last = steps === n || steps === MOST_STEPS || length < 1e-14 * diagonal[0];
    if (last || steps % STRIDE === 0) {
      const { value, end } = largestRitz(diagonal, beside);
      if (last || (length * end) ** 2 < 1e-13 * value * value) return value;
    }
    beside.push(length);
    vectors.push(normalized(y));
  }
}

/** The largest eigenvalue of a tridiagonal matrix, and the last entry of its vector, absolute. */
function largestRitz(diagonal: readonly number[], beside: readonly number[]): { value: number; end: number } {
  const size = diagonal.length;
  const matrix = Matrix.zeros(size, size);
  diagonal.forEach((value, i) => {
    matrix.set(i, i, value);
    if (i + 1 < size) {
      matrix.set(i, i + 1, beside[i]);
      matrix.set(i + 1, i, beside[i]);
    }
  });
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(matrix, {
    assumeSymmetric: true,
  });
  let best = 0;
  for (let i = 1; i < size; i++) if (realEigenvalues[i] > realEigenvalues[best]) best = i;
  return { value: realEigenvalues[best], end: Math.abs(eigenvectorMatrix.get(size - 1, best)) };
}

/** Whether s I - W^T W has a Cholesky factor, on the entries that the masks let be other than zero. */
function sparseProof({ pattern, values }: Part, plan: GramPlan): (s: number) => boolean {
  const n = pattern.columnCount;
  const gram = new Float64Array(plan.total);
  gramOf(plan, pattern, values, gram);
  const work = new Float64Array(plan.total);
  return (s) => {
    for (let i = 0; i < work.length; i++) work[i] = i < n ? s - gram[i] : -gram[i];
    return factorOnPlan(plan, work);
  };
}

function denseProof({ pattern, values }: Part): (s: number) => boolean {
  const n = pattern.columnCount;
  const gram = new Float64Array(n * n);
  for (let row = 0; row < pattern.rows; row++) {
    const columns = pattern.columnsOf(row);
    const from = pattern.rowStart(row);
    columns.forEach((a, i) => {
      for (let k = 0; k <= i; k++) {
        const b = columns[k];
        gram[Math.max(a, b) * n + Math.min(a, b)] += values[from + i] * values[from + k];
      }
    });
  }
  const work = new Float64Array(n * n);
  return (s) => {
    for (let i = 0; i < work.length; i++) work[i] = -gram[i];
    for (let i = 0; i < n; i++) work[i * n + i] += s;
    return factorize(work, n);
  };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function subtract(y: Float64Array, factor: number, x: Float64Array): void {
  for (let i = 0; i < y.length; i++) y[i] -= factor * x[i];
}

function normalized(x: Float64Array): Float64Array {
  const length = Math.sqrt(dot(x, x));
  return x.map((value) => value / length);
}
