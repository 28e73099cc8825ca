/** Samples that are refined, feature-major as everything. */
export interface RefinedSamples {
  readonly z: Float64Array;
  readonly u: Float64Array;
  readonly context: readonly Float64Array[];
  readonly count: number;
  /** Evaluations of the whole flow that a sample took, and may take. */
  readonly passes: Int32Array;
  readonly most: Int32Array;
  /** 1 where every component was solved, or brought as near as numbers are. */
  readonly exhausted: Uint8Array;
  readonly enough: number;
}

/** The flow's image of all of them. */
export type ImageOf = (z: Float64Array) => Float64Array;

/** Over the components of a sample, relative to the size of what is wanted where that exceeds 1; infinite where numbers are lost. */
export function largestError(image: Float64Array, u: Float64Array, b: number, count: number): number {
  let largest = 0;
  for (let at = b; at < image.length; at += count) {
    const error = Math.abs(image[at] - u[at]) / Math.max(1, Math.abs(u[at]));
    if (Number.isNaN(error)) return Number.POSITIVE_INFINITY;
    largest = Math.max(largest, error);
  }
  return largest;
}
