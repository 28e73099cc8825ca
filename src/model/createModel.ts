import type { Dag } from "../graph/index.ts";
import type { TableCoding } from "../likelihood/index.ts";
import type { Random } from "../numeric/random.ts";
import type { Architecture } from "./config.ts";
import { type Family, familyOf } from "./families.ts";
import { FlowDensity } from "./flowDensity.ts";
import { IafVae } from "./iafVae.ts";
import { LadderVae } from "./ladderVae.ts";
import type { LatentModel } from "./latentModel.ts";
import { type GivenNetwork, PosteriorModel } from "./posteriorModel.ts";
import { SirenVae } from "./sirenVae.ts";
import { Vae } from "./vae.ts";

type Maker = new (
  dag: Dag,
  architecture: Architecture,
  random: Random,
  coding?: TableCoding,
  given?: GivenNetwork,
) => LatentModel;

const makers: Readonly<Record<Family, Maker>> = {
  siren: SirenVae,
  flow: FlowDensity,
  posterior: PosteriorModel,
  vae: Vae,
  iaf: IafVae,
  ladder: LadderVae,
};

/**
 * The model that an architecture asks for, with its parameters at a random start. `coding` says how its measured columns are
 * coded; all are Gaussian without it. `given` is the network of the family `posterior`, for models that are to answer.
 */
export function createModel(
  dag: Dag,
  architecture: Architecture,
  random: Random,
  coding?: TableCoding,
  given?: GivenNetwork,
): LatentModel {
  const Model = makers[familyOf(architecture)];
  return new Model(dag, architecture, random, coding, given);
}
