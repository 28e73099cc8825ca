import type { CodedTable } from "../likelihood/index.ts";
import type { LatentModel } from "../model/index.ts";
import { solveSemidefinite } from "../numeric/cholesky.ts";
import { log } from "../numeric/elementary.ts";

/** Every row is held out once by one of them. */
const FOLDS = 5;
/** Of a residual variance: the share of a column's own variance, which is 1, that it stays above. */
const LEAST_VARIANCE = 1e-6;

/**
 * Gives a density that starts as a linear-Gaussian network means of second order, where it may have them: each component's mean
 * becomes its least-squares regression on the products of its parents too, if that tells rows that it was not fitted to more than
 * the linear one does. From zero, products of sharp conditionals are found late, after hidden layers have learnt the same.
 *
 * @param values parameters of a linear start; returned changed
 */
export function startAtSecondOrder(
  model: LatentModel,
  values: Float64Array,
  table: CodedTable,
  rows: Int32Array,
): Float64Array {
  const layer = model.density?.linear;
  if (!layer?.interactions || rows.length < FOLDS) return values;
  const columns = standardizedColumns(model, table, rows);
  columns.forEach((target, component) => {
    const { latents, pairs } = layer.termsOf(component);
    if (pairs.length === 0) return;
    const ones = new Float64Array(rows.length).fill(1);
    const linear = [ones, ...latents.map((latent) => columns[latent])];
    const products = pairs.map(([p, q]) => columns[p].map((value, row) => value * columns[q][row]));
    const sums = foldSums([...linear, ...products], target);
    const size = linear.length + products.length;
    if (!(heldOutNats(sums, size) < heldOutNats(sums, linear.length))) return;
    const { weights, variance } = regression(total(sums), size);
    layer.startComponent(values, component, {
      intercept: weights[0],
      latents: weights.subarray(1, linear.length),
      pairs: weights.subarray(linear.length),
      logScale: 0.5 * log(variance),
    });
  });
  return values;
}

function standardizedColumns(model: LatentModel, table: CodedTable, rows: Int32Array): Float64Array[] {
  const { mean, deviation } = model.coding.featureScales();
  const width = mean.length;
  return Array.from(mean, (centre, column) =>
    Float64Array.from(rows, (row) => (table.features[row * width + column] - centre) / deviation[column]),
  );
}

/** Sums over some rows of what a regression needs: products of its predictors, the lower triangle, and with its target. */
interface Sums {
  readonly rows: number;
  readonly size: number;
  readonly among: Float64Array;
  readonly withTarget: Float64Array;
  readonly target: number;
}

function foldSums(predictors: readonly Float64Array[], target: Float64Array): Sums[] {
  const size = predictors.length;
  return Array.from({ length: FOLDS }, (_, fold) => {
    const dot = (a: Float64Array, b: Float64Array) => {
      let sum = 0;
      for (let row = fold; row < target.length; row += FOLDS) sum += a[row] * b[row];
      return sum;
    };
    const among = new Float64Array(size * size);
    for (let i = 0; i < size; i++)
      for (let j = 0; j <= i; j++) among[i * size + j] = dot(predictors[i], predictors[j]);
    return {
      rows: Math.ceil((target.length - fold) / FOLDS),
      size,
      among,
      withTarget: Float64Array.from(predictors, (one) => dot(one, target)),
      target: dot(target, target),
    };
  });
}

function total(folds: readonly Sums[]): Sums {
  return folds.reduce((sum, one) => ({
    rows: sum.rows + one.rows,
    size: sum.size,
    among: sum.among.map((value, i) => value + one.among[i]),
    withTarget: sum.withTarget.map((value, i) => value + one.withTarget[i]),
    target: sum.target + one.target,
  }));
}

/** The regression on the first `size` predictors, and the variance of what it leaves. */
function regression(sums: Sums, size: number): { weights: Float64Array; variance: number } {
  const normal = new Float64Array(size * size);
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++) normal[i * size + j] = sums.among[i * sums.size + j];
  const weights = sums.withTarget.slice(0, size);
  solveSemidefinite(normal, size, weights);
  return { weights, variance: Math.max(squaredError(sums, weights) / sums.rows, LEAST_VARIANCE) };
}

function squaredError(sums: Sums, weights: Float64Array): number {
  let squares = sums.target;
  for (let i = 0; i < weights.length; i++) {
    let across = -sums.withTarget[i] + 0.5 * weights[i] * sums.among[i * sums.size + i];
    for (let j = 0; j < i; j++) across += weights[j] * sums.among[i * sums.size + j];
    squares += 2 * weights[i] * across;
  }
  return Math.max(0, squares);
}

/** Nats of all rows, each judged by a regression on the first `size` predictors that was not fitted to it, but for a constant. */
function heldOutNats(folds: readonly Sums[], size: number): number {
  return folds.reduce((nats, judged) => {
    const { weights, variance } = regression(total(folds.filter((one) => one !== judged)), size);
    return nats + 0.5 * (judged.rows * log(variance) + squaredError(judged, weights) / variance);
  }, 0);
}
