/**
 * Reading numbers straight from bytes: by far the most of the work on a large table.
 */

import { textOf } from "./bytes.ts";
import { DECIMAL, LIKE_THOUSANDS, WHOLE } from "./pointedNumbers.ts";

/** Powers of ten that doubles hold exactly: one multiplication or division by them rounds once, hence correctly. */
const POWERS = Float64Array.from({ length: 23 }, (_, power) => Number(`1e${power}`));
const MOST_EXACT_DIGITS = 15;

/** Where the last scan ended; -1 if no number stood there. */
export interface NumberScan {
  next: number;
  /** Whether any number so far had a decimal point. */
  sawPoint: boolean;
  /** How the number is written (see `writtenAs`). */
  written: number;
}

/**
 * The number that starts at `position`, to the last bit what JavaScript's Number gives for its text. It must be followed
 * by another byte below `end`: at the very end one could not know whether further digits are to come.
 */
export function scanNumber(bytes: Uint8Array, position: number, end: number, scan: NumberScan): number {
  let at = position;
  let byte = bytes[at];
  const negative = byte === 45;
  if (negative || byte === 43) byte = bytes[++at];
  let mantissa = 0;
  let digits = 0;
  let anyDigit = false;
  while (byte >= 48 && byte <= 57 && at < end) {
    mantissa = mantissa * 10 + (byte - 48);
    if (mantissa !== 0) digits++;
    anyDigit = true;
    byte = bytes[++at];
  }
  const whole = digits;
  let exponent = 0;
  scan.written = WHOLE;
  if (byte === 46) {
    byte = bytes[++at];
    const first = at;
    while (byte >= 48 && byte <= 57 && at < end) {
      mantissa = mantissa * 10 + (byte - 48);
      if (mantissa !== 0) digits++;
      byte = bytes[++at];
    }
    exponent = first - at;
    if (exponent !== 0) anyDigit = true;
    if (anyDigit) scan.sawPoint = true;
    // Digits count from the first that is not 0.
    scan.written = exponent === -3 && whole >= 1 && whole <= 3 ? LIKE_THOUSANDS : DECIMAL;
  }
  if (anyDigit && (byte === 101 || byte === 69)) {
    byte = bytes[++at];
    const smaller = byte === 45;
    if (smaller || byte === 43) byte = bytes[++at];
    let power = 0;
    const first = at;
    while (byte >= 48 && byte <= 57 && at < end) {
      power = Math.min(power * 10 + (byte - 48), 9999);
      byte = bytes[++at];
    }
    if (at === first) anyDigit = false;
    exponent += smaller ? -power : power;
    if (scan.written === LIKE_THOUSANDS) scan.written = DECIMAL;
  }
  if (!anyDigit || at >= end) {
    scan.next = -1;
    return 0;
  }
  scan.next = at;
  if (digits <= MOST_EXACT_DIGITS && exponent <= 22 && exponent >= -22) {
    const size = exponent < 0 ? mantissa / POWERS[-exponent] : mantissa * POWERS[exponent];
    return negative ? -size : size;
  }
  const value = Number(textOf(bytes, position, at));
  if (Number.isFinite(value)) return value;
  scan.next = -1;
  return 0;
}
