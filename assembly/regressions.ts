// EM for linear-Gaussian networks (src/gaussian) in float64, whatever the element type. Lanes lie across numbers that do not wait for
// each other, and every sum keeps its own order: the bits are those of the plainest loops. Matrices are row-major.

/** Numbers that are summed up side by side: as many as the registers hold, or half as many. */
const TILE: i32 = 16;
const HALF: i32 = 8;
/** What must be left of a diagonal entry, as a share of it; with less, those before it determine its unknown. */
const OWN_SHARE: f64 = 1e-11;

@inline function next(sum: v128, weight: v128, row: usize, offset: usize, subtract: bool): v128 {
  const product = f64x2.mul(weight, v128.load(row + offset));
  return subtract ? f64x2.sub(sum, product) : f64x2.add(sum, product);
}

/** Of two numbers those that are left. */
@inline function storeLeft(target: usize, value: v128, left: i32): void {
  if (left >= 2) v128.store(target, value);
  else if (left == 1) store<f64>(target, f64x2.extract_lane(value, 0));
}

/**
 * Adds so many weighted rows to the `length` numbers at `target`, or subtracts them, one row after the other. Rows and weights follow
 * each other at equal distances in bytes; where there is a list, it numbers the rows. What stands behind the end of a row is read as
 * well, for whole vectors, but not written.
 */
@inline function weightedRows(
  target: usize, length: i32, rows: usize, rowStep: usize, list: usize, weights: usize, weightStep: usize, count: i32,
  listed: bool, subtract: bool,
): void {
  while (length > HALF) {
    let a = v128.load(target);
    let b = v128.load(target, 16);
    let c = v128.load(target, 32);
    let d = v128.load(target, 48);
    let e = v128.load(target, 64);
    let f = v128.load(target, 80);
    let g = v128.load(target, 96);
    let h = v128.load(target, 112);
    let row = rows;
    let weight = weights;
    for (let i = 0; i < count; i++) {
      if (listed) row = rows + <usize>load<u32>(list + (<usize>i << 2)) * rowStep;
      const w = v128.load64_splat(weight);
      a = next(a, w, row, 0, subtract);
      b = next(b, w, row, 16, subtract);
      c = next(c, w, row, 32, subtract);
      d = next(d, w, row, 48, subtract);
      e = next(e, w, row, 64, subtract);
      f = next(f, w, row, 80, subtract);
      g = next(g, w, row, 96, subtract);
      h = next(h, w, row, 112, subtract);
      if (!listed) row += rowStep;
      weight += weightStep;
    }
    v128.store(target, a);
    v128.store(target, b, 16);
    v128.store(target, c, 32);
    v128.store(target, d, 48);
    storeLeft(target + 64, e, length - 8);
    storeLeft(target + 80, f, length - 10);
    storeLeft(target + 96, g, length - 12);
    storeLeft(target + 112, h, length - 14);
    target += 128;
    rows += 128;
    length -= TILE;
  }
  if (length <= 0) return;
  let a = v128.load(target);
  let b = v128.load(target, 16);
  let c = v128.load(target, 32);
  let d = v128.load(target, 48);
  let row = rows;
  for (let i = 0; i < count; i++) {
    if (listed) row = rows + <usize>load<u32>(list + (<usize>i << 2)) * rowStep;
    const w = v128.load64_splat(weights);
    a = next(a, w, row, 0, subtract);
    b = next(b, w, row, 16, subtract);
    c = next(c, w, row, 32, subtract);
    d = next(d, w, row, 48, subtract);
    if (!listed) row += rowStep;
    weights += weightStep;
  }
  storeLeft(target, a, length);
  storeLeft(target + 16, b, length - 2);
  storeLeft(target + 32, c, length - 4);
  storeLeft(target + 48, d, length - 6);
}

function addRows(
  target: usize, length: i32, rows: usize, rowStep: usize, weights: usize, weightStep: usize, count: i32,
): void {
  weightedRows(target, length, rows, rowStep, 0, weights, weightStep, count, false, false);
}

function subtractRows(
  target: usize, length: i32, rows: usize, rowStep: usize, weights: usize, weightStep: usize, count: i32,
): void {
  weightedRows(target, length, rows, rowStep, 0, weights, weightStep, count, false, true);
}

