// What the WebAssembly module exports. The build compiles this once with Real = f32 and once with Real = f64.

import * as linearKernels from "./linear";
import * as activationKernels from "./activation";
import * as weightsKernels from "./weights";
import * as rowsKernels from "./rows";
import * as densityKernels from "./density";
import * as adamKernels from "./adam";
import * as likelihoodKernels from "./likelihood";
import * as sparseSpectralKernels from "./sparseSpectral";
import * as spectralKernels from "./spectral";
import * as triangularKernels from "./triangular";
import * as newtonKernels from "./newton";
import * as randomKernels from "./random";
import * as transformKernels from "./transform";
import * as splineKernels from "./spline";
import * as determinantKernels from "./determinant";
import * as monotonicKernels from "./monotonic";
import * as regressionKernels from "./regressions";
import * as sparseMeansKernels from "./sparseMeans";

export function heapStart(): usize {
  return __heap_base;
}

export function clear(pointer: usize, bytes: usize): void {
  memory.fill(pointer, 0, bytes);
}

export function linear(
  out: usize, base: usize, bias: usize, x: usize, groups: usize, groupCount: i32, columns: usize,
  weights: usize, stride: usize,
): void {
  linearKernels.linear<Real>(out, base, bias, x, groups, groupCount, columns, weights, stride);
}

export function weightGradient(
  dw: usize, dy: usize, x: usize, groups: usize, groupCount: i32, columns: usize, stride: usize,
): void {
  linearKernels.weightGradient<Real>(dw, dy, x, groups, groupCount, columns, stride);
}

export function rowSums(out: usize, x: usize, rows: i32, stride: usize): void {
  linearKernels.rowSums<Real>(out, x, rows, stride);
}

export function activation(
  kind: i32, a: usize, h: usize, h1: usize, h2: usize, beta: usize, bytes: usize,
): void {
  activationKernels.activation<Real>(kind, a, h, h1, h2, beta, bytes);
}

export function activationBackward(
  da: usize, accumulate: i32, dh: usize, dh1: usize, a: usize, h: usize, h1: usize, h2: usize, beta: usize,
  dBeta: usize, bytes: usize,
): void {
  activationKernels.activationBackward<Real>(da, accumulate, dh, dh1, a, h, h1, h2, beta, dBeta, bytes);
}

export function gather(out: usize, from: usize, index: usize, count: i32, scale: f64): void {
  weightsKernels.gather<Real>(out, from, index, count, scale);
}

export function scatterAdd(out: usize, from: usize, index: usize, count: i32): void {
  weightsKernels.scatterAdd<Real>(out, from, index, count);
}

export function pairProduct(out: usize, a: usize, ia: usize, b: usize, ib: usize, count: i32): void {
  weightsKernels.pairProduct<Real>(out, a, ia, b, ib, count);
}

export function pairProductBackward(
  dOut: usize, a: usize, da: usize, ia: usize, b: usize, db: usize, ib: usize, count: i32,
): void {
  weightsKernels.pairProductBackward<Real>(dOut, a, da, ia, b, db, ib, count);
}

export function softplus(out: usize, slope: usize, x: usize, count: i32): void {
  weightsKernels.softplus<Real>(out, slope, x, count);
}

export function addProduct(out: usize, a: usize, b: usize, count: i32): void {
  weightsKernels.addProduct<Real>(out, a, b, count);
}

export function expScalar(x: f64): f64 {
  return weightsKernels.expScalar(x);
}

export function logScalar(x: f64): f64 {
  return weightsKernels.logScalar(x);
}

export function scaleAdd(out: usize, accumulate: i32, x: usize, scale: f64, bytes: usize): void {
  rowsKernels.scaleAdd<Real>(out, accumulate, x, scale, bytes);
}

export function multiply(out: usize, accumulate: i32, a: usize, b: usize, bytes: usize): void {
  rowsKernels.multiply<Real>(out, accumulate, a, b, bytes);
}

