import { InputError } from "../numeric/errors.ts";
import { textOf } from "./bytes.ts";
import { isMissing, isNumber } from "./cells.ts";
import { type ColumnMatch, matchColumns } from "./columns.ts";
import type { TableLayout } from "./options.ts";
import type { Field } from "./scanField.ts";
import { blankUntil, MOST_FIELDS, scanRecord, type TextLayout, type TextRecord } from "./scanRecord.ts";
import { chosen, type WantedColumns } from "./wanted.ts";
import { counted } from "./wording.ts";

const CR = 13;
const LF = 10;
const CANDIDATES = [",", ";", "\t", "|", " "];
/** Lines of titles and comments above a header. */
const MOST_ABOVE = 20;
const DECIMAL_COMMA = /^[+-]?\d+,\d+(e[+-]?\d+)?$/i;

/** How a delimited text is to be read, from its first lines. */
export interface CsvHead extends TextLayout, ColumnMatch {
  /** The columns that are read. */
  readonly columns: readonly string[];
  /** Fields in every record. */
  readonly width: number;
  readonly header: boolean;
  /** Where the first record of data starts, and on which line. */
  readonly start: number;
  readonly line: number;
}

/**
 * The layout of the text, or undefined if the bytes do not hold the whole first records yet.
 *
 * @param last whether no more bytes will come
 */
export function findHead(
  bytes: Uint8Array,
  wanted: WantedColumns,
  file: string,
  given: TableLayout,
  last = true,
): CsvHead | undefined {
  const newline = bytes.includes(LF) ? LF : CR;
  const top = firstLine(bytes, newline);
  const declared = separatorLine(bytes, top, newline);
  const first = declared === undefined ? top : firstLine(bytes, newline, declared);
  const options =
    declared === undefined ? given : { ...given, separator: given.separator ?? declared.separator };
  const separators = options.separator === undefined ? CANDIDATES : [options.separator];
  const readings = separators.map((separator) => {
    const layout = { separator: separator.charCodeAt(0), newline };
    return { ...layout, record: scanRecord(bytes, first.start, bytes.length, layout) };
  });
  const whole = readings.filter((reading): reading is Reading => typeof reading.record !== "string");
  if (
    whole.every(({ record }) => record.fields.length === 1) &&
    readings.some(({ record }) => record === "too many fields")
  ) {
    throw new InputError(
      `Expected at most ${MOST_FIELDS} columns, got more in line ${first.line} of ${file}. Leave some out, or check what separates them.`,
    );
  }
  if (whole.length === 0) {
    if (readings.every(({ record }) => record === "unfinished")) return undefined;
    throw new InputError(
      `Expected a separator after the closing quote in line ${first.line} of ${file}, got text. Double the quotes inside of a field.`,
    );
  }
  const { hints } = wanted;
  const reading =
    hints.length === 0 ? mostRegular(whole, bytes, options) : mostLikely(whole, wanted, options);
  const { fields, next, lines } = reading.record;
  const header =
    options.header ??
    (namesAny(fields, hints) ||
      !looksNumeric(fields, reading.separator) ||
      (wanted.unnamed === undefined && numbersAsNames(reading, bytes)));
  const layout = { separator: reading.separator, newline, width: fields.length, header };
  if (header) {
    const second = scanRecord(bytes, next, bytes.length, reading);
    if (second === "unfinished" && !last) return undefined;
    const hasRowNames = typeof second !== "string" && namesRow(second.fields, fields.length);
    const found = [...(hasRowNames ? [""] : []), ...withoutSign(fields, hints)];
    const columns = chosen(wanted, found, file);
    const match = matchColumns(
      found,
      columns,
      file,
      lowerHeader(bytes, next, first.line + lines, reading, columns) ??
        `Line ${first.line} names the columns; each needed one must be among them.`,
    );
    return { ...layout, ...match, columns, width: found.length, start: next, line: first.line + lines };
  }
  const { unnamed } = wanted;
  if (unnamed === undefined) {
    throw new InputError(
      `Expected column names in line ${first.line} of ${file}, got numbers. Add a line that names the columns.`,
    );
  }
  if (fields.length !== unnamed.length) {
    throw new InputError(
      `Expected ${counted(unnamed.length, "column")} in ${file}, got ${fields.length}: line ${first.line} holds numbers only, so the file was taken to have no header and its columns to stand in the order of the nodes. ` +
        "Add a first line that names the columns.",
    );
  }
  const targets = Int32Array.from(unnamed, (_, index) => index);
  return {
    ...layout,
    targets,
    ignored: [],
    order: unnamed,
    columns: unnamed,
    start: first.start,
    line: first.line,
  };
}

