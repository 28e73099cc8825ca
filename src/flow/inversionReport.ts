export interface InverseOptions {
  /** Residual at which a block counts as inverted, relative to the size of its output where that exceeds 1. */
  readonly tolerance?: number;
  /** Evaluations that a block may take. */
  readonly maxIterations?: number;
  /**
   * `newton` (default) as described at `ResidualInverter`; `fixed-point`, for comparison, takes no other steps than
   * y - (f(y) - target) through a block of a `paper` flow.
   */
  readonly step?: "newton" | "fixed-point";
}

/** How the inversion of every sample ended. */
export interface InversionReport {
  /** 1 where every block reached the tolerance, 0 where one ran into `maxIterations`. */
  readonly converged: Uint8Array;
  /**
   * Most evaluations of one block. Node by node a block counts as often as that one of its equations which took the most
   * evaluations.
   */
  readonly iterations: Int32Array;
  /** Newton-like steps that were rejected, and bisections, over all blocks. */
  readonly safeguarded: Int32Array;
  /**
   * Largest residual |f(y) - target| of a block. Where the flow is ill-conditioned (a diagonal entry near zero) a
   * small residual does not bound the error of the result: that may be larger by up to 1 / (1 - L).
   */
  readonly residual: Float64Array;
}

export function emptyReport(count: number): InversionReport {
  return {
    converged: new Uint8Array(count).fill(1),
    iterations: new Int32Array(count),
    safeguarded: new Int32Array(count),
    residual: new Float64Array(count),
  };
}

/** Adds how one block went for sample `b`. */
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
