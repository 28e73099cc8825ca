import { InputError } from "../numeric/errors.ts";
import { shown } from "./wording.ts";

const MISSING = /^(na|n\/a|#n\/a|#na|nan|-nan|null|#null!|none|\.|\?)?$/i;
/** As pandas, Stata and SAS, databases, and programs in C write it; in other letters these may be labels. */
const FOREIGN_MISSING = /^(<NA>|NaT|\.[a-z_]|\\N|-?1\.#(IND|QNAN))$/;
const INFINITE = /^[+-]?inf(inity)?$/i;
/** Number() alone would also take hexadecimal, binary and octal. */
const PLAIN_NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** The commands that take tables with gaps, as errors name them. */
export const COMMANDS_WITH_GAPS = "train, impute and, for models of at most 500 columns, all others";

export function isMissing(text: string): boolean {
  return MISSING.test(text) || FOREIGN_MISSING.test(text);
}

export function isInfinite(text: string): boolean {
  return INFINITE.test(text);
}

export function isNumber(text: string): boolean {
  return PLAIN_NUMBER.test(text);
}

export function missingCell(place: string, wanted = "a number"): InputError {
  return new InputError(
    `Expected ${wanted} in ${place}, got a missing value. Fill it in or drop that row; the commands that take missing values are ${COMMANDS_WITH_GAPS}.`,
  );
}

export function infiniteCell(text: string, place: string): InputError {
  return new InputError(
    `Expected a finite number in ${place}, got "${shown(text)}". Correct it, or leave it empty if it is unknown.`,
  );
}

export function garbledCell(text: string, place: string): string {
  return `Expected text in UTF-8 in ${place}, got "${shown(text)}" in another encoding. Save the table as UTF-8 ("CSV UTF-8" in spreadsheets).`;
}

export function badCell(text: string, place: string): InputError {
  if (INFINITE.test(text) || PLAIN_NUMBER.test(text)) return infiniteCell(text, place);
  const hint = PLAIN_NUMBER.test(text.replace(/(?<=\d)[,' \u00A0\u202F](?=\d)/g, ""))
    ? "Write numbers without separators of thousands, or say what stands before the decimals (--decimal . or --decimal ,)."
    : /^'.*'$/.test(text)
      ? `Quote fields by ", or not at all.`
      : "Correct it, or leave it empty if it is unknown; if it stands for a missing value, name it by --missing-values.";
  return new InputError(`Expected a number in ${place}, got the text "${shown(text)}". ${hint}`);
}
