import { repeatedKey } from "../network/index.ts";
import { InputError } from "../numeric/errors.ts";
import { MERGE_BEGINS } from "../numeric/leftByGit.ts";
import { bytesOf, isGarbled, joined, textOf } from "./bytes.ts";
import { infiniteCell, isMissing, isNumber } from "./cells.ts";
import type { ColumnReader, Place } from "./columnReader.ts";
import type { MakeReaders } from "./columnReaders.ts";
import { matchColumns } from "./columns.ts";
import { HeldBytes } from "./heldBytes.ts";
import { mergeIn } from "./mergeIn.ts";
import { MissingWords } from "./missingWords.ts";
import { refuseTextLayout, type TableLayout } from "./options.ts";
import { RowBuffer, type TextTableParser } from "./rowBuffer.ts";
import { textCell } from "./textCell.ts";
import { chosen, type Wanted, type WantedColumns, wantedColumns } from "./wanted.ts";
import { shown } from "./wording.ts";

const LONGEST_LINE = 2 ** 26;
const LF = 10;

/** How messages speak of the table and its rows: what it is written in, what each stands in, and what to do about a missing column or a number that is a text. */
export interface RowWords {
  readonly format: string;
  readonly row: string;
  readonly missingColumn: string;
  readonly quotedNumber: string;
}

const LINES: RowWords = {
  format: "JSON lines",
  row: "line",
  missingColumn: "The first object must have all keys; write null for a missing value.",
  quotedNumber: "Write it without quotes.",
};

/** Reads JSON lines as their bytes come in: one object on every line, `{"a": 1.5, "b": null}`. */
export class JsonLinesParser<Reader extends ColumnReader = ColumnReader> implements TextTableParser<Reader> {
  rows: RowBuffer;
  readers: readonly Reader[] = [];
  ignored: readonly string[] = [];
  order: readonly string[] = [];
  readonly #wanted: WantedColumns;
  readonly #file: string;
  readonly #makeReaders: MakeReaders<Reader>;
  readonly #rowWords: RowWords;
  readonly #words: MissingWords;
  readonly #held = new HeldBytes();
  readonly #place: Place & { row: number; line: number };
  #line = 0;

  constructor(
    wanted: Wanted,
    file: string,
    options: TableLayout,
    makeReaders: MakeReaders<Reader>,
    rowWords = LINES,
  ) {
    refuseTextLayout(file, rowWords.format, options);
    this.rows = new RowBuffer([]);
    this.#wanted = wantedColumns(wanted);
    this.#file = file;
    this.#makeReaders = makeReaders;
    this.#rowWords = rowWords;
    this.#words = new MissingWords(options.missingValues);
    this.#place = {
      row: 0,
      line: 0,
      words(column) {
        return `${rowWords.row} ${this.line}, column "${shown(column)}" of ${file}`;
      },
    };
  }

  push(bytes: Uint8Array): void {
    const all = this.#held.add(bytes);
    if (all !== undefined) this.#held.leave(all.subarray(this.#read(all)));
    if (this.#held.size > LONGEST_LINE) {
      throw new InputError(
        `Expected one object on every line of ${this.#file}, got more than ${LONGEST_LINE / 2 ** 20} MB in line ${this.#line + 1}. Break it into lines.`,
      );
    }
  }

  end(): void {
    this.#read(joined([this.#held.all(), bytesOf("\n")]));
    if (this.rows.total === 0) {
      throw new InputError(
        `Expected at least one object in ${this.#file}, got an empty file. Add a line for every row.`,
      );
    }
  }

  /** Reads all whole lines and returns where the first that is not whole starts. */
  #read(bytes: Uint8Array): number {
    let start = 0;
    for (let stop = bytes.indexOf(LF); stop >= 0; stop = bytes.indexOf(LF, start)) {
      const text = textOf(bytes, start, stop);
      if (isGarbled(text, bytes, start, stop)) {
        throw new InputError(
          `Expected text in UTF-8 in line ${this.#line + 1} of ${this.#file}, got another encoding. Save the file as UTF-8.`,
        );
      }
      this.#readLine(text);
      start = stop + 1;
    }
    return start;
  }

  #readLine(text: string): void {
    this.#line++;
    const line = (this.#line === 1 ? text.replace(/^\uFEFF/, "") : text).trim();
    if (line === "") return;
    const object = this.#object(line);
    if (this.rows.total === 0) this.#begin(Object.keys(object));
    const row = this.rows.nextRow();
    this.#place.row = this.rows.total;
    this.#place.line = this.#line;
    this.readers.forEach((reader, index) => {
      const key = Object.hasOwn(object, reader.name) ? reader.name : reader.name.trim();
      this.rows.values[row + index] = this.#value(Object.hasOwn(object, key) ? object[key] : null, reader);
    });
    this.rows.endRow();
  }

  #begin(keys: readonly string[]): void {
    const columns = chosen(this.#wanted, keys, this.#file);
    const match = matchColumns(keys, columns, this.#file, this.#rowWords.missingColumn);
    ({ ignored: this.ignored, order: this.order } = match);
    this.rows = new RowBuffer(columns);
    this.readers = this.#makeReaders(columns);
  }

  #object(line: string): Record<string, unknown> {
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      if (line.startsWith(MERGE_BEGINS)) throw mergeIn(this.#file, this.#line);
      const hint = /\b(NaN|Infinity)\b/.test(line)
        ? "JSON has no NaN and no Infinity: write null for a missing value."
        : "Correct that line.";
      throw new InputError(
        `Expected one JSON object in line ${this.#line} of ${this.#file}, got "${shown(line)}", which is no JSON. ${hint}`,
      );
    }
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      const found = Array.isArray(value) ? "an array" : value === null ? "null" : `a ${typeof value}`;
      throw new InputError(
        `Expected one JSON object in line ${this.#line} of ${this.#file}, such as {"${shown(this.#wanted.hints[0] ?? "a")}": 1.5}, got ${found}. Write every row as an object with the columns' names as keys.`,
      );
    }
    this.#refuseRepeated(line, Object.keys(value).length);
    return value as Record<string, unknown>;
  }

  /** JSON keeps the last of two values under one name and drops the other. */
  #refuseRepeated(line: string, keys: number): void {
    let colons = 0;
    for (let at = line.indexOf(":"); at >= 0; at = line.indexOf(":", at + 1)) colons++;
    // A line with a colon for every key can repeat none.
    if (colons <= keys) return;
    const again = repeatedKey(line);
    if (again === undefined) return;
    throw new InputError(
      `Expected every key once in line ${this.#line} of ${this.#file}, got "${shown(again.key)}" again. Rename or remove one.`,
    );
  }

  #value(value: unknown, reader: Reader): number {
    const place = this.#place;
    if (typeof value === "number") {
      if (this.#words.namesNumber(value)) return reader.missing("", place);
      if (Number.isFinite(value)) return reader.number(value, place);
      return reader.refused(infiniteCell(String(value), place.words(reader.name)).message);
    }
    if (typeof value === "boolean") return reader.truth(value, place);
    if (value === null) return reader.missing("", place);
    if (typeof value === "string") {
      const text = value.trim();
      const known = reader.label(text) !== undefined || this.#words.names(text) || isMissing(text);
      if (!known && isNumber(text)) return reader.quotedNumber(text, place, this.#rowWords.quotedNumber);
      return textCell(text, reader, place, this.#words);
    }
    return reader.refused(
      `Expected a number or a text in ${place.words(reader.name)}, got ${Array.isArray(value) ? "an array" : "an object"}. Write one of them, or null.`,
    );
  }
}
