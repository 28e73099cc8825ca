import type { Dataset } from "../data/dataset.ts";

/** The log-likelihood of every row under the network itself. */
export interface ExactRows {
  /** Nats a row: density of continuous columns, mass of discrete ones. */
  readonly perRow: Float64Array;
  /** Nats, one for each row, where the rows were estimated by sampling; absent where they are exact. */
  readonly standardError?: Float64Array;
}

/** What a network can do whose likelihood of measured nodes alone is known: the floor that a model is held against. */
export interface ExactLikelihood {
  /**
   * The log-likelihood of whichever nodes the table has columns for; a value that is NaN was not measured. All other nodes
   * are summed or integrated out.
   *
   * @throws InfeasibleError if the sum is too large to form; the message says how large
   * @throws InputError if a column is not a node, or a value can't be one of its node
   */
  logLikelihood(data: Dataset): ExactRows;

  /**
   * The entropy of the observed nodes in nats: no model has a lower expected negative log-likelihood. `undefined` where it
   * has no closed form or would take too long to sum.
   */
  entropy(): number | undefined;
}
