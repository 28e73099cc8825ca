import { powerText } from "../ui/decimals.ts";

const LARGE = 1e4;
const SMALL = 1e-3;

/** How an axis from one number to another writes them in few letters: 400k for 400,000, 8e−5 for 0.00008. */
export function numberFormat(
  low: number,
  high: number,
): { readonly tickFormat?: string | ((value: number) => string) } {
  const largest = Math.max(Math.abs(low), Math.abs(high));
  if (largest >= LARGE) return { tickFormat: "~s" };
  return largest < SMALL ? { tickFormat: powerText } : {};
}
