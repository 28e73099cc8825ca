import type { DeclaredLabels, RawColumn } from "../data/index.ts";
import type { ColumnReader, Place } from "./columnReader.ts";
import { isDoubtful } from "./missingWords.ts";
import { shown } from "./wording.ts";

/** No column of labels has so many; texts of such a length are names, or notes. */
const MOST_LABELS = 2 ** 20;

/** A column of which nothing is known yet: numbers, labels, or something that can't be used, which it remembers. */
export class OpenColumn implements ColumnReader {
  readonly name: string;
  readonly direct = true;
  readonly #codes = new Map<string, number>();
  #rows = new Int32Array(16);
  #labels = new Int32Array(16);
  #count = 0;
  #first: { text: string; place: string } | undefined;
  #quotedNumber: string | undefined;
  #problem: string | undefined;
  #onlyDoubtful = true;
  #declared: DeclaredLabels | undefined;

  constructor(name: string) {
    this.name = name;
  }

  declare(declared: DeclaredLabels): void {
    this.#declared = declared;
  }

  number(value: number): number {
    return value;
  }

  truth(value: boolean, place: Place): number {
    return this.text(String(value), place);
  }

  label(): undefined {
    return undefined;
  }

  text(text: string, place: Place): number {
    if (this.#first === undefined || (this.#onlyDoubtful && !isDoubtful(text))) {
      this.#first = { text: shown(text), place: place.words(this.name) };
    }
    if (!isDoubtful(text)) this.#onlyDoubtful = false;
    let code = this.#codes.get(text);
    if (code === undefined) {
      code = this.#codes.size;
      if (code === MOST_LABELS) {
        this.#problem ??= `Expected a column that repeats its labels, got more than ${MOST_LABELS} different ones up to ${place.words(this.name)}. Leave the column out.`;
      }
      if (code >= MOST_LABELS) return Number.NaN;
      this.#codes.set(text, code);
    }
    // A record that was not whole is read again from its beginning.
    if (this.#count > 0 && this.#rows[this.#count - 1] === place.row) this.#count--;
    if (this.#count === this.#rows.length) {
      this.#rows = twice(this.#rows);
      this.#labels = twice(this.#labels);
    }
    this.#rows[this.#count] = place.row;
    this.#labels[this.#count] = code;
    this.#count++;
    return Number.NaN;
  }

  quotedNumber(text: string, place: Place): number {
    this.#quotedNumber ??= place.words(this.name);
    return this.text(text, place);
  }

  missing(text: string, place: Place): number {
    return isDoubtful(text) ? this.text(text, place) : Number.NaN;
  }

  refused(why: string): number {
    this.#problem ??= why;
    return Number.NaN;
  }

  /** What stood in the column. */
  finish(numbers: Float64Array): RawColumn {
    const { name } = this;
    const problem = this.#problem;
    const declared = this.#declared && { declared: this.#declared };
    if (this.#first === undefined || this.#onlyDoubtful)
      return { name, numbers, ...declared, ...(problem && { problem }) };
    return {
      name,
      numbers,
      ...declared,
      texts: {
        rows: this.#rows.slice(0, this.#count),
        codes: this.#labels.slice(0, this.#count),
        labels: [...this.#codes.keys()],
        first: this.#first,
        ...(this.#quotedNumber && { quotedNumber: this.#quotedNumber }),
      },
      ...(problem && { problem }),
    };
  }
}

function twice(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * array.length);
  larger.set(array);
  return larger;
}
