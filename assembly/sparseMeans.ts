// The E-step of EM on the arcs of large linear-Gaussian networks (src/gaussian/sparseExpectation.ts), in float64. Lanes lie across
// numbers that do not wait for each other, and every sum keeps its own order: the bits are those of the plainest loops.

/** to += weight * from, number by number. */
@inline function addRow(to: usize, from: usize, weight: f64, count: i32): void {
  const factor = f64x2.splat(weight);
  const end = to + (<usize>(count & ~1) << 3);
  while (to < end) {
    v128.store(to, f64x2.add(v128.load(to), f64x2.mul(factor, v128.load(from))));
    to += 16;
    from += 16;
  }
  if (count & 1) store<f64>(to, load<f64>(to) + weight * load<f64>(from));
}

@inline function row(matrix: usize, index: i32, rank: i32): usize {
  return matrix + (<usize>(index * rank) << 3);
}

/**
 * -P_zo C to `means`, [latents x rank], P the precision of all nodes and C at `root`; returns tr(P_oo C C^T).
 *
 * @param list of every node with an observed member of its family, `told` of them: the node, how many members are observed and how
 *   many are latent; of the observed ones the row in C and the arc, of the latent ones the row in `means` and the arc; -1 for the node itself
 */
export function toldMeans(
  means: usize, latents: i32, residual: usize, root: usize, rank: i32, list: usize, told: i32, coefficients: usize,
  variances: usize,
): f64 {
  memory.fill(means, 0, <usize>(latents * rank) << 3);
  let trace: f64 = 0;
  for (let i = 0; i < told; i++) {
    const precision = 1 / load<f64>(variances + (<usize>load<u32>(list) << 3));
    const observed = load<i32>(list, 4);
    const hidden = load<i32>(list, 8);
    list += 12;
    memory.fill(residual, 0, <usize>rank << 3);
    for (let m = 0; m < observed; m++) {
      const arc = load<i32>(list, 4);
      const weight = arc < 0 ? 1 : -load<f64>(coefficients + (<usize>arc << 3));
      addRow(residual, row(root, load<i32>(list), rank), weight, rank);
      list += 8;
    }
    for (let r = 0; r < rank; r++) {
      const value = load<f64>(residual + (<usize>r << 3));
      trace += precision * value * value;
    }
    for (let m = 0; m < hidden; m++) {
      const arc = load<i32>(list, 4);
      const weight = precision * (arc < 0 ? -1 : load<f64>(coefficients + (<usize>arc << 3)));
      addRow(row(means, load<i32>(list), rank), residual, weight, rank);
      list += 8;
    }
  }
  return trace;
}

/**
 * Overwrites h, [n x rank], with P^-1 h, P given by its factor on a plan: diagonals first, then the columns below them, whose rows are
 * at `rows` from `starts` on. Returns tr(h^T P^-1 h).
 */
export function substituteOnPlan(h: usize, factor: usize, starts: usize, rows: usize, n: i32, rank: i32): f64 {
  const below = factor + (<usize>n << 3);
  let squares: f64 = 0;
  for (let k = 0; k < n; k++) {
    const own = row(h, k, rank);
    const inverse = 1 / load<f64>(factor + (<usize>k << 3));
    const end = load<i32>(starts + (<usize>(k + 1) << 2));
    for (let e = load<i32>(starts + (<usize>k << 2)); e < end; e++) {
      const weight = load<f64>(below + (<usize>e << 3)) * inverse;
      addRow(row(h, load<i32>(rows + (<usize>e << 2)), rank), own, -weight, rank);
    }
    for (let r = 0; r < rank; r++) {
      const at = own + (<usize>r << 3);
      const value = load<f64>(at);
      squares += value * value * inverse;
      store<f64>(at, value * inverse);
    }
  }
  for (let k = n - 1; k >= 0; k--) {
    const own = row(h, k, rank);
    const inverse = 1 / load<f64>(factor + (<usize>k << 3));
    const end = load<i32>(starts + (<usize>(k + 1) << 2));
    for (let e = load<i32>(starts + (<usize>k << 2)); e < end; e++) {
      const weight = load<f64>(below + (<usize>e << 3)) * inverse;
      addRow(own, row(h, load<i32>(rows + (<usize>e << 2)), rank), -weight, rank);
    }
  }
  return squares;
}

/**
 * out[p] = start + means[a] . other[b], with (a, b, entry) at `pairs`: where the entry is -1, start is 0 and other `root`, else start is
 * that entry of `inverse` and other `means`.
 */
export function pairMoments(
  out: usize, pairs: usize, count: i32, means: usize, root: usize, inverse: usize, rank: i32,
): void {
  for (let p = 0; p < count; p++) {
    const entry = load<i32>(pairs, 8);
    const a = row(means, load<i32>(pairs), rank);
    const b = row(entry < 0 ? root : means, load<i32>(pairs, 4), rank);
    let sum = entry < 0 ? 0.0 : load<f64>(inverse + (<usize>entry << 3));
    for (let r = 0; r < rank; r++) sum += load<f64>(a + (<usize>r << 3)) * load<f64>(b + (<usize>r << 3));
    store<f64>(out, sum);
    out += 8;
    pairs += 12;
  }
}
