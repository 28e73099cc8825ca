import type { DeclaredLabels } from "../data/index.ts";
import { InputError } from "../numeric/errors.ts";
import { hasClass, NA_INTEGER, namesOf, numbers, type RValue, readRData, strings } from "../rdata/index.ts";
import { bytesOf } from "./bytes.ts";
import type { ColumnReader } from "./columnReader.ts";
import type { MakeReaders } from "./columnReaders.ts";
import { JsonLinesParser, type RowWords } from "./jsonLinesParser.ts";
import type { TableLayout } from "./options.ts";
import type { TextTableParser } from "./rowBuffer.ts";
import type { Wanted } from "./wanted.ts";
import { listed } from "./wording.ts";

const DAY = 86_400_000;
const IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

const R_ENDING = /\.(rds|rda|rdata)$/i;

/** Whether a file is what R saves, by its name or by the packing that no table of text has. */
export function isRTable(file: string, start: Uint8Array): boolean {
  const begins = (...bytes: number[]) => bytes.every((byte, i) => start[i] === byte);
  return R_ENDING.test(file) || begins(0x42, 0x5a, 0x68) || begins(0xfd, 0x37, 0x7a, 0x58, 0x5a);
}

/** The rows of a `data.frame` as JSON lines, and what it says of its columns. */
export interface DataFrame {
  readonly lines: Uint8Array;
  /** By the names of the columns. */
  readonly declared: ReadonlyMap<string, DeclaredLabels>;
  /** Why a column can't be read, where it is asked for. */
  readonly problems: ReadonlyMap<string, string>;
}

/** Whether R makes a table with the same columns of it. */
function isTurnedIntoFrame(value: RValue): boolean {
  if (hasClass(value, "table")) return false;
  const dimensions = numbers(value.attributes.get("dim"));
  if (dimensions !== undefined) return dimensions.length === 2;
  return value.type === "list" && value.attributes.get("class") === undefined && namesOf(value).length > 0;
}

/**
 * The rows of a `data.frame` that R saved, as JSON lines: factors as their labels, dates as texts, NA as null. Vectors of the
 * package haven stay numbers, whose labels are declared; what they count as missing is null.
 *
 * @throws InputError for other objects, several data frames in one file, and no rows
 */
export function readDataFrame(bytes: Uint8Array, file: string): DataFrame {
  const objects = objectsOf(bytes, file);
  const frames = objects.filter(({ value }) => hasClass(value, "data.frame"));
  if (frames.length !== 1) {
    const got =
      frames.length > 1
        ? `${frames.length} of them (${listed(frames.map(({ name }) => name))})`
        : objects.length === 0
          ? "no object at all"
          : `an object of class ${classOf(objects[0].value)}`;
    const isOne = frames.length === 0 && objects.length === 1 && isTurnedIntoFrame(objects[0].value);
    throw new InputError(
      `Expected one data.frame in ${file}, got ${got}. ${isOne ? "Save it by saveRDS(as.data.frame(x)" : "Save a single one by saveRDS(table"}, "table.rds").`,
    );
  }
  const frame = frames[0].value;
  const names = namesOf(frame);
  const problems = new Map<string, string>();
  const columns = names.map((name, c) => {
    const column = frame.type === "list" ? frame.values[c] : undefined;
    const lost = column && lossOf(column);
    const cells = column && lost === undefined ? cellsOf(column) : undefined;
    if (cells === undefined) {
      const got = lost ?? (column ? classOf(column) : "nothing");
      problems.set(
        name,
        `Expected numbers or labels in column "${name}" of ${file}, got ${got}. ${lost === undefined ? "Leave" : "Correct it, or leave"} that column out.`,
      );
    }
    return cells;
  });
  const again = names.findIndex((name, c) => names.indexOf(name) < c);
  if (again >= 0) {
    throw new InputError(
      `Expected every column once in ${file}, got "${names[again]}" as columns ${names.indexOf(names[again]) + 1} and ${again + 1}. Rename one.`,
    );
  }
  const first = columns.findIndex((cells) => cells !== undefined);
  const rows = columns[first]?.length ?? 0;
  const [odd] = problems.values();
  if (first < 0 && odd !== undefined) throw new InputError(odd);
  if (rows === 0) throw new InputError(`Expected at least one row of data in ${file}, got none. Add rows.`);
  const other = columns.findIndex((cells) => cells !== undefined && cells.length !== rows);
  if (other >= 0) {
    throw new InputError(
      `Expected columns of ${rows} values in ${file}, as "${names[first]}" has, got ${columns[other]!.length} in "${names[other]}". Save the table anew.`,
    );
  }
  const keys = names.map((name) => `${JSON.stringify(name)}:`);
  const lines: string[] = [];
  for (let row = 0; row < rows; row++) {
    lines.push(`{${keys.map((key, c) => key + (columns[c]?.[row] ?? "null")).join(",")}}\n`);
  }
  const declared = new Map<string, DeclaredLabels>();
  for (const [c, name] of names.entries()) {
    const labels = frame.type === "list" ? declaredLabels(frame.values[c]) : undefined;
    if (labels !== undefined) declared.set(name, labels);
  }
  return { lines: bytesOf(lines.join("")), declared, problems };
}

/** What the packing of R's files promises, other files may hold as well. */
function objectsOf(bytes: Uint8Array, file: string): ReturnType<typeof readRData> {
  try {
    return readRData(bytes);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(
      R_ENDING.test(file)
        ? `${file}: ${error.message}`
        : `Expected a table as text or Parquet in ${file}, got a file that bzip2 or xz packed. Unpack it, or pack it by gzip.`,
    );
  }
}

