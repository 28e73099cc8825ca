import { accumulatedGradient, type Engine, type ParameterStore, Tape, type Tensor } from "../engine/index.ts";
import { exp, log } from "../numeric/elementary.ts";
import type { ResidualBlock } from "./residualBlock.ts";
import type { RungeKutta } from "./rungeKutta.ts";

const FIRST_STEP = 0.2;
const MOST_STEPS = 2000;

/** A step that was taken: where it began, and how long it was. */
interface Taken {
  size: number;
  readonly from: Float32Array | Float64Array;
}

/**
 * Follows y' = g(y; context) and l' = trace of dg/dy over one unit of time, with steps chosen so that the estimated error
 * stays within `tolerance` (absolute, and relative to y). All samples of a batch take the same steps. The way back goes
 * through the very steps that were taken, recomputing their stages: its gradient is that of the discrete solution.
 */
export class OdeSolver {
  readonly #method: RungeKutta;
  readonly #tape: Tape;
  readonly #y: Tensor;
  readonly #image: Tensor;
  readonly #diagonal: Tensor;
  readonly #seeds: { readonly image: Tensor; readonly diagonal: Tensor };
  readonly #slopes: readonly Tensor[];
  readonly #traces: readonly Tensor[];
  readonly #stage: Tensor;
  readonly #next: Tensor;
  readonly #pulls: readonly Tensor[];
  readonly #taken: Taken[] = [];
  #count = 0;

