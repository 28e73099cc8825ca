import type { DeclaredLabels } from "../data/index.ts";
import { InputError } from "../numeric/errors.ts";
import { didYouMean } from "../numeric/nearestName.ts";
import { shellWord } from "../numeric/shellWord.ts";
import { isNumber, missingCell } from "./cells.ts";
import type { ColumnReader, Place } from "./columnReader.ts";
import { listed, shown } from "./wording.ts";

/** A cell whose label none of the column's levels is. */
export interface UnseenLevel {
  /** Counted from 0 at the file's beginning. */
  readonly row: number;
  readonly column: string;
  readonly label: string;
  /** Such as `line 3, column "a" of t.csv`. */
  readonly place: string;
}

/** A column of labels that are known beforehand: its values are the codes 0, 1, ... of its levels. */
export class LevelColumn implements ColumnReader {
  readonly name: string;
  readonly direct = false;
  readonly #levels: readonly string[];
  readonly #codes = new Map<string, number>();
  /** Truth values are written as true, True, TRUE, and by some as 1. */
  readonly #truths = new Map<string, number>();
  readonly #keepsGaps: boolean;
  readonly #onUnseen: ((cell: UnseenLevel) => void) | undefined;
  /** A record that was not whole is read again from its beginning. */
  #toldRow = -1;

  constructor(
    name: string,
    levels: readonly string[],
    keepsGaps: boolean,
    onUnseen?: (cell: UnseenLevel) => void,
  ) {
    this.name = name;
    this.#levels = levels;
    this.#keepsGaps = keepsGaps;
    this.#onUnseen = onUnseen;
    levels.forEach((level, code) => {
      this.#codes.set(level, code);
    });
    levels.forEach((level, code) => {
      const canonical = sameNumber(level);
      if (canonical !== undefined && !this.#codes.has(canonical)) this.#codes.set(canonical, code);
      if (/^(true|false)$/i.test(level)) this.#truths.set(level.toLowerCase(), code);
    });
  }

  /** Numbers that stand for labels are looked up by these. */
  declare({ labels, values = [] }: DeclaredLabels): void {
    if (!labels.some((label) => this.#codes.has(label))) return;
    for (const [i, value] of values.entries()) {
      const code = this.#codes.get(labels[i]);
      if (code !== undefined) this.#codes.set(String(value), code);
      else this.#codes.delete(String(value));
    }
  }

  number(value: number, place: Place): number {
    // -0 is written as "0", too.
    return this.#codes.get(String(value)) ?? this.#unseen(String(value), place);
  }

  truth(value: boolean, place: Place): number {
    return (
      this.#truths.get(String(value)) ?? this.#codes.get(value ? "1" : "0") ?? this.#unseen(`${value}`, place)
    );
  }

  label(text: string): number | undefined {
    const code = this.#codes.get(text);
    if (code !== undefined) return code;
    const canonical = sameNumber(text);
    if (canonical !== undefined) return this.#codes.get(canonical);
    return this.#truths.size > 0 ? this.#truths.get(text.toLowerCase()) : undefined;
  }

  text(text: string, place: Place): number {
    return this.#unseen(text, place);
  }

  quotedNumber(text: string, place: Place): number {
    return this.#unseen(text, place);
  }

  missing(_text: string, place: Place): number {
    if (this.#keepsGaps) return Number.NaN;
    throw missingCell(place.words(this.name), "a label");
  }

  refused(why: string): number {
    throw new InputError(why);
  }

  #unseen(label: string, place: Place): number {
    const words = place.words(this.name);
    if (this.#onUnseen && place.row === this.#toldRow) return Number.NaN;
    if (this.#onUnseen) {
      this.#toldRow = place.row;
      this.#onUnseen({ row: place.row, column: this.name, label, place: words });
      return Number.NaN;
    }
    const expected = `Expected one of the levels ${listed(this.#levels)} in ${words}, got "${shown(label)}", which is none of them.`;
    const correct = "Correct it, or leave it empty if it is unknown.";
    if (isNumber(label) && this.#levels.every(isNumber)) {
      const kind = shellWord(`${this.name}=contaminated-normal`);
      throw new InputError(
        `${expected} ${correct} Where the column may hold other numbers than these, train with another kind of it (--kind ${kind}).`,
      );
    }
    throw new InputError(`${expected}${didYouMean(label, this.#levels)} ${correct}`);
  }
}

/** One text for all ways to write a number, such as 1 for 1.0; undefined if the text is none. */
export function sameNumber(text: string): string | undefined {
  return isNumber(text) ? String(Number(text)) : undefined;
}