export function multiplyRows(
  out: usize, accumulate: i32, a: usize, b: usize, index: usize, rows: i32, stride: usize,
): void {
  rowsKernels.multiplyRows<Real>(out, accumulate, a, b, index, rows, stride);
}

export function multiplyScatterRows(
  out: usize, a: usize, b: usize, index: usize, rows: i32, stride: usize,
): void {
  rowsKernels.multiplyScatterRows<Real>(out, a, b, index, rows, stride);
}

export function addMoments(
  means: usize, squares: usize, z: usize, draws: f64, all: f64, count: i32, rows: i32, stride: usize,
): void {
  rowsKernels.addMoments<Real>(means, squares, z, draws, all, count, rows, stride);
}

export function scaleRows(
  out: usize, accumulate: i32, x: usize, s: usize, sign: f64, rows: i32, stride: usize,
): void {
  rowsKernels.scaleRows<Real>(out, accumulate, x, s, sign, rows, stride);
}

export function scaleRowsGradient(
  ds: usize, dOut: usize, out: usize, sign: f64, rows: i32, stride: usize,
): void {
  rowsKernels.scaleRowsGradient<Real>(ds, dOut, out, sign, rows, stride);
}

export function addSum(acc: usize, s: usize, count: i32, factor: f64, stride: usize): void {
  rowsKernels.addSum<Real>(acc, s, count, factor, stride);
}

export function addSumGradient(ds: usize, dAcc: usize, count: i32, factor: f64, stride: usize): void {
  rowsKernels.addSumGradient<Real>(ds, dAcc, count, factor, stride);
}

export function weightedSum(x: usize, w: usize, stride: usize): f64 {
  return rowsKernels.weightedSum<Real>(x, w, stride);
}

export function loadRows(
  out: usize, from: usize, rowIndex: usize, count: i32, columns: i32, shift: usize, scale: usize,
  stride: usize,
): void {
  rowsKernels.loadRows<Real>(out, from, rowIndex, count, columns, shift, scale, stride);
}

export function standardNormal(acc: usize, u: usize, rows: i32, stride: usize): void {
  densityKernels.standardNormal<Real>(acc, u, rows, stride);
}

export function standardNormalBackward(
  du: usize, accumulate: i32, dAcc: usize, u: usize, rows: i32, stride: usize,
): void {
  densityKernels.standardNormalBackward<Real>(du, accumulate, dAcc, u, rows, stride);
}

export function gaussian(
  acc: usize, residual: usize, precision: usize, x: usize, mu: usize, s: usize, m: usize, rows: i32,
  stride: usize,
): void {
  densityKernels.gaussian<Real>(acc, residual, precision, x, mu, s, m, rows, stride);
}

export function gaussianBackward(
  dMu: usize, accumulateMu: i32, dS: usize, accumulateS: i32, dAcc: usize, residual: usize,
  precision: usize, m: usize, rows: i32, stride: usize,
): void {
  densityKernels.gaussianBackward<Real>(
    dMu, accumulateMu, dS, accumulateS, dAcc, residual, precision, m, rows, stride,
  );
}

export function logProduct(acc: usize, d: usize, rows: i32, stride: usize): void {
  densityKernels.logProduct<Real>(acc, d, rows, stride);
}

export function logProductBackward(
  dd: usize, dAcc: usize, factor: f64, d: usize, rows: i32, stride: usize,
): void {
  densityKernels.logProductBackward<Real>(dd, dAcc, factor, d, rows, stride);
}

export function reparameterize(z: usize, spread: usize, mu: usize, s: usize, eps: usize, bytes: usize): void {
  densityKernels.reparameterize<Real>(z, spread, mu, s, eps, bytes);
}

export function sumFeatures(acc: usize, x: usize, factor: f64, rows: i32, stride: usize): void {
  densityKernels.sumFeatures<Real>(acc, x, factor, rows, stride);
}

export function sumFeaturesBackward(
  dx: usize, accumulate: i32, dAcc: usize, factor: f64, rows: i32, stride: usize,
): void {
  densityKernels.sumFeaturesBackward<Real>(dx, accumulate, dAcc, factor, rows, stride);
}

