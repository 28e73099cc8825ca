/** A number in the units of its nodes, and with both nodes at standard deviation 1. */
export interface Coefficient {
  /**
   * What the child's predictor moves by when the parent moves by one. Hidden nodes have no unit of their own: they are taken at
   * standard deviation 1.
   */
  readonly raw: number;
  /** NaN where the child has no finite variance. */
  readonly standardized: number;
}

/** The coefficient of an arc, averaged over the rows where the model is not linear. */
export interface PathCoefficient extends Coefficient {
  readonly parent: string;
  readonly child: string;
  /** The parent's level, against its first one, where it has no order. */
  readonly parentLevel?: string;
  /** The child's level, against its first one, where it has no order. */
  readonly childLevel?: string;
}

export interface ExplainedNode {
  readonly name: string;
  /** Against the first one, where the levels have no order. */
  readonly level?: string;
  readonly kind: string;
  /** What the parents move: `mean`, `log odds`, ... */
  readonly predictor: string;
  /** The share of the predictor's variance, residual included, that the parents explain; NaN without a finite variance. */
  readonly rSquared: number;
}

export interface HiddenNode {
  readonly name: string;
  /** The share of its variance that the measured values of a row decide. */
  readonly reliability: number;
  /** The share of its variance that its parents explain; NaN where it has none or the model is not linear. */
  readonly rSquared: number;
}

/** What a move of one node does to another along all paths, the arc between them alone, and all paths but this arc. */
export interface PathEffect {
  readonly from: string;
  readonly to: string;
  readonly direct: Coefficient;
  readonly indirect: Coefficient;
  readonly total: Coefficient;
}

export interface PathCoefficients {
  /** Whether the model is a linear-Gaussian network, of which everything here is exact. */
  readonly linear: boolean;
  /** Rows that were averaged over: those without gaps, if there are enough of them; 0 where nothing had to be averaged. */
  readonly averagedRows: number;
  readonly paths: readonly PathCoefficient[];
  /** Measured nodes with parents. */
  readonly measured: readonly ExplainedNode[];
  readonly hidden: readonly HiddenNode[];
  readonly effects: readonly PathEffect[];
  /** Of the columns under a linear-Gaussian model, row-major. */
  readonly impliedCorrelation?: Float64Array;
}
