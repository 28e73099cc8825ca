import { DEFAULT_LEVELS, leastEffectiveSamples } from "../query/index.ts";
import { note } from "./terminal.ts";

/** Quantiles that commands report, and how the columns are called. */
export const LEVELS = DEFAULT_LEVELS;
export const SUMMARIES = ["mean", "sd", "q05", "q50", "q95"];

/** @param beyond rows about which a model has no numbers to give. */
export function noteBeyond(beyond: number, consequence: string, quiet: boolean): void {
  if (beyond === 0) return;
  note(
    `Note: ${beyond} ${beyond === 1 ? "row lies" : "rows lie"} so far from all training rows that the density there is no number; ${consequence}.`,
    quiet,
  );
}

/** @param poor rows whose weighted draws are worth fewer than `leastEffectiveSamples` of them. */
export function warnOfFewDraws(poor: number, rows: number, samples: number, quiet: boolean): void {
  if (poor === 0) return;
  note(
    `Note: for ${poor} of ${rows} rows the draws are worth fewer than ${Math.ceil(leastEffectiveSamples(samples))} independent ones, so their ` +
      "summaries are rough. Give more --samples.",
    quiet,
  );
}

/**
 * @param poor rows whose likelihood rests on too few of the importance samples.
 * @param worst the 1-based row with the fewest.
 */
export function warnOfPoorEstimates(
  poor: number,
  worst: { readonly row: number; readonly effectiveSampleSize: number },
  samples: number,
  quiet: boolean,
): void {
  if (poor === 0) return;
  note(
    `Note: ${poor} ${poor === 1 ? "row rests" : "rows rest"} on fewer than ${Math.ceil(leastEffectiveSamples(samples))} effective samples of ${samples}, ` +
      `row ${worst.row} on ${worst.effectiveSampleSize.toFixed(1)}: the log-likelihoods there are rough, and too low more often than too high. Give more --importance-samples.`,
    quiet,
  );
}
