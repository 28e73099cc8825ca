/** Which way a flow is used: from data to the standard normal base, or from the base to values. */
export type Direction = "normalizing" | "generative";

/** A linear-Gaussian network over a flow's components, for it to start from. */
export interface LinearConditionals {
  /** What one unit of an input adds to a component's mean; inputs are numbered as in `parents`. */
  readonly coefficient: (component: number, input: number) => number;
  readonly intercepts: readonly number[];
  /** Logarithms of the standard deviations given the parents. */
  readonly logScales: readonly number[];
  /** What is added to the logarithm where an input of the context is missing: [component][input of the first part]. */
  readonly missingLogScales?: readonly Float64Array[];
}
