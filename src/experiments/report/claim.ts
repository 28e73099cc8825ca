import type { Block } from "../../report/index.ts";

export const PRESETS = ["recommended", "paper"] as const;
/** Training rows a node in the paper's Table 1. */
export const LITTLE = 2;
export const MUCH = 100;

/** A claim as a table and what it comes to, computed from the runs of Table 1 and nothing else. */
export interface Claim {
  /** The claim as a question, and the verdict. */
  readonly sentence: string;
  readonly table: Block;
}

export interface PlaceVerdict {
  readonly preset: string;
  readonly place: string;
  readonly verdict: string;
}

/** "Recommended: yes on ECOLI70, ARTH150; not shown on MAGIC-IRRI. Paper: no throughout." */
export function byPreset(verdicts: readonly PlaceVerdict[]): string {
  return PRESETS.flatMap((preset) => {
    const own = verdicts.filter((one) => one.preset === preset);
    if (own.length === 0) return [];
    const words = [...new Set(own.map(({ verdict }) => verdict))].map((verdict) => {
      const places = own.filter((one) => one.verdict === verdict).map(({ place }) => place);
      return places.length === own.length && own.length > 1
        ? `${verdict} throughout`
        : `${verdict} on ${places.join(", ")}`;
    });
    return [`Preset ${preset}: ${words.join("; ")}.`];
  }).join(" ");
}
