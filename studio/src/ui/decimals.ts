/** A number as the plots' axes write it: with a minus sign, not a hyphen. */
export function decimals(value: number, digits: number): string {
  return value.toFixed(digits).replace("-", "−");
}
