import { type Engine, type ParameterStore, Tape, type Tensor } from "../engine/index.ts";
import { exp } from "../numeric/elementary.ts";
import { blockBound } from "./certificate.ts";
import type { GraphicalFlow } from "./graphicalFlow.ts";
import type { ResidualBlock } from "./residualBlock.ts";

export interface InverseOptions {
  /** Residual at which a block counts as inverted, relative to the size of its output where that exceeds 1. */
  readonly tolerance?: number;
  /** Evaluations a block may take. */
  readonly maxIterations?: number;
  /** `newton` (default) divides the residual by the diagonal of the Jacobian, `fixed-point` does not: for comparison. */
  readonly step?: "newton" | "fixed-point";
}

/** How the inversion of every sample ended. */
export interface InversionReport {
  /** 1 where every block reached the tolerance, 0 where one ran into `maxIterations`. */
  readonly converged: Uint8Array;
  /** Most evaluations of one block. */
  readonly iterations: Int32Array;
  /** Fixed-point steps that the safeguard had to take, over all blocks. */
  readonly safeguarded: Int32Array;
  /**
   * Largest residual |f(y) - target| of a block. Where the flow is ill-conditioned (a diagonal entry near zero) a
   * small residual does not bound the error of the result: that may be larger by up to 1 / (1 - L).
   */
  readonly residual: Float64Array;
}

interface BlockSolver {
  readonly trial: Tensor;
  readonly tape: Tape;
  readonly output: Tensor;
  readonly diagonal: Tensor;
  readonly lipschitz: number;
}

/**
 * Inverts a normalizing graphical residual flow: z with F(z; context) = u, block by block and sample by sample, in
 * float64. The Newton-like step of Song et al. (2019) is accepted where it shrinks the residual by at least the
 * block's Lipschitz constant; elsewhere the fixed-point step follows, which always does, so every sample converges
 * where the certificate holds. An `exact` flow goes down the topological order, parents before children.
 *
 * @example
 * const { prior, list } = new SirenVae(network.dag, defaultArchitecture, new Random(1));
 * const store = new ParameterStore(new Engine("float64"), list, false);
 * const inverter = new FlowInverter(store, prior, 100); // batches of up to 100
 * const u = new Float64Array(network.dag.latent.length * 2); // two samples, all zero
 * const { z, report } = inverter.invert(u, 2, []);
 * report.converged; // [1, 1]
 */
export class FlowInverter {
  readonly #engine: Engine;
  readonly #store: ParameterStore;
  readonly #flow: GraphicalFlow;
  readonly #context: Tensor[];
  readonly #original: Tensor;
  readonly #solvers: BlockSolver[];
  readonly #scratch: Record<"best" | "bestResidual" | "target" | "ones", Tensor>;
  readonly #state: Record<"status" | "iterations" | "residual" | "fixed" | "pending", number>;
  readonly batch: number;
  readonly #paddedBatch: number;
  readonly #stride: number;

  /** Records on the store's engine, which must be float64; its weights must be normalized already. */
  constructor(store: ParameterStore, flow: GraphicalFlow, batch: number) {
    this.#engine = store.engine;
    this.#store = store;
    this.#flow = flow;
    this.batch = batch;
    const layout = new Tape(this.#engine, batch, { differentiable: false });
    this.#paddedBatch = layout.paddedBatch;
    this.#stride = layout.stride;
    const { latents, context, factorisation } = flow.config;
    this.#context = context.map(({ size }) => layout.tensor(size, false));
    this.#original = layout.tensor(latents, false);
    this.#scratch = {
      best: layout.tensor(latents, false),
      bestResidual: layout.tensor(latents, false),
      target: layout.tensor(latents, false),
      ones: layout.tensor(latents, false),
    };
    this.#engine.reals(this.#scratch.ones.pointer, latents * this.#paddedBatch).fill(1);
    const blockContext = factorisation === "exact" ? [this.#original, ...this.#context] : this.#context;
    this.#solvers = flow.blocks.map((block) => this.#solver(block, blockContext));
    this.#state = {
      status: this.#engine.allocate(4 * batch),
      iterations: this.#engine.allocate(4 * batch),
      residual: this.#engine.allocate(8 * batch),
      fixed: this.#engine.allocate(4 * batch),
      pending: this.#engine.allocate(4 * batch),
    };
  }