const ROWS: RowWords = {
  format: "an R object",
  row: "row",
  missingColumn: "Add that column to the data.frame, or rename one.",
  quotedNumber: "Make the column one of numbers (by as.numeric) before it is saved.",
};

/** A parser of the rows of a data.frame, whose readers are told what it says of its columns. */
export function dataFrameParser<Reader extends ColumnReader>(
  { declared, problems }: DataFrame,
  file: string,
  wanted: Wanted,
  options: TableLayout,
  makeReaders: MakeReaders<Reader>,
): TextTableParser<Reader> {
  const declaring: MakeReaders<Reader> = (columns) => {
    const readers = makeReaders(columns);
    for (const reader of readers) {
      const own = declared.get(reader.name);
      if (own !== undefined) reader.declare?.(own);
      const problem = problems.get(reader.name);
      if (problem !== undefined) reader.refused(problem);
    }
    return readers;
  };
  return new JsonLinesParser(wanted, file, options, declaring, ROWS);
}

function declaredLabels(column: RValue): DeclaredLabels | undefined {
  const levels = strings(column.attributes.get("levels"));
  if (levels !== undefined && column.type === "integer")
    return { labels: levels, isOrdered: hasClass(column, "ordered") };
  const attribute = column.attributes.get("labels");
  const values = numbers(attribute);
  if (attribute === undefined || values === undefined || column.type === "character") return undefined;
  const missing = missingNumbers(column);
  const known = namesOf(attribute)
    .map((label, i) => ({ label: label.trim(), value: values[i] }))
    .filter(({ label, value }) => label !== "" && !Number.isNaN(value) && !missing(value))
    .sort((a, b) => a.value - b.value);
  if (known.length === 0) return undefined;
  return {
    labels: known.map(({ label }) => label),
    values: known.map(({ value }) => value),
    isOrdered: false,
  };
}

/** Texts that stand for labels, too, as codes such as F and M may. */
function textLabels(column: RValue): ReadonlyMap<string, string> {
  const attribute = column.attributes.get("labels");
  const names = attribute === undefined ? [] : namesOf(attribute);
  return new Map(strings(attribute)?.map((text, i) => [text, names[i]?.trim() || text]));
}

/** SPSS names numbers, or a range of them, that stand for missing values. */
function missingNumbers(column: RValue): (value: number) => boolean {
  const single = new Set(numbers(column.attributes.get("na_values")));
  const [least, most] = numbers(column.attributes.get("na_range")) ?? [];
  return (value) => single.has(value) || (value >= least && value <= most);
}

/** What of a column would be lost without a word: codes without a level, digits of whole numbers. */
function lossOf(column: RValue): string | undefined {
  const levels = strings(column.attributes.get("levels"));
  if (levels !== undefined && column.type === "integer") {
    const stray = column.values.find((code) => code !== NA_INTEGER && !(code >= 1 && code <= levels.length));
    return stray === undefined ? undefined : `a factor with the code ${stray} of ${levels.length} levels`;
  }
  if (column.type !== "double" || !hasClass(column, "integer64")) return undefined;
  const long = wholeNumbers(column.values).find((value) => value !== NA_INTEGER64 && !isExact(value));
  return long === undefined ? undefined : `the whole number ${long}, which would lose digits`;
}

/** Cells as JSON; undefined for what is no column of a table. */
function cellsOf(column: RValue): string[] | undefined {
  // A matrix counts as one column of a data.frame, and its values lie behind each other.
  if (column.attributes.has("dim")) return undefined;
  const levels = strings(column.attributes.get("levels"));
  if (levels !== undefined && column.type === "integer") {
    return Array.from(column.values, (code) =>
      code === NA_INTEGER ? "null" : JSON.stringify(levels[code - 1]),
    );
  }
  const isMissing = missingNumbers(column);
  const days = hasClass(column, "Date") ? DAY : hasClass(column, "POSIXct") ? 1000 : undefined;
  switch (column.type) {
    case "logical":
      return Array.from(column.values, (value) => (value === NA_INTEGER ? "null" : String(value !== 0)));
    case "integer":
    case "double":
      if (column.type === "double" && hasClass(column, "integer64")) {
        return wholeNumbers(column.values).map((value) => (value === NA_INTEGER64 ? "null" : String(value)));
      }
      return Array.from(column.values, (value) => {
        if ((column.type === "integer" && value === NA_INTEGER) || Number.isNaN(value)) return "null";
        if (isMissing(value)) return "null";
        if (days !== undefined) return dateText(value * days);
        return Number.isFinite(value) ? String(value) : value > 0 ? "1e999" : "-1e999";
      });
    case "character": {
      const labels = textLabels(column);
      return column.values.map((text) => (text === null ? "null" : JSON.stringify(labels.get(text) ?? text)));
    }
    default:
      return undefined;
  }
}

/** Of the package bit64: whole numbers in the bits of doubles. */
function wholeNumbers({ buffer, byteOffset, length }: Float64Array): bigint[] {
  const bits = new DataView(buffer, byteOffset, 8 * length);
  return Array.from({ length }, (_, i) => bits.getBigInt64(8 * i, IS_LITTLE_ENDIAN));
}

const NA_INTEGER64 = -(2n ** 63n);

function isExact(value: bigint): boolean {
  return Number.isSafeInteger(Number(value));
}

function dateText(milliseconds: number): string {
  const date = new Date(milliseconds);
  return JSON.stringify(Number.isNaN(date.getTime()) ? String(milliseconds) : date.toISOString());
}

function classOf(value: RValue): string {
  const own = value.type === "other" ? value.what : value.type;
  const dimensions = value.attributes.get("dim") === undefined ? own : "matrix";
  return strings(value.attributes.get("class"))?.join(", ") ?? dimensions;
}
