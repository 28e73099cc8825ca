// The safeguarded Newton-like inverse of a residual block, one step for a whole batch.
// Status of a sample: 0 running, 1 converged.

/**
 * Samples sit side by side in the lanes, each with its own fate. `f` holds f(y) of the trial point `trial`. A trial
 * is kept where its residual is at most `lipschitz` times the residual of the best point so far, `best`; where it
 * is not, the fixed-point step best - r follows, which a Lipschitz constant below 1 guarantees. The next trial is
 * the Newton-like step y - (f(y) - target) / diag J (Song et al. 2019). Returns how many samples still run.
 */
export function newtonStep<T extends number>(
  trial: usize, best: usize, bestResidual: usize, f: usize, diagonal: usize, target: usize,
  status: usize, iterations: usize, residual: usize, fixedSteps: usize, pending: usize,
  rows: i32, samples: i32, stride: usize, tolerance: f64, lipschitz: f64,
): i32 {
  let running = 0;
  for (let b: usize = 0; b < <usize>samples; b++) {
    if (load<i32>(status + (b << 2)) != 0) continue;
    const lane = b * sizeof<T>();
    let squares: f64 = 0;
    let length: f64 = 0;
    for (let r: usize = 0; r < <usize>rows; r++) {
      const at = r * stride + lane;
      const goal = <f64>load<T>(target + at);
      const e = <f64>load<T>(f + at) - goal;
      squares += e * e;
      length += goal * goal;
    }
    const size = Math.sqrt(squares);
    // Relative to the size of what is inverted where that is large: rounding grows with it.
    const enough = tolerance * Math.max(1, Math.sqrt(length));
    const before = load<f64>(residual + (b << 3));
    store<i32>(iterations + (b << 2), load<i32>(iterations + (b << 2)) + 1);
    // `pending` marks a trial that was a fixed-point step: that one is always kept.
    const forced = load<i32>(pending + (b << 2)) != 0;
    if (forced || size <= before * lipschitz || before == Infinity) {
      store<f64>(residual + (b << 3), size);
      for (let r: usize = 0; r < <usize>rows; r++) {
        const at = r * stride + lane;
        store<T>(best + at, load<T>(trial + at));
        store<T>(bestResidual + at, load<T>(f + at) - load<T>(target + at));
      }
      store<i32>(pending + (b << 2), 0);
      if (size <= enough) {
        store<i32>(status + (b << 2), 1);
        continue;
      }
      for (let r: usize = 0; r < <usize>rows; r++) {
        const at = r * stride + lane;
        store<T>(trial + at, load<T>(best + at) - load<T>(bestResidual + at) / load<T>(diagonal + at));
      }
    } else {
      for (let r: usize = 0; r < <usize>rows; r++) {
        const at = r * stride + lane;
        store<T>(trial + at, load<T>(best + at) - load<T>(bestResidual + at));
      }
      store<i32>(pending + (b << 2), 1);
      store<i32>(fixedSteps + (b << 2), load<i32>(fixedSteps + (b << 2)) + 1);
    }
    running++;
  }
  return running;
}
