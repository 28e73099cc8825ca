import type { ColumnType } from "../data/index.ts";
import type { Tape, Tensor, Weights } from "../engine/index.ts";

/** The numbers by which one column is coded for networks, beside those of all others in `Scales`. */
export interface ColumnCoding {
  /** The name of the column, for messages. */
  readonly name: string;
  readonly type: ColumnType;
  /** What a network reads is (feature - mean) / deviation. */
  readonly mean: number;
  readonly deviation: number;
  /** Of a column with levels: the values that a network reads, [feature rows][levels]. */
  readonly scores?: readonly (readonly number[])[];
  /** The least scale of its conditional, in units of `deviation`, where one is known; it holds in a finished model only. */
  readonly leastScale?: number;
}

/** Parameters of the conditional distribution of one value, in coded units. */
export interface Theta {
  readonly location: readonly number[];
  /** In coded units; 1 where the likelihood has none. */
  readonly scale: number;
  /** Parameters that all rows of the column share. */
  readonly shared: readonly number[];
}

/**
 * The distribution of one value given what it depends on, in raw units: numbers, or codes of levels. Densities and masses
 * in nats.
 */
export interface ValueDistribution {
  /** NaN for levels without an order. */
  readonly mean: number;
  readonly variance: number;
  readonly mode: number;
  logProbability(value: number): number;
  /** P(X <= value); of levels without an order in that of their codes. */
  cdf(value: number): number;
  /** The smallest value whose `cdf` reaches p. */
  quantile(p: number): number;
  /** The value into which a standard normal draw is turned: the quantile of its own probability. */
  fromNormal(e: number): number;
  /** Of every level; absent for numbers. */
  readonly probabilities?: Float64Array;
}

/** The columns of one likelihood on a tape. Data [columns x batch]; parameters side by side, each as `shape` says. */
export interface RecordedColumns {
  readonly target: Tensor;
  readonly location: Tensor;
  readonly scale: Tensor | undefined;
  readonly shared: Weights | undefined;
  readonly measured: Tensor | undefined;
  readonly codings: readonly ColumnCoding[];
}

/** How many numbers a decoder gives for a column: rows with a batch, and values that all rows of data share. */
export interface ParameterShape {
  readonly locations: number;
  readonly scales: 0 | 1;
  readonly shared: number;
}

/**
 * A value for a gap. Of a discrete kind `logMass` is that of the value given the features. Others take the value that has these
 * features, and `logMass` is what turns the density of the features into that of the target.
 */
export interface Proposal {
  readonly value: number;
  readonly logMass: number;
  /** Of a value without a mass in a discrete kind: the rows of the features that it has, whose density belongs to `logMass`. */
  readonly densities?: readonly number[];
}

/**
 * The distribution of a kind of column given the nodes that it depends on: how its values are coded, its log-density or
 * log-mass on a tape, and what it says of a single value. One object for every kind, listed in the registry.
 */
export interface Likelihood {
  readonly name: string;
  /** One sentence: what columns it is for. */
  readonly purpose: string;
  /** Whether there are masses, of whole numbers, levels or one number among others, rather than densities alone. */
  readonly discrete: boolean;
  /** Whether its values are levels with labels. */
  readonly levels: boolean;
  /** The first version of model files in which such a column can be told: absent for 2, the first that told kinds. */
  fileVersion?(type: ColumnType): number;
  /** Whether networks read scores of its levels, which are stored with the scales. */
  readonly scored?: boolean;
  /** Whether larger values mean more. */
  readonly ordered: boolean;
  /** The density or mass of x of such a column, in the notation of the docs. */
  formula(type: ColumnType): string;
  /** How a raw value becomes what networks read, in the notation of exported models. */
  readonly codingFormula: string;
  /** What the shared parameters are, for names of stored weights; absent where no column has any. */
  readonly sharedName?: string;
  /** What the formula takes from them; present with the name. */
  readonly sharedFormula?: string;
  /**
   * How far a feature, as networks read it, moves when the value moves by one: of a number, by one unit (of its logarithm, where
   * that is what is read); of levels without an order, from the first level to that of the row; of levels in order, by one
   * standard deviation of their scores.
   */
  featureStep(coding: ColumnCoding, row: number): number;
  /** What a location stands for, in tables of coefficients. */
  predictor(row: number): string;
  /** Whether a location is measured as the feature is, so that what moves it moves by as much whatever reads the column. */
  carries(row: number): boolean;
  /**
   * How far values lie from the location, squared and in its units: of levels the variance of the latent variable whose cut
   * points they lie between (McKelvey and Zavoina 1975), of counts that of their logarithm. Infinity where there is none.
   *
   * @param row of the location, where there are several
   */
  residualVariance(theta: Theta, row: number): number;
  shape(type: ColumnType): ParameterShape;
  /** Where the shared parameters of a column start without data; absent where there are none. */
  initialShared?(type: ColumnType): number[];
  /** Rows that a network reads for such a column. */
  features(type: ColumnType): number;
  /**
   * Coding fitted to the values that are there.
   *
   * @throws InputError for values that such a column cannot have, naming the column
   */
  code(name: string, type: ColumnType, values: Float64Array): ColumnCoding;
  /** Feature `row` of a raw value, before (feature - mean) / deviation. */
  feature(coding: ColumnCoding, value: number, row: number): number;
  /** What `record` reads for a raw value. */
  target(coding: ColumnCoding, value: number): number;
  /** The raw value of a target. */
  fromTarget(coding: ColumnCoding, target: number): number;
  /** The target into which a standard normal draw is turned. */
  drawTarget(coding: ColumnCoding, theta: Theta, e: number): number;
  /** The rounding step in the units of the feature, where those are not the raw ones. */
  codedStep?(coding: ColumnCoding): number | undefined;
  /** What belongs to the log-density of a raw value beside that of the target, nats; 0 for masses. */
  logJacobian(coding: ColumnCoding, value: number): number;
  /** Adds log p(target | location, scale, shared) of the rows that are measured, nats. */
  record(tape: Tape, sum: Tensor, columns: RecordedColumns): void;
  distribution(coding: ColumnCoding, theta: Theta): ValueDistribution;
  /** Parameters that fit the values on their own, without parents: where training starts. */
  marginal(coding: ColumnCoding, values: Float64Array): Theta;
  /** A value proposed for a gap given the coded features that a normal distribution drew for it, and a uniform number. */
  propose(coding: ColumnCoding, features: readonly number[], u: number): Proposal;
}

/** The rounding step of a column in the units of its feature; undefined where its values do not repeat. */
export function featureRounding(likelihood: Likelihood, coding: ColumnCoding): number | undefined {
  return likelihood.codedStep?.(coding) ?? coding.type.step;
}
