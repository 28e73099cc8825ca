import type { Dag } from "../graph/index.ts";
import type { Random } from "../numeric/random.ts";
import type { Architecture } from "./config.ts";
import type { LatentModel } from "./latentModel.ts";
import { SirenVae } from "./sirenVae.ts";
import { Vae } from "./vae.ts";

/** The model that an architecture asks for, with its parameters at a random start. */
export function createModel(dag: Dag, architecture: Architecture, random: Random): LatentModel {
  return architecture.model === "vae"
    ? new Vae(dag, architecture, random)
    : new SirenVae(dag, architecture, random);
}
