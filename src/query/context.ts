import type { Scales } from "../data/scales.ts";
import type { Engine, Noise, ParameterStore } from "../engine/index.ts";
import type { ConditionalFill } from "../gaussian/index.ts";
import type { Dag } from "../graph/index.ts";
import type { LatentModel } from "../model/latentModel.ts";

/** What every query works with: a finished model on a float64 engine. */
export interface QueryContext {
  readonly dag: Dag;
  readonly model: LatentModel;
  readonly engine: Engine;
  readonly store: ParameterStore;
  readonly noise: Noise;
  readonly scales: Scales;
  /** What missing values are filled from, if anything. */
  readonly fill: ConditionalFill | undefined;
}

/** Rows that a query puts through the model at a time. */
export const QUERY_BATCH = 256;

/** A standardized value of an observed column in raw units. */
export function rawValue({ mean, deviation }: Scales, column: number, value: number): number {
  return mean[column] + deviation[column] * value;
}