  #solver(block: ResidualBlock, context: readonly Tensor[]): BlockSolver {
    const tape = new Tape(this.#engine, this.batch, { differentiable: false });
    const trial = tape.tensor(block.config.latents, false);
    const { output, diagonal } = block.record(tape, this.#store, trial, context, false, false);
    tape.seal();
    return {
      trial,
      tape,
      output,
      diagonal,
      lipschitz: Math.min(blockBound(block, this.#store).bound, 1 - 1e-9),
    };
  }

  /**
   * @param u [latents x count], feature-major without padding; `context` likewise, one array a part.
   * @param count samples, at most `batch`.
   */
  invert(
    u: Float64Array,
    count: number,
    context: readonly Float64Array[],
    options: InverseOptions = {},
  ): { z: Float64Array; report: InversionReport } {
    const { latents, factorisation, parentsFirst } = this.#flow.config;
    const report: InversionReport = {
      converged: new Uint8Array(count).fill(1),
      iterations: new Int32Array(count),
      safeguarded: new Int32Array(count),
      residual: new Float64Array(count),
    };
    context.forEach((values, i) => {
      this.#write(this.#context[i], values, count);
    });
    if (factorisation === "paper") {
      const y = this.#undoAffine(u, count, context, undefined);
      return { z: this.#invertBlocks(y, count, options, report), report };
    }
    // After pass d every component at depth below d has its final value, because its parents had theirs before.
    let z = new Float64Array(latents * count);
    for (let pass = 0; pass <= parentsFirst.length; pass++) {
      this.#write(this.#original, z, count);
      const fresh: InversionReport = {
        converged: new Uint8Array(count).fill(1),
        iterations: new Int32Array(count),
        safeguarded: new Int32Array(count),
        residual: new Float64Array(count),
      };
      const next = this.#invertBlocks(this.#undoAffine(u, count, context, z), count, options, fresh);
      const settled = next.every(
        (value, i) => Math.abs(value - z[i]) <= 1e-12 * Math.max(1, Math.abs(value)),
      );
      z = next;
      if (settled || pass === parentsFirst.length) {
        report.converged.set(fresh.converged);
        report.iterations.set(fresh.iterations);
        report.safeguarded.set(fresh.safeguarded);
        report.residual.set(fresh.residual);
        break;
      }
    }
    return { z, report };
  }

  #invertBlocks(
    y: Float64Array,
    count: number,
    options: InverseOptions,
    report: InversionReport,
  ): Float64Array<ArrayBuffer> {
    let values = Float64Array.from(y);
    for (let t = this.#solvers.length - 1; t >= 0; t--)
      values = this.#invertBlock(this.#solvers[t], values, count, options, report);
    return values;
  }

  #invertBlock(
    solver: BlockSolver,
    target: Float64Array,
    count: number,
    options: InverseOptions,
    report: InversionReport,
  ): Float64Array<ArrayBuffer> {
    const { tolerance = 1e-11, maxIterations = 500, step = "newton" } = options;
    const engine = this.#engine;
    const { trial, tape, output, diagonal, lipschitz } = solver;
    const { best, bestResidual, target: goal } = this.#scratch;
    const { status, iterations, residual, fixed, pending } = this.#state;
    const rows = trial.rows;
    this.#write(goal, target, count);
    this.#write(trial, target, count);
    for (const pointer of [status, iterations, fixed, pending]) engine.integers(pointer, this.batch).fill(0);
    engine.doubles(residual, this.batch).fill(Number.POSITIVE_INFINITY);
    for (let i = 0; i < maxIterations; i++) {
      tape.forward();
      const running = engine.kernels.newtonStep(
        trial.pointer,
        best.pointer,
        bestResidual.pointer,
        output.pointer,
        (step === "newton" ? diagonal : this.#scratch.ones).pointer,
        goal.pointer,
        status,
        iterations,
        residual,
        fixed,
        pending,
        rows,
        count,
        this.#stride,
        tolerance,
        lipschitz,
      );
      if (running === 0) break;
    }
    const ended = engine.integers(status, count);
    const steps = engine.integers(iterations, count);
    const forced = engine.integers(fixed, count);
    const sizes = engine.doubles(residual, count);
    for (let b = 0; b < count; b++) {
      if (ended[b] === 0) report.converged[b] = 0;
      report.iterations[b] = Math.max(report.iterations[b], steps[b]);
      report.safeguarded[b] += forced[b];
      report.residual[b] = Math.max(report.residual[b], sizes[b]);
    }
    return this.#read(best, count);
  }

  /** y with u = exp(-s) (y + N p + M x + b): p is y itself, or the given original values of an exact flow. */
  #undoAffine(
    u: Float64Array,
    count: number,
    context: readonly Float64Array[],
    original: Float64Array | undefined,
  ): Float64Array {
    const { affine } = this.#flow;
    if (affine === undefined) return u;
    const values = (parameter: { offset: number; length: number }) =>
      this.#store.snapshot().subarray(parameter.offset, parameter.offset + parameter.length);
    const bias = values(affine.bias);
    const logScale = values(affine.logScale);
    const own = values(affine.own);
    const y = new Float64Array(u.length);
    for (const j of affine.config.parentsFirst) {
      const scale = exp(logScale[j]);
      for (let b = 0; b < count; b++) y[j * count + b] = scale * u[j * count + b] - bias[j];
      affine.pattern.columnsOf(j).forEach((k, i) => {
        const weight = own[affine.pattern.rowStart(j) + i];
        const source = original ?? y;
        for (let b = 0; b < count; b++) y[j * count + b] -= weight * source[k * count + b];
      });
      for (const { part, pattern, parameter } of affine.context) {
        const weights = values(parameter);
        pattern.columnsOf(j).forEach((k, i) => {
          const weight = weights[pattern.rowStart(j) + i];
          for (let b = 0; b < count; b++) y[j * count + b] -= weight * context[part][k * count + b];
        });
      }
    }
    return y;
  }

  #write(tensor: Tensor, values: Float64Array, count: number): void {
    const target = this.#engine.reals(tensor.pointer, tensor.rows * this.#paddedBatch);
    for (let r = 0; r < tensor.rows; r++) {
      for (let b = 0; b < count; b++) target[r * this.#paddedBatch + b] = values[r * count + b];
    }
  }

  #read(tensor: Tensor, count: number): Float64Array<ArrayBuffer> {
    const source = this.#engine.reals(tensor.pointer, tensor.rows * this.#paddedBatch);
    const values = new Float64Array(tensor.rows * count);
    for (let r = 0; r < tensor.rows; r++) {
      for (let b = 0; b < count; b++) values[r * count + b] = source[r * this.#paddedBatch + b];
    }
    return values;
  }
}
