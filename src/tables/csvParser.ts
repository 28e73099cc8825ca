import { InputError } from "../numeric/errors.ts";
import { MERGE_BEGINS } from "../numeric/leftByGit.ts";
import { bytesOf, joined, textOf } from "./bytes.ts";
import { garbledCell, isNumber } from "./cells.ts";
import type { ColumnReader, Place } from "./columnReader.ts";
import type { MakeReaders } from "./columnReaders.ts";
import { type CsvHead, findHead } from "./csvHead.ts";
import { Decimals } from "./decimals.ts";
import { HeldBytes } from "./heldBytes.ts";
import { mergeIn } from "./mergeIn.ts";
import { MissingWords } from "./missingWords.ts";
import { checkTableLayout, type TableLayout } from "./options.ts";
import { writtenAs } from "./pointedNumbers.ts";
import { RowBuffer, type TextTableParser } from "./rowBuffer.ts";
import { type Field, isSpace, QUOTE, scanField } from "./scanField.ts";
import { type NumberScan, scanNumber } from "./scanNumber.ts";
import { afterSpaces, blankUntil, firstField, SPACE } from "./scanRecord.ts";
import { textCell } from "./textCell.ts";
import { type Wanted, type WantedColumns, wantedColumns } from "./wanted.ts";
import { counted, shown } from "./wording.ts";

/** No table has such lines: rather a quote was left open. */
const LONGEST_RECORD = 2 ** 26;
const LF = 10;
const CR = 13;

/**
 * Reads delimiter-separated text as its bytes come in. Numbers are read where they stand; only what does not look like
 * one (labels, missing values, quotes, decimal commas, mistakes) becomes a string first.
 */
export class CsvParser<Reader extends ColumnReader = ColumnReader> implements TextTableParser<Reader> {
  rows: RowBuffer;
  readers: readonly Reader[] = [];
  ignored: readonly string[] = [];
  order: readonly string[] = [];
  readonly #wanted: WantedColumns;
  readonly #file: string;
  readonly #options: TableLayout;
  readonly #makeReaders: MakeReaders<Reader>;
  readonly #words: MissingWords;
  readonly #scan: NumberScan = { next: 0, sawPoint: false, written: 0 };
  readonly #held = new HeldBytes();
  readonly #place: Place & { row: number; line: number };
  #head: CsvHead | undefined;
  #decimals: Decimals;
  #line = 1;
  #blankLines: number[] = [];

