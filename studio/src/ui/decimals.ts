/** More letters than these, without a sign, reach beyond fields and charts where a power of ten takes fewer. */
const MOST_LETTERS = 8;
/** Digits of a number that somebody has set. */
const DIGITS = 6;

/** Digits that a double may need. */
const MOST_DIGITS = 17;

/** A number as the plots' axes write it: with a minus sign, not a hyphen, and none before zero. */
export function decimals(value: number, digits: number): string {
  return written(value, digits, DIGITS);
}

/** A number with as many digits as tell apart a twentieth of a spread. */
export function scaleText(value: number, deviation: number): string {
  const digits = Math.ceil(1 - Math.log10(deviation));
  if (!Number.isFinite(digits)) return numberText(value);
  return written(value, Math.max(0, digits), orderOf(value) + digits + 1);
}

/** A number that somebody has set, with at most so many digits; a whole one that is not long has all of its own. */
export function numberText(value: number, digits = DIGITS): string {
  return withMinus(fieldText(value, digits));
}

/** The same in a field, with the sign that keyboards have. */
export function fieldText(value: number, digits = DIGITS): string {
  if (Number.isInteger(value) && !isLong(String(value))) return String(value);
  const text = String(Number(value.toPrecision(digits)));
  return isLong(text) ? shorter(text, withoutZeros(powerOfTen(value, digits))) : text;
}

/** A number as a power of ten, in as many digits as it needs. */
export function powerText(value: number): string {
  return value === 0 ? "0" : withMinus(withoutZeros(powerOfTen(value, DIGITS)));
}

/** A number to as many digits as tell apart a hundredth of a range. */
export function rounded(value: number, range: number): number {
  const power = Math.floor(Math.log10(range / 100));
  const steps = Math.round(value / 10 ** power);
  return Number.isSafeInteger(steps) ? Number(`${steps}e${power}`) : value;
}

/** With so many decimals, or as so many digits and a power of ten where that is shorter. */
function written(value: number, digits: number, significant: number): string {
  // The language writes no more of them.
  if (digits > 100) return significant < 1 ? "0" : withMinus(powerOfTen(value, significant));
  const text = value.toFixed(digits);
  if (Number(text) === 0) return isLong(text) ? "0" : text.replace("-", "");
  return withMinus(isLong(text) ? shorter(text, powerOfTen(value, significant)) : text);
}

function powerOfTen(value: number, significant: number): string {
  return value.toExponential(Math.max(0, Math.min(MOST_DIGITS, significant) - 1)).replace("e+", "e");
}

const withoutZeros = (text: string) => text.replace(/\.?0+e/, "e");
const orderOf = (value: number) => Math.floor(Math.log10(Math.abs(value)));
const isLong = (text: string) => text.replace("-", "").length > MOST_LETTERS;
const shorter = (text: string, other: string) => (other.length < text.length ? other : text);
const withMinus = (text: string) => text.replaceAll("-", "−");