/** Where all columns are named in one of the lines that follow: what to do with those above it. */
function lowerHeader(
  bytes: Uint8Array,
  start: number,
  line: number,
  { newline }: TextLayout,
  wanted: readonly string[],
): string | undefined {
  let at = start;
  for (let further = 0; further < MOST_ABOVE; further++) {
    const end = bytes.indexOf(newline, at);
    if (end < 0) return undefined;
    const names = new Set(
      textOf(bytes, at, end)
        .split(/[,;\t|]/)
        .map((name) => name.trim().replace(/^"(.*)"$/, "$1")),
    );
    if (wanted.length > 0 && wanted.every((name) => names.has(name))) {
      const number = line + further;
      return `Line ${number} names them: take out what stands above it.`;
    }
    at = end + 1;
  }
  return undefined;
}

/** NumPy writes a header as a comment, `# a,b`; a number sign that a needed name has, or that is quoted, belongs to it. */
function withoutSign(fields: readonly Field[], hints: readonly string[]): string[] {
  const names = fields.map(({ text }) => text);
  const bare = names[0].replace(/^#\s*/, "");
  const isSigned = !fields[0].quoted && bare !== names[0] && !hints.includes(names[0]);
  return isSigned && hints.includes(bare) ? [bare, ...names.slice(1)] : names;
}

/** R names rows, in quotation marks, without a name for their column. */
function namesRow(fields: readonly Field[], columns: number): boolean {
  return fields.length === columns + 1 && fields[0].quoted && fields[columns].text !== "";
}

/** Excel takes a first line such as `sep=;` for the name of the separator, and programs write it for Excel. */
function separatorLine(
  bytes: Uint8Array,
  { start, line }: { start: number; line: number },
  newline: number,
): { separator: string; start: number; line: number } | undefined {
  const end = bytes.indexOf(newline, start);
  if (end < 0 || end - start > 10) return undefined;
  const separator = /^"?sep=([^\w\s"+.-]|\t)"?\s*$/i.exec(textOf(bytes, start, end))?.[1];
  return separator === undefined ? undefined : { separator, start: end + 1, line: line + 1 };
}

interface Reading extends TextLayout {
  readonly record: TextRecord;
}

/** The separator that finds most of the wanted names; without names, the one that gives as many numbers as needed. */
function mostLikely(
  readings: readonly Reading[],
  { hints, unnamed }: WantedColumns,
  options: TableLayout,
): Reading {
  const names = new Set(hints);
  const score = ({ record, separator }: Reading): number => {
    const { fields } = record;
    const found = options.header === false ? 0 : fields.filter(({ text }) => names.has(text)).length;
    const asNumbers = fields.length === unnamed?.length && looksNumeric(fields, separator) ? 0.5 : 0;
    // Last resort, for a good error: more fields are likelier; but spaces also stand within names.
    return found + asNumbers + (separator === 32 ? 0.1 : 0.4) * (1 - 1 / fields.length);
  };
  return readings.reduce((best, reading) => (score(reading) > score(best) ? reading : best));
}

/** Without names to look for: the separator that gives most fields, as many in the second line as in the first. */
function mostRegular(readings: readonly Reading[], bytes: Uint8Array, options: TableLayout): Reading {
  const score = (reading: Reading): number => {
    const { fields, next } = reading.record;
    const second = scanRecord(bytes, next, bytes.length, reading);
    const alike = typeof second === "string" || second.fields.length === fields.length;
    if (!alike && options.separator === undefined) return 0;
    return fields.length - (reading.separator === 32 ? 0.5 : 0);
  };
  return readings.reduce((best, reading) => (score(reading) > score(best) ? reading : best));
}

function namesAny(fields: readonly Field[], wanted: readonly string[]): boolean {
  const names = new Set(wanted.map((name) => name.trim()));
  return fields.some(({ text }) => names.has(text.trim()));
}

/** Whether a first line of numbers names columns: different whole numbers above decimals. */
function numbersAsNames({ record, ...layout }: Reading, bytes: Uint8Array): boolean {
  const names = record.fields.map(({ text }) => text.trim());
  const second = scanRecord(bytes, record.next, bytes.length, layout);
  return (
    typeof second !== "string" &&
    new Set(names).size === names.length &&
    names.every((name) => /^\d+$/.test(name)) &&
    second.fields.some(({ text }) => /\d[.,]\d/.test(text))
  );
}

function looksNumeric(fields: readonly Field[], separator: number): boolean {
  const number = (text: string) => isNumber(text) || (separator !== 44 && DECIMAL_COMMA.test(text));
  return (
    fields.some(({ text }) => number(text.trim())) &&
    fields.every(({ text }) => number(text.trim()) || isMissing(text.trim()))
  );
}

function firstLine(
  bytes: Uint8Array,
  newline: number,
  from?: { start: number; line: number },
): { start: number; line: number } {
  // The byte-order mark that spreadsheets put first.
  const begin = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  let { start, line } = from ?? { start: begin, line: 1 };
  for (;;) {
    // A tab or space may be a separator, but a first line of them alone names nothing.
    const blank = blankUntil(bytes, start, bytes.length, { separator: 0, newline });
    if (blank < 0) return { start, line };
    start = blank + 1;
    line++;
  }
}