function addListedRows(
  target: usize, length: i32, rows: usize, rowStep: usize, list: usize, weights: usize, count: i32,
): void {
  weightedRows(target, length, rows, rowStep, list, weights, 8, count, true, false);
}

function divideRow(target: usize, length: i32, divisor: f64): void {
  const both = f64x2.splat(divisor);
  for (; length >= 2; length -= 2) {
    v128.store(target, f64x2.div(v128.load(target), both));
    target += 16;
  }
  if (length == 1) store<f64>(target, load<f64>(target) / divisor);
}

@inline function at(matrix: usize, width: i32, row: i32, column: i32): usize {
  return matrix + (<usize>(row * width + column) << 3);
}

/**
 * The covariance that regressions imply, in order of the nodes: that of a node with any earlier one is the same combination of its
 * parents' covariances.
 */
export function impliedCovariance(
  covariance: usize, size: i32, coefficients: usize, variances: usize, order: usize, starts: usize, parents: usize,
): void {
  const rowBytes = <usize>size << 3;
  memory.fill(covariance, 0, <usize>size * rowBytes);
  for (let position = 0; position < size; position++) {
    const node = load<i32>(order + (<usize>position << 2));
    const row = at(covariance, size, node, 0);
    const start = load<i32>(starts + (<usize>node << 2));
    const count = load<i32>(starts + (<usize>node << 2), 4) - start;
    const list = parents + (<usize>start << 2);
    const weights = coefficients + (<usize>start << 3);
    // Columns of nodes that come later are still zero in the parents' rows.
    addListedRows(row, size, covariance, rowBytes, list, weights, count);
    let own = load<f64>(variances + (<usize>node << 3));
    for (let a = 0; a < count; a++) {
      const parent = load<u32>(list + (<usize>a << 2));
      own += load<f64>(weights + (<usize>a << 3)) * load<f64>(row + (<usize>parent << 3));
    }
    store<f64>(row + (<usize>node << 3), own);
    for (let earlier = 0; earlier < position; earlier++) {
      const other = load<i32>(order + (<usize>earlier << 2));
      store<f64>(at(covariance, size, other, node), load<f64>(row + (<usize>other << 3)));
    }
  }
}

/**
 * Overwrites a symmetric matrix, given above its diagonal, by its Cholesky factor: L below the diagonal, L^T above. `width` is how many
 * numbers a row has: columns behind the matrix are right-hand sides, and come out as L^-1 times themselves.
 *
 * @param semidefinite whether an unknown that those before it determine takes no part; otherwise it ends the work
 * @returns whether all was done
 */
function factorizeWith(a: usize, n: i32, width: i32, semidefinite: bool): bool {
  const rowBytes = <usize>width << 3;
  for (let i = 0; i < n; i++) {
    const diagonal = at(a, width, i, i);
    const above = at(a, width, 0, i);
    const before = load<f64>(diagonal);
    subtractRows(diagonal, width - i, above, rowBytes, above, rowBytes, i);
    const sum = load<f64>(diagonal);
    if (!(sum > (semidefinite ? OWN_SHARE * before : 0))) {
      if (!semidefinite) return false;
      memory.fill(diagonal, 0, <usize>(width - i) << 3);
      for (let j = i + 1; j < n; j++) store<f64>(at(a, width, j, i), 0);
      continue;
    }
    const root = Math.sqrt(sum);
    store<f64>(diagonal, root);
    divideRow(diagonal + 8, width - i - 1, root);
    for (let j = i + 1; j < n; j++) store<f64>(at(a, width, j, i), load<f64>(at(a, width, i, j)));
  }
  return true;
}

/** The factor, on both sides, of the first n rows and columns of a symmetric matrix of `size`; 0 where they are not positive definite. */
export function factorizeBlock(factor: usize, n: i32, matrix: usize, size: i32): i32 {
  for (let i = 0; i < n; i++) memory.copy(at(factor, n, i, 0), at(matrix, size, i, 0), <usize>n << 3);
  return factorizeWith(factor, n, n, false) ? 1 : 0;
}