export function importanceShares(
  shares: usize, bound: usize, ll: usize, lp: usize, lq: usize, kl: f64, count: i32, bytes: usize,
): void {
  densityKernels.importanceShares<Real>(shares, bound, ll, lp, lq, kl, count, bytes);
}

export function precisionWeighted(
  mu: usize, s: usize, share: usize, m1: usize, s1: usize, m2: usize, s2: usize, bytes: usize,
): void {
  densityKernels.precisionWeighted<Real>(mu, s, share, m1, s1, m2, s2, bytes);
}

export function precisionWeightedBackward(
  d: usize, accumulate: i32, which: i32, ofScale: i32, dMu: usize, dS: usize, share: usize, m1: usize, m2: usize,
  bytes: usize,
): void {
  densityKernels.precisionWeightedBackward<Real>(d, accumulate, which, ofScale, dMu, dS, share, m1, m2, bytes);
}

export function divide(out: usize, x: usize, y: usize, scale: f64, bytes: usize): void {
  densityKernels.divide<Real>(out, x, y, scale, bytes);
}

export function injectGradient(
  dx: usize, accumulate: i32, d: usize, w: usize, rows: i32, stride: usize,
): void {
  densityKernels.injectGradient<Real>(dx, accumulate, d, w, rows, stride);
}

export function accumulateLogSumExp(
  largest: usize, sum: usize, squares: usize, l: usize, bytes: usize,
): void {
  densityKernels.accumulateLogSumExp<Real>(largest, sum, squares, l, bytes);
}

export function adam(
  p: usize, g: usize, m: usize, v: usize, penalty: usize, centre: usize, count: i32, rate: f64, beta1: f64,
  beta2: f64, epsilon: f64, correction1: f64, correction2: f64, gradientScale: f64,
): void {
  adamKernels.adam<Real>(
    p, g, m, v, penalty, centre, count, rate, beta1, beta2, epsilon, correction1, correction2,
    gradientScale,
  );
}

export function sumOfSquares(x: usize, count: i32): f64 {
  return adamKernels.sumOfSquares<Real>(x, count);
}

export function gram(
  out: usize, n: i32, groups: usize, groupCount: i32, columns: usize, weights: usize,
): void {
  spectralKernels.gram<Real>(out, n, groups, groupCount, columns, weights);
}

export function spectralBound(g: usize, work: usize, v: usize, n: i32, limit: f64, slack: f64): f64 {
  return spectralKernels.spectralBound(g, work, v, n, limit, slack);
}

export function sparseGram(
  values: usize, total: i32, groups: usize, groupCount: i32, targets: usize, weights: usize,
): void {
  sparseSpectralKernels.sparseGram<Real>(values, total, groups, groupCount, targets, weights);
}

export function sparseSpectralBound(
  values: usize, work: usize, v: usize, n: i32, total: i32, order: usize, starts: usize, rows: usize, updates: usize,
  limit: f64, slack: f64,
): f64 {
  return sparseSpectralKernels.sparseSpectralBound(
    values, work, v, n, total, order, starts, rows, updates, limit, slack,
  );
}

export function matrixVector(
  out: usize, accumulate: i32, x: usize, groups: usize, groupCount: i32, columns: usize, weights: usize,
): void {
  spectralKernels.matrixVector<Real>(out, accumulate, x, groups, groupCount, columns, weights);
}

export function normalize(x: usize, n: i32): f64 {
  return spectralKernels.normalize(x, n);
}

export function dotWeights(a: usize, b: usize, count: i32): f64 {
  return spectralKernels.dotWeights<Real>(a, b, count);
}

export function scaleWeights(out: usize, x: usize, count: i32, scale: f64): void {
  spectralKernels.scaleWeights<Real>(out, x, count, scale);
}

