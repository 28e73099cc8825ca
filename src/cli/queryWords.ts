import { InvalidArgumentError, Option } from "commander";
import { DEFAULT_CONFIDENCE, DEFAULT_LEVELS, leastEffectiveSamples } from "../query/index.ts";
import { decimal } from "./options.ts";
import { note } from "./terminal.ts";

/** What the library calls `levels`, a word that other commands have for labels of columns. */
export const quantilesOption = () =>
  new Option(
    "--quantiles <levels>",
    "which quantiles to report, between 0 and 1 and separated by commas, as in 0.025,0.5,0.975 (default: 0.05,0.5,0.95)",
  ).argParser(quantileLevels);

/** How often intervals are to hold the truth. */
export const confidenceOption = () =>
  new Option("--confidence <share>", "how often the intervals are to hold the truth, between 0 and 1")
    .argParser((text) => {
      const share = decimal(text);
      if (!(share > 0 && share < 1))
        throw new InvalidArgumentError("Expected a share between 0 and 1, both excluded, as in 0.9.");
      return share;
    })
    .default(DEFAULT_CONFIDENCE);

/** As in 95 %. */
export function inPercent(share: number): string {
  return `${Number((100 * share).toPrecision(12))} %`;
}

/** The levels that were asked for, or those that are reported where none were. */
export function levelsOf(options: { readonly quantiles?: readonly number[] }): readonly number[] {
  return options.quantiles ?? DEFAULT_LEVELS;
}

function quantileLevels(text: string): number[] {
  const levels = text.split(",").map(decimal);
  if (levels.some((level) => !(level > 0 && level < 1)))
    throw new InvalidArgumentError("Expected levels between 0 and 1, both excluded, as in 0.025,0.5,0.975.");
  if (new Set(levels).size < levels.length) throw new InvalidArgumentError("Expected every level once.");
  return levels;
}

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
