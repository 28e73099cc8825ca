import { InputError } from "../numeric/errors.ts";
import { badCell, isMissing, isNumber, missingCell } from "./cells.ts";
import { type CsvHead, findHead } from "./csvHead.ts";
import { Decimals } from "./decimals.ts";
import { checkReadOptions, type ReadTableOptions } from "./options.ts";
import { RowBuffer, type TextTableParser } from "./rowBuffer.ts";
import { isSpace, QUOTE, scanField } from "./scanField.ts";
import { type NumberScan, scanNumber } from "./scanNumber.ts";
import { afterSpaces, blankUntil, firstField, SPACE } from "./scanRecord.ts";
import { counted, shown } from "./wording.ts";

/** No table has such lines: rather a quote was left open. */
const LONGEST_RECORD = 2 ** 26;
const LF = Buffer.from("\n");
const CR = Buffer.from("\r");

/**
 * Reads delimiter-separated text as its bytes come in. Numbers are read where they stand; only what does not look like
 * one (missing values, quotes, decimal commas, mistakes) becomes a string first.
 */
export class CsvParser implements TextTableParser {
  readonly rows: RowBuffer;
  ignored: readonly string[] = [];
  readonly #wanted: readonly string[];
  readonly #file: string;
  readonly #options: ReadTableOptions;
  readonly #scan: NumberScan = { next: 0, sawPoint: false };
  #head: CsvHead | undefined;
  #decimals: Decimals;
  #rest: Buffer = Buffer.alloc(0);
  #line = 1;
  #blankLines: number[] = [];

  constructor(wanted: readonly string[], file: string, options: ReadTableOptions) {
    checkReadOptions(options);
    this.rows = new RowBuffer(wanted);
    this.#wanted = wanted;
    this.#file = file;
    this.#options = options;
    this.#decimals = new Decimals(file, options.decimal, 0);
  }

  push(bytes: Uint8Array): void {
    const piece = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const all = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece]);
    // The piece is its owner's to overwrite, so what is left over is copied.
    this.#rest = Buffer.from(all.subarray(this.#read(all)));
    if (this.#rest.length > LONGEST_RECORD) {
      throw new InputError(
        `Expected shorter lines in ${this.#file}, got more than ${LONGEST_RECORD / 2 ** 20} MB from line ${this.#line} on without an end. Look for a quote that is never closed.`,
      );
    }
  }

  end(): void {
    const feeds =
      this.#head === undefined
        ? this.#rest.includes(LF) || !this.#rest.includes(CR)
        : this.#head.newline === 10;
    const newline = feeds ? LF : CR;
    const all = Buffer.concat([this.#rest, newline]);
    const left = all.subarray(this.#read(all, true));
    if (left.length > 0 && left.some((byte) => !isSpace(byte) && byte !== 10 && byte < 128)) {
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
  #read(bytes: Buffer, last = false): number {
    let position = 0;
    if (this.#head === undefined) {
      // A carriage return at the end of a piece may be the first half of a line's end.
      if (!last && !bytes.includes(LF)) return 0;
      refuseOtherEncodings(bytes, this.#file);
      this.#head = findHead(bytes, this.#wanted, this.#file, this.#options);
      if (this.#head === undefined) return 0;
      this.ignored = this.#head.ignored;
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
  #record(bytes: Buffer, position: number, head: CsvHead): number {
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
    if (this.#blankLines.length > 0) this.#fillBlankLines();
    const scan = this.#scan;
    const row = this.rows.nextRow();
    let values = this.rows.values;
    let field = 0;
    let lines = 1;
    let at = firstField(bytes, position, end, head);
    for (;;) {
      const target = field < width ? targets[field] : -1;
      let next = -1;
      if (target >= 0) {
        if (separator !== SPACE && bytes[at] === SPACE) at = afterSpaces(bytes, at, end);
        const value = scanNumber(bytes, at, end, scan);
        next = scan.next;
        if (next >= 0) {
          while (next < end && isSpace(bytes[next]) && bytes[next] !== separator && bytes[next] !== newline)
            next++;
          if (next >= end) return -1;
          if (bytes[next] === separator || bytes[next] === newline) values[row + target] = value;
          else next = -1;
        }
      }
      if (next < 0 && target < 0) next = afterPlain(bytes, at, end, head);
      if (next < 0) {
        const found = scanField(bytes, at, end, separator, newline);
        if (found === "unfinished") return -1;
        if (found === "text after quote") throw this.#textAfterQuote(this.#line + lines - 1);
        if (target >= 0) {
          values[row + target] = this.#cell(found.text.trim(), this.#line + lines - 1, this.#wanted[target]);
          values = this.rows.values;
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

  #cell(text: string, line: number, column: string): number {
    const place = `line ${line}, column "${shown(column)}" of ${this.#file}`;
    if (isMissing(text)) {
      if (this.#options.missing === "keep") return Number.NaN;
      throw missingCell(place);
    }
    if (isNumber(text)) {
      if (text.includes(".")) this.#scan.sawPoint = true;
      const value = Number(text);
      if (Number.isFinite(value)) return value;
    }
    const value = this.#decimals.read(text, place);
    if (value === undefined || !Number.isFinite(value)) throw badCell(text, place);
    return value;
  }

  /** In a table of one column, a blank line between others is a missing value; at the end it is none. */
  #fillBlankLines(): void {
    for (const line of this.#blankLines) {
      const row = this.rows.nextRow();
      const target = this.#head!.targets[0];
      if (target >= 0) this.rows.values[row + target] = this.#cell("", line, this.#wanted[target]);
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
        ? "If the rows begin with their names (as R writes them), give that column a name in the header too."
        : "Correct that line.";
    return new InputError(
      `Expected ${counted(width, "field")} in line ${this.#line} of ${this.#file}, one for each column, got ${fields}. ${rowNames}`,
    );
  }
}

function refuseOtherEncodings(bytes: Buffer, file: string): void {
  const start = bytes.length >= 2 ? bytes.readUInt16BE(0) : 0;
  if (start === 0xfffe || start === 0xfeff) {
    throw new InputError(
      `Expected text in UTF-8 in ${file}, got UTF-16. Save it as UTF-8 ("CSV UTF-8" in spreadsheets).`,
    );
  }
}

/** Where an unwanted field ends, which need not become a string; -1 if it may be quoted, or is not whole. */
function afterPlain(bytes: Buffer, position: number, end: number, { separator, newline }: CsvHead): number {
  if (bytes[position] === QUOTE || isSpace(bytes[position])) return -1;
  let at = position;
  while (at < end && bytes[at] !== separator && bytes[at] !== newline) at++;
  return at < end ? at : -1;
}