  /** @param context read as it is when the solver runs, without a gradient. */
  constructor(
    engine: Engine,
    store: ParameterStore,
    block: ResidualBlock,
    batch: number,
    context: readonly Tensor[],
    differentiable: boolean,
    method: RungeKutta,
  ) {
    this.#method = method;
    const tape = new Tape(engine, batch, { differentiable });
    const { latents } = block.config;
    const make = (rows = latents) => tape.tensor(rows, false);
    this.#tape = tape;
    this.#y = tape.tensor(latents, true);
    const { output, diagonal } = block.record(tape, store, this.#y, context, false, true);
    this.#image = output;
    this.#diagonal = diagonal;
    this.#seeds = { image: make(), diagonal: make() };
    if (differentiable) {
      accumulatedGradient(tape, output, this.#seeds.image);
      accumulatedGradient(tape, diagonal, this.#seeds.diagonal);
    }
    tape.seal();
    this.#slopes = method.estimates[0].map(() => make());
    this.#traces = method.estimates[0].map(() => make(1));
    this.#stage = make();
    this.#next = make();
    this.#pulls = differentiable ? method.stages.map(() => make()) : [];
  }

  /** Steps of the last solution. */
  get steps(): number {
    return this.#count;
  }

  /** Weights may have changed since the last run. */
  refresh(): void {
    this.#tape.forwardWeights();
  }

  /**
   * y after one unit of time, written to `out`; the integral of the trace is added to `sum` where that is not 0.
   *
   * @param direction 1 forward in time, -1 back.
   * @returns whether it arrived: not where numbers are lost or steps would be endless; then `out` is NaN.
   */
  solve(from: number, out: number, sum: number, direction: 1 | -1, tolerance: number): boolean {
    const { engine, stride } = this.#tape;
    const { kernels } = engine;
    const { stages, weights, exponent } = this.#method;
    const bytes = this.#y.rows * stride;
    const y = this.#next;
    kernels.scaleAdd(y.pointer, 0, from, 1, bytes);
    this.#count = 0;
    let time = 0;
    let size = FIRST_STEP;
    this.#evaluate(y.pointer, 0);
    while (time < 1) {
      const last = time + size >= 1;
      const step = direction * (last ? 1 - time : size);
      for (let i = 1; i < stages.length; i++) {
        this.#combine(this.#stage.pointer, y.pointer, step, stages[i]);
        this.#evaluate(this.#stage.pointer, i);
      }
      this.#combine(this.#stage.pointer, y.pointer, step, weights);
      this.#evaluate(this.#stage.pointer, weights.length);
      const error = this.#error(step, tolerance);
      if (!Number.isFinite(error) || this.#count >= MOST_STEPS || size < 1e-9) {
        engine.reals(out, this.#y.rows * this.#tape.paddedBatch).fill(Number.NaN);
        this.#count = 0;
        return false;
      }
      // A safety of 0.9, and never more than five times longer or shorter.
      const factor = error > 0 ? Math.min(5, Math.max(0.2, 0.9 * exp(-exponent * log(error)))) : 5;
      if (error > 1) {
        size *= factor;
        continue;
      }
      this.#keep(step);
      if (sum !== 0) {
        weights.forEach((weight, i) => {
          kernels.scaleAdd(sum, 1, this.#traces[i].pointer, step * weight, stride);
        });
      }
      kernels.scaleAdd(y.pointer, 0, this.#stage.pointer, 1, bytes);
      kernels.scaleAdd(this.#slopes[0].pointer, 0, this.#slopes[weights.length].pointer, 1, bytes);
      kernels.scaleAdd(this.#traces[0].pointer, 0, this.#traces[weights.length].pointer, 1, stride);
      time = last ? 1 : time + size;
      size *= factor;
    }
    kernels.scaleAdd(out, 0, y.pointer, 1, bytes);
    return true;
  }

  /** Turns the gradient of the last solution, at `gradient`, into that of where it began; `dSum` is that of the integral. */
  back(gradient: number, dSum: number): void {
    const { engine, stride } = this.#tape;
    const { kernels } = engine;
    const { stages, weights } = this.#method;
    const bytes = this.#y.rows * stride;
    this.#tape.clearGradients();
    for (let n = this.#count - 1; n >= 0; n--) {
      const { size, from } = this.#taken[n];
      const y = this.#next;
      engine.reals(y.pointer, from.length).set(from);
      for (let i = 0; i < stages.length; i++) {
        this.#combine(this.#stage.pointer, y.pointer, size, stages[i]);
        this.#evaluate(this.#stage.pointer, i);
      }
      // What reaches the slope of stage i: through the result, and through the stages after it.
      weights.forEach((weight, i) => {
        kernels.scaleAdd(this.#pulls[i].pointer, 0, gradient, size * weight, bytes);
      });
      for (let i = stages.length - 1; i >= 0; i--) {
        const { image, diagonal } = this.#seeds;
        const pull = this.#pulls[i].pointer;
        kernels.scaleAdd(image.pointer, 0, pull, 1, bytes);
        for (let r = 0; r < diagonal.rows; r++)
          kernels.scaleAdd(diagonal.pointer + r * stride, 0, dSum, size * weights[i], stride);
        this.#combine(this.#stage.pointer, y.pointer, size, stages[i]);
        kernels.scaleAdd(this.#y.pointer, 0, this.#stage.pointer, 1, bytes);
        this.#tape.forwardRows();
        this.#tape.backwardRows();
        // The block's image is y + g(y): of its gradient that of y itself is taken off.
        kernels.scaleAdd(this.#stage.pointer, 0, this.#y.gradient, 1, bytes);
        kernels.scaleAdd(this.#stage.pointer, 1, pull, -1, bytes);
        kernels.scaleAdd(gradient, 1, this.#stage.pointer, 1, bytes);
        stages[i].forEach((weight, j) => {
          kernels.scaleAdd(this.#pulls[j].pointer, 1, this.#stage.pointer, size * weight, bytes);
        });
      }
    }
    this.#tape.backwardWeights();
  }

  /** g and its trace at a point. */
  #evaluate(point: number, stage: number): void {
    const { engine, stride } = this.#tape;
    const { kernels } = engine;
    const bytes = this.#y.rows * stride;
    kernels.scaleAdd(this.#y.pointer, 0, point, 1, bytes);
    this.#tape.forwardRows();
    const slope = this.#slopes[stage].pointer;
    kernels.scaleAdd(slope, 0, this.#image.pointer, 1, bytes);
    kernels.scaleAdd(slope, 1, this.#y.pointer, -1, bytes);
    const trace = this.#traces[stage].pointer;
    engine.reals(trace, this.#tape.paddedBatch).fill(-this.#y.rows);
    kernels.sumFeatures(trace, this.#diagonal.pointer, 1, this.#diagonal.rows, stride);
  }

  /** out = y + step * sum of weights[j] slope_j. */
  #combine(out: number, y: number, step: number, weights: readonly number[]): void {
    const { engine, stride } = this.#tape;
    const bytes = this.#y.rows * stride;
    engine.kernels.scaleAdd(out, 0, y, 1, bytes);
    weights.forEach((weight, j) => {
      if (weight !== 0) engine.kernels.scaleAdd(out, 1, this.#slopes[j].pointer, step * weight, bytes);
    });
  }

  /** The largest estimated error over components and samples, in units of what is allowed. */
  #error(step: number, tolerance: number): number {
    const { engine, batch, paddedBatch } = this.#tape;
    const length = this.#y.rows * paddedBatch;
    const slopes = this.#slopes.map(({ pointer }) => engine.reals(pointer, length));
    const [before, after] = [this.#next, this.#stage].map(({ pointer }) => engine.reals(pointer, length));
    const { estimates, error } = this.#method;
    const found = estimates.map(() => 0);
    let largest = 0;
    for (let r = 0; r < this.#y.rows; r++) {
      for (let at = r * paddedBatch; at < r * paddedBatch + batch; at++) {
        for (let e = 0; e < estimates.length; e++) {
          let sum = 0;
          for (let i = 0; i < slopes.length; i++) sum += estimates[e][i] * slopes[i][at];
          found[e] = step * sum;
        }
        const allowed = tolerance * (1 + Math.max(Math.abs(before[at]), Math.abs(after[at])));
        const relative = error(found) / allowed;
        if (!(relative <= largest)) largest = relative;
      }
    }
    return largest;
  }

  #keep(size: number): void {
    const length = this.#y.rows * this.#tape.paddedBatch;
    const now = this.#tape.engine.reals(this.#next.pointer, length);
    const place = this.#taken[this.#count];
    if (place === undefined) this.#taken.push({ size, from: now.slice() });
    else {
      place.size = size;
      place.from.set(now);
    }
    this.#count++;
  }
}
