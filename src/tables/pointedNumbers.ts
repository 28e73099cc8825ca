/** How a number is written, as far as it says what its point separates: no point, three digits behind it, anything else. */
export const WHOLE = 0;
export const LIKE_THOUSANDS = 1;
export const DECIMAL = 2;

/** How a text is written that is a number. */
export function writtenAs(text: string): number {
  if (!text.includes(".")) return WHOLE;
  return /^[+-]?[1-9]\d{0,2}\.\d{3}$/.test(text) ? LIKE_THOUSANDS : DECIMAL;
}

/**
 * Whether points of a table may separate thousands, as they do in German: all that its numbers have stand before three digits
 * (`1.234`), and either semicolons separate, as where a comma stands before the decimals, or `950` stands in the same column,
 * which decimals of three digits would have made `950.000`.
 */
export class PointedNumbers {
  readonly #semicolons: boolean;
  /** By columns, where the first number stands that may be a thousand and more. */
  readonly #places: (string | undefined)[] = [];
  readonly #hasHundreds: boolean[] = [];
  readonly #hasThousands: boolean[] = [];
  /** Whether nothing told yet that points stand before decimals. */
  open = true;

  constructor(semicolons: boolean) {
    this.#semicolons = semicolons;
  }

  /** A number of a column, and how it is written; says whether its place is asked for. */
  saw(column: number, value: number, written: number): boolean {
    if (written === LIKE_THOUSANDS) return this.#places[column] === undefined;
    if (written === WHOLE) {
      const size = Math.abs(value);
      if (size >= 1000) this.#hasThousands[column] = true;
      else if (size > 0) this.#hasHundreds[column] = true;
    } else this.open = false;
    return false;
  }

  stands(column: number, place: string): void {
    this.#places[column] = place;
  }

  /** Where a number stands that can be read in two ways, if there is one. */
  doubtful(): string | undefined {
    // Whoever separates thousands separates all of them.
    const tells = (column: number) => this.#hasThousands[column] && this.#places[column] !== undefined;
    if (!this.open || this.#places.some((_, column) => tells(column))) return undefined;
    return this.#places.find(
      (place, column) => place !== undefined && (this.#semicolons || this.#hasHundreds[column]),
    );
  }
}
