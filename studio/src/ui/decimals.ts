/** A number as the plots' axes write it: with a minus sign, not a hyphen, and none before zero. */
export function decimals(value: number, digits: number): string {
  const text = value.toFixed(digits);
  return Number(text) === 0 ? text.replace("-", "") : text.replace("-", "−");
}

/** A number with as many digits as tell apart a twentieth of a spread. */
export function scaleText(value: number, deviation: number): string {
  const digits = Math.ceil(1 - Math.log10(deviation));
  return Number.isFinite(digits) ? decimals(value, Math.max(0, Math.min(6, digits))) : numberText(value);
}

/** A number that somebody has set, with at most six digits. */
export function numberText(value: number): string {
  return String(Number(value.toPrecision(6))).replace("-", "−");
}
