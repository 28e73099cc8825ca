const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const MINUS = /^[\u2012\u2013\u2212]/;
const DIGIT = /\p{Nd}/gu;
const ONE_DIGIT = /^\p{Nd}$/u;

/**
 * The number that a text stands for in other signs than those of programs: a minus of typesetters, digits of other scripts or of full
 * width. Undefined for every other text.
 *
 * @example
 * inPlainSigns("\u22121.5"); // "-1.5"
 */
export function inPlainSigns(text: string): string | undefined {
  const plain = text.normalize("NFKC").replace(MINUS, "-").replace(DIGIT, digitValue);
  return plain !== text && NUMBER.test(plain) ? plain : undefined;
}

/** Ten digits follow each other in every script. */
function digitValue(digit: string): string {
  const code = digit.codePointAt(0)!;
  let value = 0;
  while (value < 9 && ONE_DIGIT.test(String.fromCodePoint(code - value - 1))) value++;
  return String(value);
}

/** Hexadecimal numbers, and those with the exponents of Fortran. */
export const OF_PROGRAMS = /^(?:[+-]?0x[\da-f]+|[+-]?(?:\d+\.?\d*|\.\d+)d[+-]?\d+)$/i;
