import type { Dataset } from "../data/index.ts";
import type { Steps } from "../numeric/turns.ts";
import type { QueryContext } from "./context.ts";
import { isLinearGaussian } from "./linearGaussian.ts";
import { checkCount, type QueryOptions } from "./options.ts";
import { eachEncodedBatch } from "./pass.ts";

/** How much of a latent the data decides. */
export interface LatentActivity {
  readonly latent: string;
  /** Variance over rows of the posterior mean E_q[z|x], squared latent units. */
  readonly variance: number;
  /** The same as a share of the variance of all draws: 0 where the data says nothing, 1 where it says all. */
  readonly share: number;
  /** Whether the share is above 0.01; else the latent has collapsed. */
  readonly active: boolean;
}

const THRESHOLD = 0.01;

/** Which latents are used; see {@link TrainedModel.activeLatents}. In float32 where that is enough. */
export function* activeLatents(
  context: QueryContext,
  data: Dataset,
  options: QueryOptions & { samples?: number },
): Steps<LatentActivity[]> {
  // A model without nonlinear parts is quick as it is: no kernels of another precision need be made ready for it.
  if (context.single && !isLinearGaussian(context)) {
    const rough = yield* measured(context.single(), data, options);
    // Rows that are far out are beyond its range.
    if (rough.every(({ variance, share }) => Number.isFinite(variance) && Number.isFinite(share)))
      return rough;
  }
  return yield* measured(context, data, options);
}

function* measured(
  context: QueryContext,
  data: Dataset,
  options: QueryOptions & { samples?: number },
): Steps<LatentActivity[]> {
  // Two independent halves: the covariance of their means is free of the noise of either.
  const half = Math.ceil(checkCount(options.samples ?? 50, "samples") / 2);
  const { engine, model } = context;
  const K = model.latentNames.length;
  const rows = data.rowCount;
  const means = [new Float64Array(rows * K), new Float64Array(rows * K)];
  const squares = new Float64Array(K);
  yield* eachEncodedBatch(context, data, options, { draws: 2 * half }, function* (batch) {
    const { pass, tape, from, count, draw, progress } = batch;
    if (pass.z === undefined) return;
    const sums = means.map(() => engine.storeDoubles(new Float64Array(K * count)));
    const squared = engine.storeDoubles(squares);
    for (let s = 0; s < 2 * half; s++) {
      yield* draw();
      const { pointer } = pass.z;
      engine.kernels.addMoments(sums[s % 2], squared, pointer, half, 2 * half * rows, count, K, tape.stride);
      progress((s + 1) / (2 * half));
    }
    squares.set(engine.doubles(squared, K));
    sums.forEach((sum, h) => {
      const values = engine.doubles(sum, K * count);
      for (let i = 0; i < count; i++)
        for (let k = 0; k < K; k++) means[h][(from + i) * K + k] = values[k * count + i];
    });
  });
  return model.latentNames.map((latent, k) => {
    let [first, second, product] = [0, 0, 0];
    for (let row = 0; row < rows; row++) {
      const [a, b] = [means[0][row * K + k], means[1][row * K + k]];
      first += a / rows;
      second += b / rows;
      product += (a * b) / rows;
    }
    const variance = Math.max(0, product - first * second);
    const total = squares[k] - (0.5 * (first + second)) ** 2;
    const share = total > 0 ? variance / total : 0;
    return { latent, variance, share, active: share > THRESHOLD };
  });
}