/** Overwrites b, n x count, with a^-1 b for the matrix a whose factor on both sides this is. */
function solveColumns(factor: usize, n: i32, b: usize, count: i32): void {
  const rowBytes = <usize>count << 3;
  for (let i = 0; i < n; i++) {
    const own = at(b, count, i, 0);
    subtractRows(own, count, b, rowBytes, at(factor, n, i, 0), 8, i);
    divideRow(own, count, load<f64>(at(factor, n, i, i)));
  }
  const last = n - 1;
  for (let i = last; i >= 0; i--) {
    const own = at(b, count, i, 0);
    // From the last row upwards: distances are negative.
    subtractRows(own, count, at(b, count, last, 0), 0 - rowBytes, at(factor, n, i, last), <usize>-8, last - i);
    divideRow(own, count, load<f64>(at(factor, n, i, i)));
  }
}

/**
 * The expected second moments of all nodes, of which the first `width` are observed, and their moments filled in. With
 * B = S_zo S_oo^-1 under the model and M the observed moments: E[z x'] = B M and E[z z'] = S_zz - B S_oz + B M B'.
 *
 * @param factor of S_oo, on both sides
 * @param projection for B', width x latents
 * @param change for how far B M is from S_zo, the same
 */
export function expectedMoments(
  moments: usize, covariance: usize, factor: usize, size: i32, width: i32, projection: usize, change: usize, sums: usize,
): void {
  const count = size - width;
  const sumBytes = <usize>count << 3;
  for (let j = 0; j < width; j++) {
    for (let k = 0; k < count; k++) {
      store<f64>(at(projection, count, j, k), load<f64>(at(covariance, size, width + k, j)));
    }
  }
  solveColumns(factor, width, projection, count);
  for (let j = 0; j < width; j++) {
    memory.fill(sums, 0, sumBytes);
    addRows(sums, count, projection, sumBytes, at(moments, size, j, 0), 8, width);
    for (let k = 0; k < count; k++) {
      const sum = load<f64>(sums + (<usize>k << 3));
      store<f64>(at(moments, size, width + k, j), sum);
      store<f64>(at(moments, size, j, width + k), sum);
      store<f64>(at(change, count, j, k), sum - load<f64>(at(covariance, size, width + k, j)));
    }
  }
  for (let k = 0; k < count; k++) {
    const row = at(moments, size, width + k, width);
    memory.copy(row, at(covariance, size, width + k, width), <usize>(k + 1) << 3);
    addRows(row, k + 1, projection, sumBytes, at(change, count, 0, k), sumBytes, width);
    for (let l = 0; l < k; l++) {
      store<f64>(at(moments, size, width + l, width + k), load<f64>(row + (<usize>l << 3)));
    }
  }
}

/** Rescales latents to variance 1: their moments with all nodes, and the variances of their noise. */
export function rescaleLatents(moments: usize, variances: usize, scale: usize, size: i32, width: i32): void {
  for (let node = width; node < size; node++) {
    const factor = 1 / Math.sqrt(load<f64>(at(moments, size, node, node)));
    store<f64>(scale + (<usize>node << 3), factor);
    const variance = variances + (<usize>node << 3);
    store<f64>(variance, load<f64>(variance) * (factor * factor));
  }
  for (let i = 0; i < size; i++) {
    const own = f64x2.splat(load<f64>(scale + (<usize>i << 3)));
    let j = i < width ? width : 0;
    let moment = at(moments, size, i, j);
    let other = scale + (<usize>j << 3);
    for (; j + 2 <= size; j += 2) {
      v128.store(moment, f64x2.mul(v128.load(moment), f64x2.mul(own, v128.load(other))));
      moment += 16;
      other += 16;
    }
    if (j < size) store<f64>(moment, load<f64>(moment) * (f64x2.extract_lane(own, 0) * load<f64>(other)));
  }
}

/**
 * Overwrites all coefficients and variances by the regressions that the expected moments ask for, under a prior: see
 * src/gaussian/maximization.ts.
 *
 * @param doubtful 1 or 0 for every arc, where some are; their precision is that of a Cauchy prior
 * @param normal room for (most parents + 1) numbers for each of them
 * @param solution for one number a parent, twice
 */
