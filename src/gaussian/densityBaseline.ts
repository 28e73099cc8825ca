/**
 * What every baseline can do: the density of rows, new rows, and how many numbers it was fitted with.
 */
import type { Dataset } from "../data/dataset.ts";
import type { Random } from "../numeric/random.ts";

/** A fitted density over the columns of a table: the yardstick that a trained model has to beat. */
export interface DensityBaseline {
  /** A short name for tables and plots. */
  readonly name: string;
  /** How many free parameters were fitted. */
  readonly parameters: number;
  /**
   * The log-density of every row.
   *
   * @param data rows in raw units, with the columns of the training rows in the same order
   * @returns nats per row, in raw data units
   * @throws InputError if the columns differ from those of the training rows
   */
  logLikelihood(data: Dataset): Float64Array;
  /** Draws `count` new rows in raw units. */
  sample(count: number, random: Random): Dataset;
}
