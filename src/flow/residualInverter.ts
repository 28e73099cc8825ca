import type { ParameterStore } from "../engine/index.ts";
import type { Steps } from "../numeric/turns.ts";
import { certifyBlock } from "./certificate.ts";
import { ExactInverse } from "./exactInverse.ts";
import type { Inverter } from "./flow.ts";
import type { InverseOptions, InversionReport } from "./inversionReport.ts";
import { PaperInverse } from "./paperInverse.ts";
import type { ResidualFlow } from "./residualFlow.ts";

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

  private constructor(store: ParameterStore, flow: ResidualFlow, bounds: readonly number[], batch: number) {
    this.batch = batch;
    const Inverse = flow.config.factorisation === "exact" ? ExactInverse : PaperInverse;
    this.#inverse = new Inverse(store, flow, bounds, batch);
  }

  /** Records on the store's engine, which must be float64; a block's proof is a step. */
  static *inSteps(store: ParameterStore, flow: ResidualFlow, batch: number): Steps<ResidualInverter> {
    const values = store.snapshot();
    const bounds: number[] = [];
    for (const block of flow.blocks) {
      bounds.push(Math.min(certifyBlock(block, values).bound, 1 - 1e-9));
      yield;
    }
    return new ResidualInverter(store, flow, bounds, batch);
  }

  invert(
    u: Float64Array,
    count: number,
    context: readonly Float64Array[],
    { tolerance = 1e-11, maxIterations = 500, step = "newton" }: InverseOptions = {},
  ): { z: Float64Array; report: InversionReport } {
    return this.#inverse.invert(u, count, context, { tolerance, maxIterations, step });
  }
}
