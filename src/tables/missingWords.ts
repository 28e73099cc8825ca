import { isMissing, isNumber } from "./cells.ts";

/** "none" is how Python writes a missing value, and a level of many a scale (none, mild, severe). */
const DOUBTFUL = /^none$/i;

/** Whether a text is a missing value in a column of numbers, and a label in one of labels. */
export function isDoubtful(text: string): boolean {
  return DOUBTFUL.test(text);
}

/** What stands for a missing value in a table: the usual words, and those that a person named. */
export class MissingWords {
  readonly #texts: ReadonlySet<string>;
  readonly #numbers: ReadonlySet<number>;

  constructor(named: readonly string[] = []) {
    this.#texts = new Set(named);
    this.#numbers = new Set(named.filter(isNumber).map(Number));
  }

  /** Whether any number stands for a missing value. */
  get anyNumber(): boolean {
    return this.#numbers.size > 0;
  }

  /** Whether a person named this text. */
  names(text: string): boolean {
    return this.#texts.has(text);
  }

  namesNumber(value: number): boolean {
    return this.#numbers.has(value);
  }

  /** Whether it is missing in a column of numbers. */
  has(text: string): boolean {
    return isMissing(text) || this.#texts.has(text);
  }
}