export function scaleWeightsBackward(
  dw: usize, dOut: usize, scale: f64, pull: f64, left: usize, right: usize, groups: usize, groupCount: i32,
  columns: usize,
): void {
  spectralKernels.scaleWeightsBackward<Real>(dw, dOut, scale, pull, left, right, groups, groupCount, columns);
}

export function nodeNormalize(
  out: usize, w: usize, v: usize, starts: usize, count: i32, c2: f64, scales: usize, norms: usize,
): void {
  spectralKernels.nodeNormalize<Real>(out, w, v, starts, count, c2, scales, norms);
}

export function nodeNormalizeBackward(
  dOut: usize, w: usize, dw: usize, v: usize, dv: usize, starts: usize, count: i32, scales: usize, norms: usize,
): void {
  spectralKernels.nodeNormalizeBackward<Real>(dOut, w, dw, v, dv, starts, count, scales, norms);
}

export function carryPaths(
  q: usize, x: usize, bend: usize, groups: usize, groupCount: i32, columns: usize, weights: usize, stride: usize,
): void {
  triangularKernels.carryPaths<Real>(q, x, bend, groups, groupCount, columns, weights, stride);
}

export function solveTransposed(
  v: usize, s: usize, diagonal: usize, slope: usize, q: usize, order: usize, count: i32, inRows: usize,
  inList: usize, inWeights: usize, outRows: usize, outList: usize, outWeights: usize, stride: usize,
): void {
  triangularKernels.solveTransposed<Real>(
    v, s, diagonal, slope, q, order, count, inRows, inList, inWeights, outRows, outList, outWeights, stride,
  );
}

export function newtonStep(
  trial: usize, best: usize, bestResidual: usize, f: usize, diagonal: usize, target: usize, status: usize,
  iterations: usize, residual: usize, fixedSteps: usize, pending: usize, rows: i32, samples: i32,
  stride: usize, tolerance: f64, lipschitz: f64,
): i32 {
  return newtonKernels.newtonStep<Real>(
    trial, best, bestResidual, f, diagonal, target, status, iterations, residual, fixedSteps, pending,
    rows, samples, stride, tolerance, lipschitz,
  );
}

export function fillNormal(out: usize, count: i32, state: usize): void {
  randomKernels.fillNormal<Real>(out, count, state);
}

export function fillUniform(out: usize, count: i32, state: usize): void {
  randomKernels.fillUniform(out, count, state);
}

export function affineTransform(out: usize, sum: usize, y: usize, theta: usize, limit: f64, rows: i32, stride: usize): void {
  transformKernels.affineTransform<Real>(out, sum, y, theta, limit, rows, stride);
}

export function affineTransformBackward(
  dy: usize, accumulate: i32, dTheta: usize, dOut: usize, dSum: usize, y: usize, theta: usize, limit: f64, rows: i32, stride: usize,
): void {
  transformKernels.affineTransformBackward<Real>(dy, accumulate, dTheta, dOut, dSum, y, theta, limit, rows, stride);
}

export function affineTransformInverse(y: usize, target: usize, theta: usize, limit: f64, rows: i32, stride: usize): void {
  transformKernels.affineTransformInverse<Real>(y, target, theta, limit, rows, stride);
}

export function curve(kind: i32, out: usize, sum: usize, y: usize, rows: i32, stride: usize): void {
  transformKernels.curve<Real>(kind, out, sum, y, rows, stride);
}

export function curveBackward(
  kind: i32, dy: usize, accumulate: i32, dOut: usize, dSum: usize, y: usize, rows: i32, stride: usize,
): void {
  transformKernels.curveBackward<Real>(kind, dy, accumulate, dOut, dSum, y, rows, stride);
}

/** Rows that `spline` keeps of a component beside its parameters, for the way back. */
export function splineKept(): i32 {
  return <i32>splineKernels.KEPT;
}

export function spline(
  out: usize, sum: usize, work: usize, y: usize, theta: usize, bins: i32, bound: f64, rows: i32, stride: usize,
): void {
  splineKernels.spline<Real>(out, sum, work, y, theta, bins, bound, rows, stride);
}

