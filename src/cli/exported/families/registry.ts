import type { Family } from "../../../model/index.ts";
import type { ExportedFamily } from "./exportedFamily.ts";
import { flowProgram } from "./flow.ts";
import { iafProgram } from "./iaf.ts";
import { ladderProgram } from "./ladder.ts";
import { sirenProgram } from "./siren.ts";
import { vaeProgram } from "./vae.ts";

/** Why a family has no programs, in a sentence. */
export interface Unexported {
  readonly because: string;
}

/** All families; one that is missing here does not compile. */
export const exportedFamilies: Readonly<Record<Family, ExportedFamily | Unexported>> = {
  siren: sirenProgram,
  flow: flowProgram,
  posterior: {
    because:
      "A row's density is that of the given network, which an export does not hold: model.py and model.R are left out, and weights and formulas are written.",
  },
  vae: vaeProgram,
  iaf: iafProgram,
  ladder: ladderProgram,
};
