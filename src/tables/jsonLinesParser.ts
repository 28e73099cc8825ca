import { InputError } from "../numeric/errors.ts";
import { badCell, infiniteCell, isMissing, isNumber, missingCell } from "./cells.ts";
import { matchColumns } from "./columns.ts";
import type { ReadTableOptions } from "./options.ts";
import { RowBuffer, type TextTableParser } from "./rowBuffer.ts";
import { shown } from "./wording.ts";

const LONGEST_LINE = 2 ** 26;

/** Reads JSON lines as their bytes come in: one object on every line, `{"a": 1.5, "b": null}`. */
export class JsonLinesParser implements TextTableParser {
  readonly rows: RowBuffer;
  ignored: readonly string[] = [];
  readonly #wanted: readonly string[];
  readonly #file: string;
  readonly #options: ReadTableOptions;
  #rest: Buffer = Buffer.alloc(0);
  #line = 0;

  constructor(wanted: readonly string[], file: string, options: ReadTableOptions) {
    this.rows = new RowBuffer(wanted);
    this.#wanted = wanted;
    this.#file = file;
    this.#options = options;
  }

  push(bytes: Uint8Array): void {
    const piece = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const all = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece]);
    let start = 0;
    for (let stop = all.indexOf(10); stop >= 0; stop = all.indexOf(10, start)) {
      this.#readLine(all.toString("utf8", start, stop));
      start = stop + 1;
    }
    this.#rest = Buffer.from(all.subarray(start));
    if (this.#rest.length > LONGEST_LINE) {
      throw new InputError(
        `Expected one object on every line of ${this.#file}, got more than ${LONGEST_LINE / 2 ** 20} MB in line ${this.#line + 1}. Break it into lines.`,
      );
    }
  }

  end(): void {
    this.#readLine(this.#rest.toString("utf8"));
    if (this.rows.total === 0) {
      throw new InputError(
        `Expected at least one object in ${this.#file}, got an empty file. Add a line for every row.`,
      );
    }
  }

  #readLine(text: string): void {
    this.#line++;
    const line = (this.#line === 1 ? text.replace(/^\uFEFF/, "") : text).trim();
    if (line === "") return;
    const object = this.#object(line);
    if (this.rows.total === 0) {
      const how = "The first object must have all keys; write null for a missing value.";
      this.ignored = matchColumns(Object.keys(object), this.#wanted, this.#file, how).ignored;
    }
    const row = this.rows.nextRow();
    this.#wanted.forEach((name, index) => {
      const key = Object.hasOwn(object, name) ? name : name.trim();
      this.rows.values[row + index] = this.#value(Object.hasOwn(object, key) ? object[key] : null, name);
    });
    this.rows.endRow();
  }

  #object(line: string): Record<string, unknown> {
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
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
        `Expected one JSON object in line ${this.#line} of ${this.#file}, such as {"${shown(this.#wanted[0])}": 1.5}, got ${found}. Write every row as an object with the columns' names as keys.`,
      );
    }
    return value as Record<string, unknown>;
  }

  #value(value: unknown, name: string): number {
    if (typeof value === "number" && Number.isFinite(value)) return value;
    if (typeof value === "boolean") return value ? 1 : 0;
    const place = `line ${this.#line}, column "${shown(name)}" of ${this.#file}`;
    if (value === null || (typeof value === "string" && isMissing(value.trim()))) {
      if (this.#options.missing === "keep") return Number.NaN;
      throw missingCell(place);
    }
    if (typeof value === "number") throw infiniteCell(String(value), place);
    if (typeof value === "string") {
      if (!isNumber(value.trim())) throw badCell(value, place);
      throw new InputError(
        `Expected a number in ${place}, got the text "${shown(value)}". Write it without quotes.`,
      );
    }
    throw new InputError(
      `Expected a number in ${place}, got ${Array.isArray(value) ? "an array" : "an object"}. Write one number or null.`,
    );
  }
}
