import { infiniteCell, isInfinite, isMissing, isNumber } from "./cells.ts";
import type { ColumnReader, Place } from "./columnReader.ts";
import type { Decimals } from "./decimals.ts";
import type { MissingWords } from "./missingWords.ts";

/** The value of a cell of text, which is a number, a label or missing, as its column decides. */
export function textCell(
  text: string,
  reader: ColumnReader,
  place: Place,
  words: MissingWords,
  decimals?: Decimals,
): number {
  // What a person names is missing without a doubt, even if it's a label elsewhere.
  if (words.names(text)) return reader.missing("", place);
  const code = reader.label(text);
  if (code !== undefined) return code;
  if (isMissing(text)) return reader.missing(text, place);
  const value =
    decimals?.grouped(text) ??
    (isNumber(text) ? Number(text) : decimals?.read(text, () => place.words(reader.name)));
  if (value === undefined && !isInfinite(text)) return reader.text(text, place);
  if (value !== undefined && words.namesNumber(value)) return reader.missing("", place);
  if (value !== undefined && Number.isFinite(value)) return reader.number(value, place);
  return reader.refused(infiniteCell(text, place.words(reader.name)).message);
}
