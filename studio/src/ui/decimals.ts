/** A number as the plots' axes write it: with a minus sign, not a hyphen, and none before zero. */
export function decimals(value: number, digits: number): string {
  const text = value.toFixed(digits);
  return Number(text) === 0 ? text.replace("-", "") : text.replace("-", "−");
}
