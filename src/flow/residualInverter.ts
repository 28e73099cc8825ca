import type { ParameterStore } from "../engine/index.ts";
import { type Steps, toEnd } from "../numeric/turns.ts";
import { boundInSteps } from "./certificate.ts";
import { ExactInverse } from "./exactInverse.ts";
import type { Inverter } from "./flow.ts";
import type { InverseOptions, InversionReport } from "./inversionReport.ts";
import { PaperInverse } from "./paperInverse.ts";
import type { ResidualParts } from "./residualParts.ts";

/**
 * Inverts a normalizing graphical residual flow: z with F(z; context) = u, sample by sample, in float64.
 *
 * - A `paper` flow block by block, with the Newton-like step of Song et al. (2019), accepted where it shrinks the residual
 *   by at least the block's Lipschitz constant L. A sample for which it doesn't goes on node by node.
 * - An `exact` flow node by node: one component after the other in the graph's order, through all blocks.
 *
 * Node by node every equation is scalar with a slope within 1 - L and 1 + L, so Newton's method stays within a bracket that
 * shrinks, and every sample converges where the certificate holds (L < 1).
 *
 * The weights must be normalized already and are read when the inverter is made.
 */
export class ResidualInverter implements Inverter {
  readonly batch: number;
  readonly #inverse: PaperInverse | ExactInverse;

  private constructor(inverse: ExactInverse | PaperInverse, batch: number) {
    this.batch = batch;
    this.#inverse = inverse;
  }

  /** Records on the store's engine, which must be float64; the proof of a layer's norm is a step. */
  static *inSteps(store: ParameterStore, flow: ResidualParts, batch: number): Steps<ResidualInverter> {
    const values = store.snapshot();
    const bounds: number[] = [];
    for (const block of flow.blocks) {
      bounds.push(Math.min(yield* boundInSteps(block, values), 1 - 1e-9));
      yield;
    }
    const Inverse = flow.config.factorisation === "exact" ? ExactInverse : PaperInverse;
    return new ResidualInverter(yield* Inverse.make(store, flow, bounds, batch), batch);
  }

  invert(
    u: Float64Array,
    count: number,
    context: readonly Float64Array[],
    options?: InverseOptions,
  ): { z: Float64Array; report: InversionReport } {
    return toEnd(this.invertInSteps(u, count, context, options));
  }

  invertInSteps(
    u: Float64Array,
    count: number,
    context: readonly Float64Array[],
    { tolerance = 1e-11, maxIterations = 500, step = "newton" }: InverseOptions = {},
  ): Steps<{ z: Float64Array; report: InversionReport }> {
    return this.#inverse.inSteps(u, count, context, { tolerance, maxIterations, step });
  }
}
