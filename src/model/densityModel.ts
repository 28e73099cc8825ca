import { ParameterList } from "../engine/index.ts";
import type { Flow } from "../flow/index.ts";
import type { ExportedPart } from "./latentModel.ts";

/** What models have in common that are one flow: nothing is hidden, encoded or decoded. */
export abstract class DensityModel {
  readonly latentNames: readonly string[] = [];
  readonly list = new ParameterList();
  readonly pathGradients = false;
  abstract readonly density: Flow;

  get flows(): readonly Flow[] {
    return [this.density];
  }

  parts(): ExportedPart[] {
    return [{ prefix: this.density.config.name, layers: this.density.layers() }];
  }

  recordEncoder(): never {
    throw new Error("A density has no encoder.");
  }

  recordPrior(): never {
    throw new Error("A density has no prior.");
  }

  recordDecoder(): [] {
    return [];
  }
}
