import { ParameterList, type ParameterStore, type Tape, type Tensor } from "../engine/index.ts";
import type { Flow } from "../flow/index.ts";
import type { Dag } from "../graph/index.ts";
import type { TableCoding } from "../likelihood/index.ts";
import { type Architecture, checkArchitecture } from "./config.ts";
import type { Decoder } from "./decoder.ts";
import { denseNames, requireLatents } from "./denseParts.ts";

/** What VAEs without a graph have in common: names, coding, a dense decoder of the latents alone, and no flows. */
export abstract class DenseVae {
  readonly architecture: Architecture;
  readonly latentNames: readonly string[];
  readonly observedNames: readonly string[];
  readonly list = new ParameterList();
  readonly flows: readonly Flow[] = [];
  readonly coding: TableCoding;
  /** A factor analysis with as many factors as the network has latents: what missing values are filled from. */
  readonly linearGraph: Dag;
  abstract readonly decoder: Decoder;

  /**
   * @param architecture as it is kept with the model
   * @param latents their names, or what kind of model it is that has those of the network
   * @throws InputError where it is to have the network's latents and there is none
   */
  protected constructor(
    dag: Dag,
    architecture: Architecture,
    coding: TableCoding | undefined,
    latents: readonly string[] | string,
  ) {
    checkArchitecture(architecture);
    if (typeof latents === "string") requireLatents(dag, latents);
    this.architecture = architecture;
    const names = denseNames(dag, coding);
    this.latentNames = typeof latents === "string" ? names.latentNames : latents;
    this.observedNames = names.observedNames;
    this.coding = names.coding;
    this.linearGraph = names.linearGraph;
  }

  recordDecoder(tape: Tape, store: ParameterStore, z: Tensor | undefined, _x: Tensor) {
    return this.decoder.record(tape, store, [z]);
  }
}
