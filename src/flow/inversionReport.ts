export interface InverseOptions {
  /**
   * Residual at which a step counts as inverted, relative to the size of its output where that exceeds 1; of the whole flow
   * ten times as much may be left in every component.
   */
  readonly tolerance?: number;
  /** Evaluations that a step may take; one of the whole flow counts as one of every step. */
  readonly maxIterations?: number;
  /**
   * `newton` (default) as described at `ResidualInverter`; `fixed-point`, for comparison, takes no other steps than
   * y - (f(y) - target) through a block of a `paper` flow.
   */
  readonly step?: "newton" | "fixed-point";
}

/** How the inversion of every sample ended. */
export interface InversionReport {
  /** 1 where the whole flow brings the sample back, within the tolerance or as nearly as numbers can; else 0. */
  readonly converged: Uint8Array;
  /** 1 where more than the tolerance is left and yet nothing is nearer: in float64 the neighbours' images lie on both sides. */
  readonly nearest: Uint8Array;
  /**
   * Most evaluations of one step, and those of the whole flow by which the inverse was refined. Node by node a block counts
   * as often as that one of its equations which took the most evaluations.
   */
  readonly iterations: Int32Array;
  /** Newton-like steps that were rejected, and bisections, over all blocks. */
  readonly safeguarded: Int32Array;
  /**
   * Largest |F(z) - u| of a component, relative to u where that exceeds 1; infinite where numbers are lost. Where the flow is
   * ill-conditioned a small residual does not bound the error of the result.
   */
  readonly residual: Float64Array;
}

export function emptyReport(count: number): InversionReport {
  return {
    converged: new Uint8Array(count).fill(1),
    nearest: new Uint8Array(count),
    iterations: new Int32Array(count),
    safeguarded: new Int32Array(count),
    residual: new Float64Array(count),
  };
}

/** Adds how one step went for sample `b`. */
export function addBlock(
  report: InversionReport,
  b: number,
  block: { converged: boolean; iterations: number; safeguarded: number; residual: number },
): void {
  if (!block.converged) report.converged[b] = 0;
  report.iterations[b] = Math.max(report.iterations[b], block.iterations);
  report.safeguarded[b] += block.safeguarded;
  report.residual[b] = Math.max(report.residual[b], block.residual);
}
