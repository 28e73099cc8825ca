import { type ParameterStore, Tape, type Tensor } from "../engine/index.ts";
import { type Steps, toEnd } from "../numeric/turns.ts";
import { BatchRows } from "./batchRows.ts";
import type { Flow, Inverter } from "./flow.ts";
import { generationsOf } from "./generations.ts";
import type { InverseOptions, InversionReport } from "./inversionReport.ts";
import { largestError, type RefinedSamples } from "./refinedSamples.ts";
import { refineInOrder } from "./refineInOrder.ts";
import { refineTogether } from "./refineTogether.ts";

/** What a handful of steps, each within its tolerance, may leave of the whole in units of that. */
const WHOLE = 10;
/** Samples that are refined together: few of a batch have to. */
const FEW = 32;
const DEFAULTS = { tolerance: 1e-11, maxIterations: 500 };

/** The flow forward, for so many samples at once. */
interface Forward {
  readonly batch: number;
  readonly tape: Tape;
  readonly rows: BatchRows;
  readonly z: Tensor;
  readonly context: readonly Tensor[];
  readonly u: Tensor;
}

/**
 * An inverse that is held against the flow as a whole: what a step leaves within its own tolerance may be multiplied by what
 * comes after it, as by a conditional with a small spread. Every sample's image is computed, and where it is off by more than
 * ten times the tolerance the inverse is refined: in a triangular flow component by component in the graph's order, each
 * the root of an increasing function, else by Newton's method with a Jacobian of differences. The report says how
 * far the image is off in the end.
 */
export class RefinedInverter implements Inverter {
  readonly batch: number;
  readonly #inner: Inverter;
  readonly #all: Forward;
  readonly #few: Forward;
  readonly #latents: number;
  /** Components whose predecessors stand in earlier generations; undefined where there is no such order. */
  readonly #generations: readonly (readonly number[])[] | undefined;

  private constructor(flow: Flow, inner: Inverter, all: Forward, few: Forward) {
    this.batch = inner.batch;
    this.#inner = inner;
    this.#latents = flow.config.latents;
    this.#all = all;
    this.#few = few;
    this.#generations = flow.triangular ? generationsOf(flow.config) : undefined;
  }

  /** @param inner takes the steps; what it says of what is left is replaced by what is left of the whole. */
  static around(store: ParameterStore, flow: Flow, inner: Inverter): RefinedInverter {
    return toEnd(RefinedInverter.inSteps(store, flow, inner));
  }

  /** The same in steps. */
  static *inSteps(store: ParameterStore, flow: Flow, inner: Inverter): Steps<RefinedInverter> {
    yield;
    const all = forwardOf(store, flow, inner.batch);
    yield;
    const few = inner.batch <= FEW ? all : forwardOf(store, flow, FEW);
    yield;
    return new RefinedInverter(flow, inner, all, few);
  }

  invert(
    u: Float64Array,
    count: number,
    context: readonly Float64Array[],
    options?: InverseOptions,
  ): { z: Float64Array; report: InversionReport } {
    return toEnd(this.invertInSteps(u, count, context, options));
  }

  *invertInSteps(
    u: Float64Array,
    count: number,
    context: readonly Float64Array[],
    options: InverseOptions = {},
  ): Steps<{ z: Float64Array; report: InversionReport }> {
    const { tolerance = DEFAULTS.tolerance, maxIterations = DEFAULTS.maxIterations, step } = options;
    const inner = this.#inner;
    const { z, report } = inner.invertInSteps
      ? yield* inner.invertInSteps(u, count, context, options)
      : inner.invert(u, count, context, options);
    yield;
    const image = this.#imageOf(this.#all, z, count, context);
    const enough = WHOLE * tolerance;
    const off: number[] = [];
    for (let b = 0; b < count; b++) {
      report.residual[b] = largestError(image, u, b, count);
      const reached = report.residual[b] <= enough;
      report.converged[b] = reached ? 1 : 0;
      if (!reached && step !== "fixed-point" && report.iterations[b] < maxIterations) off.push(b);
    }
    for (let from = 0; from < off.length; from += this.#few.batch) {
      yield;
      const chosen = off.slice(from, from + this.#few.batch);
      const part: RefinedSamples = {
        z: pick(z, chosen, count),
        u: pick(u, chosen, count),
        context: context.map((values) => pick(values, chosen, count)),
        count: chosen.length,
        passes: new Int32Array(chosen.length),
        most: Int32Array.from(chosen, (b) => maxIterations - report.iterations[b]),
        exhausted: new Uint8Array(chosen.length).fill(1),
        enough,
      };
      const imageOf = (values: Float64Array) => this.#imageOf(this.#few, values, chosen.length, part.context);
      if (this.#generations) yield* refineInOrder(part, this.#generations, imageOf);
      else yield* refineTogether(part, imageOf);
      const refined = imageOf(part.z);
      chosen.forEach((b, i) => {
        report.iterations[b] += part.passes[i];
        const error = largestError(refined, part.u, i, part.count);
        const nearest = this.#generations !== undefined && part.exhausted[i] === 1 && !(error <= enough);
        report.nearest[b] = nearest ? 1 : 0;
        report.converged[b] = nearest || error <= enough ? 1 : 0;
        // Newton's method may have found nothing better.
        if (error >= report.residual[b] && !nearest) return;
        report.residual[b] = error;
        for (let r = 0; r < this.#latents; r++) z[r * count + b] = part.z[r * part.count + i];
      });
    }
    return { z, report };
  }

  #imageOf(
    { tape, rows, z, u, context }: Forward,
    values: Float64Array,
    count: number,
    given: readonly Float64Array[],
  ): Float64Array {
    // A solver's steps are those of all the places of a batch.
    rows.writeAlone(z, values, count);
    given.forEach((part, i) => {
      rows.writeAlone(context[i], part, count);
    });
    tape.forward();
    return rows.read(u, count);
  }
}

function forwardOf(store: ParameterStore, flow: Flow, batch: number): Forward {
  const tape = new Tape(store.engine, batch, { differentiable: false });
  const z = tape.tensor(flow.config.latents, false);
  const context = flow.config.context.map(({ size }) => tape.tensor(size, false));
  const { u } = flow.recordNormalizing(tape, store, z, context, { normalize: false, imageOnly: true });
  tape.seal();
  return { batch, tape, rows: new BatchRows(tape), z, context, u };
}

function pick(values: Float64Array, chosen: readonly number[], count: number): Float64Array {
  const rows = values.length / count;
  const out = new Float64Array(rows * chosen.length);
  for (let r = 0; r < rows; r++)
    chosen.forEach((b, i) => {
      out[r * chosen.length + i] = values[r * count + b];
    });
  return out;
}
