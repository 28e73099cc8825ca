import { InputError } from "../numeric/errors.ts";
import { PointedNumbers } from "./pointedNumbers.ts";
import { shown } from "./wording.ts";

const COMMA = 44;
const SEMICOLON = 59;
const WITH_COMMA = /^[+-]?(\d+,\d*|,\d+)(e[+-]?\d+)?$/i;
/** 1,234 may be a number with three decimals, or a thousand and more. */
const LIKE_THOUSANDS = /^[+-]?[1-9]\d{0,2},\d{3}$/;
/** Thousands in groups of three, all with the same separator, and decimals behind the other sign. */
const GROUPED = {
  ".": /^[+-]?\d{1,3}([,'’ \u00A0\u202F])\d{3}(?:\1\d{3})*(?:\.\d+)?$/,
  ",": /^[+-]?\d{1,3}([.'’ \u00A0\u202F])\d{3}(?:\1\d{3})*(?:,\d+)?$/,
} as const;
const ADVICE =
  'Write decimal points, or say which it is by the option "decimal" (--decimal , or --decimal .).';

/** Numbers that can be read in two ways, for as long as nobody says what stands before the decimals. */
export class UnclearDecimals extends InputError {
  /** The message without what to do about it, which depends on where it is told. */
  readonly fact: string;

  constructor(fact: string) {
    super(`${fact} ${ADVICE}`);
    this.fact = fact;
  }
}

/** Decimal commas, where a file has them without doubt. */
export class Decimals {
  readonly #file: string;
  readonly #chosen: "." | "," | undefined;
  readonly #said: "." | "," | undefined;
  /** What points say of themselves, for as long as nobody else does. */
  readonly points: PointedNumbers;
  #comma: string | undefined;
  #doubtful: string | undefined;

  constructor(file: string, chosen: "." | "," | undefined, separator: number) {
    this.#file = file;
    this.#said = chosen;
    // Between commas that separate, a comma in quotes is rather one of thousands.
    this.#chosen = chosen ?? (separator === COMMA ? "." : undefined);
    this.points = new PointedNumbers(separator === SEMICOLON);
    if (chosen !== undefined) this.points.open = false;
  }

  /** Whether points have become an error. */
  get comma(): boolean {
    return this.#comma !== undefined || this.#chosen === ",";
  }

  /** Whether a point separates thousands, since somebody said that a comma stands before the decimals. */
  get groupsByPoints(): boolean {
    return this.#said === ",";
  }

  /** The value of a number with separators of thousands, where somebody said what stands before the decimals; undefined if it is none. */
  grouped(text: string): number | undefined {
    if (this.#said === undefined) return undefined;
    const separator = GROUPED[this.#said].exec(text)?.[1];
    return separator === undefined ? undefined : Number(text.replaceAll(separator, "").replace(",", "."));
  }

  /** The value of a text with a decimal comma; undefined if it is none. */
  read(text: string, place: () => string): number | undefined {
    if (this.#chosen === "." || !WITH_COMMA.test(text)) return undefined;
    this.#comma ??= `"${shown(text)}" in ${place()}`;
    if (this.#chosen === undefined) {
      if (LIKE_THOUSANDS.test(text)) this.#doubtful ??= `"${shown(text)}" in ${place()}`;
      else this.#doubtful = "";
    }
    return Number(text.replace(",", "."));
  }

  mixed(line: number): InputError {
    if (this.groupsByPoints) {
      return new InputError(
        `Expected decimal commas in ${this.#file}, which were asked for, got a decimal point in line ${line}. Write all decimals alike.`,
      );
    }
    const comma = this.#comma;
    return new UnclearDecimals(
      `Expected one kind of decimals in ${this.#file}, got points up to line ${line} beside ${comma}.`,
    );
  }

  /** @throws InputError if nothing in the whole file told decimals from thousands. */
  end(): void {
    const pointed = this.points.doubtful();
    const [place, sign] = this.#doubtful ? [this.#doubtful, "comma"] : [pointed, "point"];
    if (place === undefined) return;
    throw new UnclearDecimals(
      `Expected numbers in ${this.#file} that can be read in one way, got ${place}, where the ${sign} may separate thousands as well as decimals.`,
    );
  }
}