  constructor(wanted: Wanted, file: string, options: TableLayout, makeReaders: MakeReaders<Reader>) {
    checkTableLayout(options);
    this.rows = new RowBuffer([]);
    this.#wanted = wantedColumns(wanted);
    this.#file = file;
    this.#options = options;
    this.#makeReaders = makeReaders;
    this.#words = new MissingWords(options.missingValues);
    this.#decimals = new Decimals(file, options.decimal, 0);
    this.#place = {
      row: 0,
      line: 1,
      words(column) {
        return `line ${this.line}, column "${shown(column)}" of ${file}`;
      },
    };
  }

  push(bytes: Uint8Array): void {
    const all = this.#held.add(bytes);
    if (all !== undefined) this.#held.leave(all.subarray(this.#read(all)));
    if (this.#held.size > LONGEST_RECORD) {
      throw new InputError(
        `Expected shorter lines in ${this.#file}, got more than ${LONGEST_RECORD / 2 ** 20} MB from line ${this.#line} on without an end. Look for a quote that is never closed.`,
      );
    }
  }

  end(): void {
    const rest = this.#held.all();
    const feeds =
      this.#head === undefined ? rest.includes(LF) || !rest.includes(CR) : this.#head.newline === LF;
    const all = joined([rest, bytesOf(feeds ? "\n" : "\r")]);
    const left = all.subarray(this.#read(all, true));
    if (left.length > 0 && left.some((byte) => !isSpace(byte) && byte !== LF && byte < 128)) {
      throw new InputError(
        `Expected matching quotes in ${this.#file}, but line ${this.#line} opens one that is never closed. Close it.`,
      );
    }
    if (this.#head === undefined) {
      throw new InputError(
        `Expected a table with a header row in ${this.#file}, got an empty file. Add the header and rows.`,
      );
    }
    this.#decimals.end();
    if (this.rows.total === 0) {
      throw new InputError(
        `Expected at least one row of data in ${this.#file}, got none below the header. Add rows.`,
      );
    }
  }

  /** Reads all whole records and returns where the first that is not whole starts. */
  #read(bytes: Uint8Array, last = false): number {
    let position = 0;
    if (this.#head === undefined) {
      // A carriage return at the end of a piece may be the first half of a line's end.
      if (!last && !bytes.includes(LF)) return 0;
      this.#head = findHead(bytes, this.#wanted, this.#file, this.#options, last);
      if (this.#head === undefined) return 0;
      this.rows = new RowBuffer(this.#head.columns);
      this.readers = this.#makeReaders(this.#head.columns);
      this.ignored = this.#head.ignored;
      this.order = this.#head.order;
      this.#line = this.#head.line;
      this.#decimals = new Decimals(this.#file, this.#options.decimal, this.#head.separator);
      position = this.#head.start;
    }
    while (position < bytes.length) {
      const next = this.#record(bytes, position, this.#head);
      if (next < 0) break;
      position = next;
    }
    return position;
  }

  /** Reads one record and returns where the next starts; -1 if it is not whole yet. */
  #record(bytes: Uint8Array, position: number, head: CsvHead): number {
    const end = bytes.length;
    const { separator, newline, width, targets } = head;
    if (isSpace(bytes[position]) || bytes[position] === newline) {
      const blank = blankUntil(bytes, position, end, head);
      if (blank >= 0) {
        if (width === 1) this.#blankLines.push(this.#line);
        this.#line++;
        return blank + 1;
      }
    }
    if (isMerge(bytes, position)) throw mergeIn(this.#file, this.#line);
    if (this.#blankLines.length > 0) this.#fillBlankLines();
    const scan = this.#scan;
    const { readers } = this;
    const anyNamed = this.#words.anyNumber;
    const { groupsByPoints, points } = this.#decimals;
    const row = this.rows.nextRow();
    const { values } = this.rows;
    let field = 0;
    let lines = 1;
    let at = firstField(bytes, position, end, head);
    for (;;) {
      const target = field < width ? targets[field] : -1;
      let next = -1;
      if (target >= 0 && readers[target].direct && !groupsByPoints) {
        if (separator !== SPACE && bytes[at] === SPACE) at = afterSpaces(bytes, at, end);
        const value = scanNumber(bytes, at, end, scan);
        next = scan.next;
        if (next >= 0) {
          while (next < end && isSpace(bytes[next]) && bytes[next] !== separator && bytes[next] !== newline)
            next++;
          if (next >= end) return -1;
          if (bytes[next] === separator || bytes[next] === newline) {
            if (anyNamed && this.#words.namesNumber(value)) next = -1;
            else {
              values[row + target] = value;
              if (points.open && points.saw(target, value, scan.written))
                this.#pointAt(target, textOf(bytes, at, scan.next), this.#line + lines - 1);
            }
          } else next = -1;
        }
      }
      if (next < 0 && target < 0) next = afterPlain(bytes, at, end, head);
      if (next < 0) {
        const found = scanField(bytes, at, end, separator, newline);
        if (found === "unfinished") return -1;
        if (found === "text after quote") throw this.#textAfterQuote(this.#line + lines - 1);
        if (target >= 0) {
          values[row + target] = this.#field(found, this.#line + lines - 1, target);
        }
        lines += found.lines;
        next = found.next;
      }
      field++;
      at = next + 1;
      if (bytes[next] === newline) break;
      if (separator === SPACE) {
        at = afterSpaces(bytes, at, end);
        if (at >= end) return -1;
        const stop = blankUntil(bytes, at, end, head);
        if (stop >= 0) {
          at = stop + 1;
          break;
        }
      }
    }
    if (field !== width) throw this.#ragged(field, head);
    if (scan.sawPoint && this.#decimals.comma) throw this.#decimals.mixed(this.#line);
    this.rows.endRow();
    this.#line += lines;
    return at;
  }

  #field({ text, garbled }: Field, line: number, target: number): number {
    if (!garbled) return this.#cell(text.trim(), line, target);
    this.#place.row = this.rows.total;
    this.#place.line = line;
    const reader = this.readers[target];
    return reader.refused(garbledCell(text.trim(), this.#place.words(reader.name)));
  }

  #cell(text: string, line: number, target: number): number {
    const reader = this.readers[target];
    this.#place.row = this.rows.total;
    this.#place.line = line;
    if (isNumber(text) && reader.label(text) === undefined) {
      const { points } = this.#decimals;
      if (text.includes(".") && this.#decimals.grouped(text) === undefined) this.#scan.sawPoint = true;
      if (points.open && points.saw(target, Number(text), writtenAs(text))) this.#pointAt(target, text, line);
    }
    return textCell(text, reader, this.#place, this.#words, this.#decimals);
  }

  #pointAt(target: number, text: string, line: number): void {
    this.#place.line = line;
    this.#decimals.points.stands(target, `"${text}" in ${this.#place.words(this.readers[target].name)}`);
  }

  /** In a table of one column, a blank line between others is a missing value; at the end it is none. */
  #fillBlankLines(): void {
    for (const line of this.#blankLines) {
      const row = this.rows.nextRow();
      const target = this.#head!.targets[0];
      if (target >= 0) this.rows.values[row + target] = this.#cell("", line, target);
      this.rows.endRow();
    }
    this.#blankLines = [];
  }

  #textAfterQuote(line: number): InputError {
    return new InputError(
      `Expected a separator after the closing quote in line ${line} of ${this.#file}, got text. Double the quotes inside of a field.`,
    );
  }

  #ragged(fields: number, { width, header }: CsvHead): InputError {
    const rowNames =
      header && fields === width + 1 && this.rows.total === 0
        ? "If the rows begin with their names, give that column a name in the header too, or write the names in quotation marks, as R does; if all rows end with a separator, end the header with one."
        : "Correct that line.";
    return new InputError(
      `Expected ${counted(width, "field")} in line ${this.#line} of ${this.#file}, one for each column, got ${fields}. ${rowNames}`,
    );
  }
}

/** Whether a line begins as the first side of a merge does. */
function isMerge(bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < MERGE_BEGINS.length; i++)
    if (bytes[at + i] !== MERGE_BEGINS.charCodeAt(i)) return false;
  return true;
}

/** Where an unwanted field ends, which need not become a string; -1 if it may be quoted, or is not whole. */
function afterPlain(
  bytes: Uint8Array,
  position: number,
  end: number,
  { separator, newline }: CsvHead,
): number {
  if (bytes[position] === QUOTE || isSpace(bytes[position])) return -1;
  let at = position;
  while (at < end && bytes[at] !== separator && bytes[at] !== newline) at++;
  return at < end ? at : -1;
}