export function regressAll(
  coefficients: usize, variances: usize, moments: usize, size: i32, starts: usize, parents: usize, doubtful: usize,
  normal: usize, solution: usize, precision: f64, doubtfulPrecision: f64, rows: f64, squares: f64, rowCount: f64,
  leastVariance: f64,
): void {
  for (let node = 0; node < size; node++) {
    const start = load<i32>(starts + (<usize>node << 2));
    const count = load<i32>(starts + (<usize>node << 2), 4) - start;
    const list = parents + (<usize>start << 2);
    const weights = coefficients + (<usize>start << 3);
    const place = variances + (<usize>node << 3);
    const width = count + 1;
    // The prior's weight relative to the data depends on the noise, for which the last iteration's value stands in.
    const noise = load<f64>(place);
    const ridge = (precision * noise) / rowCount;
    for (let a = 0; a < count; a++) {
      const row = at(moments, size, load<i32>(list + (<usize>a << 2)), 0);
      for (let b = 0; b <= a; b++) {
        store<f64>(at(normal, width, b, a), load<f64>(row + (<usize>load<u32>(list + (<usize>b << 2)) << 3)));
      }
      const own = at(normal, width, a, a);
      let firm = ridge;
      if (doubtful != 0 && load<i32>(doubtful + (<usize>(start + a) << 2)) != 0) {
        const weight = load<f64>(weights + (<usize>a << 3));
        // Of the normal density that touches the Cauchy density from below at the coefficient: raising it raises the other as well.
        firm = ((2 / (1 / doubtfulPrecision + weight * weight)) * noise) / rowCount;
      }
      store<f64>(own, load<f64>(own) + firm);
      store<f64>(at(normal, width, a, count), load<f64>(row + (<usize>node << 3)));
    }
    factorizeWith(normal, count, width, true);
    for (let a = 0; a < count; a++) {
      store<f64>(solution + (<usize>a << 3), load<f64>(at(normal, width, a, count)));
    }
    for (let i = count - 1; i >= 0; i--) {
      const diagonal = load<f64>(at(normal, width, i, i));
      const own = solution + (<usize>i << 3);
      store<f64>(own, diagonal == 0 ? 0 : load<f64>(own) / diagonal);
      subtractRows(solution, i, at(normal, width, i, 0), 0, own, 0, 1);
    }
    const fitted = solution + (<usize>count << 3);
    fitAll(fitted, moments, size, list, count, solution);
    let residual = load<f64>(at(moments, size, node, node));
    for (let a = 0; a < count; a++) {
      const value = load<f64>(solution + (<usize>a << 3));
      const moment = load<f64>(at(moments, size, load<i32>(list + (<usize>a << 2)), node));
      residual += value * (load<f64>(fitted + (<usize>a << 3)) - 2 * moment);
      store<f64>(weights + (<usize>a << 3), value);
    }
    store<f64>(place, Math.max(leastVariance, (rowCount * residual + squares) / (rowCount + rows)));
  }
}

/** What the solution makes of the moments of each parent with all of them; four parents at a time, whose sums do not wait for each other. */
function fitAll(fitted: usize, moments: usize, size: i32, list: usize, count: i32, solution: usize): void {
  let a = 0;
  for (; a + 4 <= count; a += 4) {
    const first = at(moments, size, load<i32>(list + (<usize>a << 2)), 0);
    const second = at(moments, size, load<i32>(list + (<usize>a << 2), 4), 0);
    const third = at(moments, size, load<i32>(list + (<usize>a << 2), 8), 0);
    const fourth = at(moments, size, load<i32>(list + (<usize>a << 2), 12), 0);
    let one: f64 = 0;
    let two: f64 = 0;
    let three: f64 = 0;
    let four: f64 = 0;
    for (let b = 0; b < count; b++) {
      const column = <usize>load<u32>(list + (<usize>b << 2)) << 3;
      const weight = load<f64>(solution + (<usize>b << 3));
      one += load<f64>(first + column) * weight;
      two += load<f64>(second + column) * weight;
      three += load<f64>(third + column) * weight;
      four += load<f64>(fourth + column) * weight;
    }
    const place = fitted + (<usize>a << 3);
    store<f64>(place, one);
    store<f64>(place, two, 8);
    store<f64>(place, three, 16);
    store<f64>(place, four, 24);
  }
  for (; a < count; a++) {
    const row = at(moments, size, load<i32>(list + (<usize>a << 2)), 0);
    let sum: f64 = 0;
    for (let b = 0; b < count; b++) {
      sum += load<f64>(row + (<usize>load<u32>(list + (<usize>b << 2)) << 3)) * load<f64>(solution + (<usize>b << 3));
    }
    store<f64>(fitted + (<usize>a << 3), sum);
  }
}
