import type { Dag } from "../graph/index.ts";
import type { TableCoding } from "../likelihood/index.ts";
import type { Random } from "../numeric/random.ts";
import type { Architecture } from "./config.ts";
import { FlowDensity } from "./flowDensity.ts";
import type { LatentModel } from "./latentModel.ts";
import { SirenVae } from "./sirenVae.ts";
import { Vae } from "./vae.ts";

/**
 * The model that an architecture asks for, with its parameters at a random start. `coding` says how its measured columns are
 * coded; all are Gaussian without it.
 */
export function createModel(
  dag: Dag,
  architecture: Architecture,
  random: Random,
  coding?: TableCoding,
): LatentModel {
  if (architecture.family === "flow") return new FlowDensity(dag, architecture, random, coding);
  return architecture.model === "vae"
    ? new Vae(dag, architecture, random, coding)
    : new SirenVae(dag, architecture, random, coding);
}
