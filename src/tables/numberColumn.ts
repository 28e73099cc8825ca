import { type ColumnType, GAUSSIAN, outsideDomain } from "../data/index.ts";
import { InputError } from "../numeric/errors.ts";
import { badCell, missingCell } from "./cells.ts";
import type { ColumnReader, Place } from "./columnReader.ts";
import { shown } from "./wording.ts";

const TRUE = /^true$/i;
const FALSE = /^false$/i;

/** A column of numbers, and of nothing else. */
export class NumberColumn implements ColumnReader {
  readonly name: string;
  readonly direct: boolean;
  readonly #type: ColumnType;
  readonly #keepsGaps: boolean;

  constructor(name: string, keepsGaps: boolean, type = GAUSSIAN) {
    this.name = name;
    this.#type = type;
    this.#keepsGaps = keepsGaps;
    this.direct = outsideDomain(-0.5, type) === undefined;
  }

  number(value: number, place: Place): number {
    const wanted = outsideDomain(value, this.#type);
    if (wanted === undefined) return value;
    throw new InputError(
      `Expected ${wanted} in ${place.words(this.name)}, whose kind is ${this.#type.kind}, got ${value}. Correct it, or leave it empty if it is unknown.`,
    );
  }

  truth(value: boolean, place: Place): number {
    return this.number(value ? 1 : 0, place);
  }

  label(): undefined {
    return undefined;
  }

  text(text: string, place: Place): number {
    // As pandas (True) and R (TRUE) write truth values.
    if (TRUE.test(text) || FALSE.test(text)) return this.truth(TRUE.test(text), place);
    throw badCell(text, place.words(this.name));
  }

  quotedNumber(text: string, place: Place, advice: string): number {
    throw new InputError(
      `Expected a number in ${place.words(this.name)}, got the text "${shown(text)}". ${advice}`,
    );
  }

  missing(_text: string, place: Place): number {
    if (this.#keepsGaps) return Number.NaN;
    throw missingCell(place.words(this.name));
  }

  refused(why: string): number {
    throw new InputError(why);
  }
}