export function splineBackward(
  dy: usize, accumulate: i32, dTheta: usize, dOut: usize, dSum: usize, work: usize, y: usize, theta: usize, bins: i32,
  bound: f64, rows: i32, stride: usize,
): void {
  splineKernels.splineBackward<Real>(dy, accumulate, dTheta, dOut, dSum, work, y, theta, bins, bound, rows, stride);
}

export function splineInverse(
  y: usize, work: usize, target: usize, theta: usize, bins: i32, bound: f64, rows: i32, stride: usize,
): void {
  splineKernels.splineInverse<Real>(y, work, target, theta, bins, bound, rows, stride);
}

export function monotonic(
  out: usize, sum: usize, error: usize, y: usize, theta: usize, w: usize, v: usize, hidden: i32, nodes: usize,
  weights: usize, coarse: usize, count: i32, rows: i32, stride: usize,
): void {
  monotonicKernels.monotonic<Real>(
    out, sum, error, y, theta, w, v, hidden, nodes, weights, coarse, count, rows, stride,
  );
}

export function monotonicBackward(
  dy: usize, accumulate: i32, dTheta: usize, dw: usize, dv: usize, sums: usize, dOut: usize, dSum: usize, y: usize,
  theta: usize, w: usize, v: usize, hidden: i32, nodes: usize, weights: usize, count: i32, rows: i32, stride: usize,
): void {
  monotonicKernels.monotonicBackward<Real>(
    dy, accumulate, dTheta, dw, dv, sums, dOut, dSum, y, theta, w, v, hidden, nodes, weights, count, rows, stride,
  );
}

export function monotonicInverse(
  y: usize, evaluations: usize, target: usize, theta: usize, w: usize, v: usize, hidden: i32, nodes: usize,
  weights: usize, count: i32, tolerance: f64, most: i32, rows: i32, stride: usize,
): void {
  monotonicKernels.monotonicInverse<Real>(
    y, evaluations, target, theta, w, v, hidden, nodes, weights, count, tolerance, most, rows, stride,
  );
}

export function weighted(
  dx: usize, accumulate: i32, dAcc: usize, m: usize, g: usize, rows: i32, stride: usize,
): void {
  likelihoodKernels.weighted<Real>(dx, accumulate, dAcc, m, g, rows, stride);
}

export function weightedSums(
  dw: usize, dAcc: usize, m: usize, g: usize, rows: i32, stride: usize,
): void {
  likelihoodKernels.weightedSums<Real>(dw, dAcc, m, g, rows, stride);
}

export function softFloor(out: usize, slope: usize, x: usize, floors: usize, rows: i32, stride: usize): void {
  likelihoodKernels.softFloor<Real>(out, slope, x, floors, rows, stride);
}

export function atLeast(out: usize, slope: usize, x: usize, floors: usize, rows: i32, stride: usize): void {
  likelihoodKernels.atLeast<Real>(out, slope, x, floors, rows, stride);
}

export function studentT(
  acc: usize, dMu: usize, dS: usize, dT: usize, x: usize, mu: usize, s: usize, t: usize, m: usize, stride: usize,
): void {
  likelihoodKernels.studentT<Real>(acc, dMu, dS, dT, x, mu, s, t, m, stride);
}

export function contaminated(
  acc: usize, dMu: usize, dS: usize, dT: usize, x: usize, mu: usize, s: usize, t: usize, m: usize, stride: usize,
): void {
  likelihoodKernels.contaminated<Real>(acc, dMu, dS, dT, x, mu, s, t, m, stride);
}

export function atom(
  acc: usize, dEta: usize, other: usize, value: usize, x: usize, eta: usize, m: usize, stride: usize,
): void {
  likelihoodKernels.atom<Real>(acc, dEta, other, value, x, eta, m, stride);
}

export function zeroInflated(
  acc: usize, dEta: usize, dMu: usize, dT: usize, x: usize, counted: usize, eta: usize, m: usize, stride: usize,
): void {
  likelihoodKernels.zeroInflated<Real>(acc, dEta, dMu, dT, x, counted, eta, m, stride);
}

