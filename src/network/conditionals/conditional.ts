import type { ColumnType } from "../../data/columnType.ts";
import type { Random } from "../../numeric/random.ts";

/** How one value depends on its linear predictor, intercept + sum of coefficient x parent. */
export interface Conditional {
  readonly type: ColumnType;
  /** Nats: log-density of a number, log-mass of a count or a level; -Infinity where the value can't be. */
  logProbability(value: number, predictor: number): number;
  draw(predictor: number, random: Random): number;
  /**
   * Where the value is a function of a normal number whose mean is the predictor: that number, and the logarithm of its
   * derivative. Such values are integrated in closed form.
   */
  readonly normal?: NormalScale;
}

export interface NormalScale {
  /** Of the normal number given the predictor. */
  readonly variance: number;
  of(value: number): { readonly normal: number; readonly logJacobian: number };
}

/** The parameters of all kinds beside the linear predictor: each kind takes its own and no others. */
export interface ConditionalParameters {
  /** gaussian: of the noise, squared data units; log-normal: of the noise of the logarithm. */
  readonly variance?: number;
  /** student-t: data units. */
  readonly scale?: number;
  /** student-t: degrees of freedom, above 0. */
  readonly degrees?: number;
  /** count: variance = mean + dispersion x mean^2; 0 is Poisson. */
  readonly dispersion?: number;
  /** binary, categorical, ordinal. */
  readonly levels?: readonly string[];
  /** categorical: offset and slope of the logit of each level. */
  readonly logits?: readonly { readonly offset: number; readonly slope: number }[];
  /** ordinal: increasing, one fewer than levels; P(level <= k) = sigmoid(cuts[k] - predictor). */
  readonly cuts?: readonly number[];
}

/** A kind of conditional, listed in the registry. */
export interface ConditionalKind {
  /** The parameters that it takes, all of them required. */
  readonly keys: readonly (keyof ConditionalParameters)[];
  /** @throws InputError naming the node if a parameter is out of its range */
  compile(node: string, parameters: Required<ConditionalParameters>): Conditional;
}
