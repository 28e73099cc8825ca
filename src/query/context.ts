import type { Engine, Noise, ParameterStore } from "../engine/index.ts";
import type { ConditionalFill } from "../gaussian/index.ts";
import type { Dag } from "../graph/index.ts";
import type { TableCoding } from "../likelihood/index.ts";
import type { LatentModel } from "../model/latentModel.ts";
import type { BayesianNetwork } from "../network/index.ts";

/** What every query works with: a finished model on a float64 engine. */
export interface QueryContext {
  readonly dag: Dag;
  readonly model: LatentModel;
  readonly engine: Engine;
  readonly store: ParameterStore;
  readonly noise: Noise;
  readonly coding: TableCoding;
  /** The generative network of an encoder that was trained for one. */
  readonly given?: BayesianNetwork;
  /** What missing values are filled from, if anything. */
  readonly fill: ConditionalFill | undefined;
  /** The same on a float32 engine, made when it is first asked for; absent where float32 is not enough for the model's densities. */
  readonly single?: () => QueryContext;
}

/** Rows that a query puts through the model at a time. */
export const QUERY_BATCH = 256;
