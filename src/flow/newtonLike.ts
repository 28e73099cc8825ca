import { type ParameterStore, Tape, type Tensor } from "../engine/index.ts";
import type { ResidualBlock } from "./residualBlock.ts";

export const HANDED_OVER = 2;

export interface NewtonLikeOptions {
  readonly tolerance: number;
  readonly maxIterations: number;
  /** Whether the residual is divided by the diagonal of the Jacobian; a fixed-point step otherwise. */
  readonly diagonal: boolean;
  /** Whether a sample ends with its first rejected step instead of going on with a fixed-point step. */
  readonly handOver: boolean;
}

/** How the last `run` ended, sample by sample: views of the engine's memory. */
export interface NewtonLikeState {
  /** 1 where the tolerance was reached, `HANDED_OVER` where a step was rejected and that was to be the end; else 0. */
  readonly status: Int32Array;
  readonly iterations: Int32Array;
  /** Steps that did not shrink the residual enough and were replaced by a fixed-point step. */
  readonly rejected: Int32Array;
  readonly residual: Float64Array;
}

/**
 * The step y - (f(y) - target) / diag J of Song et al. (2019) for a whole block. It is kept where it shrinks the residual
 * by at least the block's Lipschitz constant; elsewhere a fixed-point step follows, which always does.
 */
export class NewtonLike {
  /** Where the samples were last evaluated: [latents x batch]. */
  readonly trial: Tensor;
  /** The points with the smallest residuals: [latents x batch]. */
  readonly best: Tensor;
  readonly target: Tensor;
  readonly #tape: Tape;
  readonly #output: Tensor;
  readonly #diagonal: Tensor;
  readonly #ones: Tensor;
  readonly #bestResidual: Tensor;
  readonly #lipschitz: number;
  readonly #state: Record<"status" | "iterations" | "residual" | "rejected" | "pending", number>;

  /**
   * @param lipschitz an upper bound, below 1, of the Lipschitz constant of y -> f(y) - y.
   * @param layout says the batch.
   */
  constructor(
    store: ParameterStore,
    block: ResidualBlock,
    lipschitz: number,
    layout: Tape,
    context: readonly Tensor[],
  ) {
    const { engine } = store;
    const { latents } = block.config;
    const tape = new Tape(engine, layout.batch, { differentiable: false });
    const tensor = () => tape.tensor(latents, false);
    this.#tape = tape;
    this.trial = tensor();
    this.best = tensor();
    this.target = tensor();
    this.#bestResidual = tensor();
    this.#ones = tensor();
    engine.reals(this.#ones.pointer, latents * tape.paddedBatch).fill(1);
    const { output, diagonal } = block.record(tape, store, this.trial, context, false, false);
    tape.seal();
    this.#output = output;
    this.#diagonal = diagonal;
    this.#lipschitz = lipschitz;
    const { batch } = layout;
    this.#state = {
      status: engine.allocate(4 * batch),
      iterations: engine.allocate(4 * batch),
      residual: engine.allocate(8 * batch),
      rejected: engine.allocate(4 * batch),
      pending: engine.allocate(4 * batch),
    };
  }

  /** Iterates from `trial` on towards `target` until all samples have ended or `maxIterations` are done. */
  run(count: number, options: NewtonLikeOptions): NewtonLikeState {
    const { engine, stride } = this.#tape;
    const { status, iterations, residual, rejected, pending } = this.#state;
    for (const pointer of [status, iterations, rejected, pending]) engine.integers(pointer, count).fill(0);
    engine.doubles(residual, count).fill(Number.POSITIVE_INFINITY);
    const state = {
      status: engine.integers(status, count),
      iterations: engine.integers(iterations, count),
      rejected: engine.integers(rejected, count),
      residual: engine.doubles(residual, count),
    };
    for (let i = 0; i < options.maxIterations; i++) {
      this.#tape.forward();
      let running = engine.kernels.newtonStep(
        this.trial.pointer,
        this.best.pointer,
        this.#bestResidual.pointer,
        this.#output.pointer,
        (options.diagonal ? this.#diagonal : this.#ones).pointer,
        this.target.pointer,
        status,
        iterations,
        residual,
        rejected,
        pending,
        this.trial.rows,
        count,
        stride,
        options.tolerance,
        this.#lipschitz,
      );
      for (let b = 0; options.handOver && b < count; b++) {
        if (state.status[b] !== 0 || state.rejected[b] === 0) continue;
        state.status[b] = HANDED_OVER;
        running--;
      }
      if (running === 0) break;
    }
    return state;
  }
}
