import { note } from "./terminal.ts";

/** Quantiles that commands report, and how the columns are called. */
export const LEVELS = [0.05, 0.5, 0.95];
export const SUMMARIES = ["mean", "sd", "q05", "q50", "q95"];

/** @param beyond rows about which a model has no numbers to give. */
export function noteBeyond(beyond: number, consequence: string, quiet: boolean): void {
  if (beyond === 0) return;
  note(
    `Note: ${beyond} ${beyond === 1 ? "row lies" : "rows lie"} so far from all training rows that the density there is no number; ${consequence}.`,
    quiet,
  );
}

/** @param poor rows whose weighted draws are worth less than a twentieth of their number. */
export function warnOfFewDraws(poor: number, rows: number, samples: number, quiet: boolean): void {
  if (poor === 0) return;
  note(
    `Note: for ${poor} of ${rows} rows the draws are worth fewer than ${Math.ceil(0.05 * samples)} independent ones, so their ` +
      "summaries are rough. Give more --samples.",
    quiet,
  );
}