export function discretizedLogistic(
  acc: usize, dMu: usize, dS: usize, x: usize, mu: usize, s: usize, m: usize, centre: f64, step: f64, least: f64,
  most: f64, stride: usize,
): void {
  likelihoodKernels.discretizedLogistic<Real>(acc, dMu, dS, x, mu, s, m, centre, step, least, most, stride);
}

export function categorical(
  acc: usize, dLogits: usize, codes: usize, logits: usize, m: usize, rows: i32, stride: usize,
): void {
  likelihoodKernels.categorical<Real>(acc, dLogits, codes, logits, m, rows, stride);
}

export function ordinal(
  acc: usize, dEta: usize, dCuts: usize, codes: usize, eta: usize, t: usize, m: usize, cuts: i32, work: usize,
  stride: usize,
): void {
  likelihoodKernels.ordinal<Real>(acc, dEta, dCuts, codes, eta, t, m, cuts, work, stride);
}

export function count(
  acc: usize, dEta: usize, dT: usize, x: usize, eta: usize, t: usize, m: usize, table: usize, last: i32, stride: usize,
): void {
  likelihoodKernels.count<Real>(acc, dEta, dT, x, eta, t, m, table, last, stride);
}

export function logDeterminant(
  acc: usize, inverse: usize, jacobian: usize, work: usize, size: i32, samples: i32, stride: usize,
): void {
  determinantKernels.logDeterminant<Real>(acc, inverse, jacobian, work, size, samples, stride);
}

/** Regressions are fitted in float64 alone: the module for float32 is spared them. */
const inDouble = sizeof<Real>() == 8;

export function impliedCovariance(
  covariance: usize, size: i32, coefficients: usize, variances: usize, order: usize, starts: usize, parents: usize,
): void {
  if (inDouble) regressionKernels.impliedCovariance(covariance, size, coefficients, variances, order, starts, parents);
}

export function factorizeBlock(factor: usize, n: i32, matrix: usize, size: i32): i32 {
  return inDouble ? regressionKernels.factorizeBlock(factor, n, matrix, size) : 0;
}

export function expectedMoments(
  moments: usize, covariance: usize, factor: usize, size: i32, width: i32, projection: usize, change: usize, sums: usize,
): void {
  if (inDouble) regressionKernels.expectedMoments(moments, covariance, factor, size, width, projection, change, sums);
}

export function toldMeans(
  means: usize, latents: i32, residual: usize, root: usize, rank: i32, list: usize, told: i32, coefficients: usize,
  variances: usize,
): f64 {
  if (!inDouble) return 0;
  return sparseMeansKernels.toldMeans(means, latents, residual, root, rank, list, told, coefficients, variances);
}

export function substituteOnPlan(h: usize, factor: usize, starts: usize, rows: usize, n: i32, rank: i32): f64 {
  return inDouble ? sparseMeansKernels.substituteOnPlan(h, factor, starts, rows, n, rank) : 0;
}

export function pairMoments(
  out: usize, pairs: usize, count: i32, means: usize, root: usize, inverse: usize, rank: i32,
): void {
  if (inDouble) sparseMeansKernels.pairMoments(out, pairs, count, means, root, inverse, rank);
}

export function rescaleLatents(moments: usize, variances: usize, scale: usize, size: i32, width: i32): void {
  if (inDouble) regressionKernels.rescaleLatents(moments, variances, scale, size, width);
}

export function regressAll(
  coefficients: usize, variances: usize, moments: usize, size: i32, starts: usize, parents: usize, doubtful: usize,
  normal: usize, solution: usize, precision: f64, doubtfulPrecision: f64, rows: f64, squares: f64, rowCount: f64,
  leastVariance: f64,
): void {
  if (!inDouble) return;
  regressionKernels.regressAll(
    coefficients, variances, moments, size, starts, parents, doubtful, normal, solution, precision, doubtfulPrecision,
    rows, squares, rowCount, leastVariance,
  );
}
