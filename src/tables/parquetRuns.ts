/**
 * Parquet counts repeated values in runs, and its reader believes every count: a broken one would keep it busy for
 * minutes and fill the memory. So runs are counted before they are read.
 */

/** Bit-packed runs come in eights, so that the last may hold more values than are left; some writers pad further. */
const PADDING = 512;

/**
 * Walks the run-length and bit-packed runs of `count` values of `width` bits, and returns how many of them are 1 (which
 * only makes sense for a width of one bit).
 *
 * @throws RangeError where a run holds more values than are left, or the bytes end before
 */
export function countRuns(
  bytes: Uint8Array,
  start: number,
  end: number,
  width: number,
  count: number,
): number {
  if (width > 32) throw new RangeError(`values of ${width} bits`);
  let at = start;
  let left = count;
  let ones = 0;
  while (left > 0) {
    let header = 0;
    for (let factor = 1; ; factor *= 128) {
      if (at >= end || factor > 2 ** 28) throw new RangeError("a run without values");
      const byte = bytes[at++];
      header += (byte & 127) * factor;
      if (byte < 128) break;
    }
    const packed = header % 2 === 1;
    const size = packed ? 8 * ((header - 1) / 2) : header / 2;
    if (size > left + PADDING || size === 0)
      throw new RangeError(`a run of ${size} values where ${left} are left`);
    const length = packed ? (size / 8) * width : Math.ceil(width / 8);
    // The last run may lack the bytes of its padding.
    if (at + (packed ? Math.ceil((Math.min(size, left) * width) / 8) : length) > end) {
      throw new RangeError("a run beyond the end of its page");
    }
    const here = Math.min(size, left);
    if (width === 1) ones += packed ? onesAmong(bytes, at, here) : here * (bytes[at] & 1);
    at += length;
    left -= here;
  }
  return ones;
}

function onesAmong(bytes: Uint8Array, start: number, count: number): number {
  let ones = 0;
  for (let i = 0; i < count; i++) ones += (bytes[start + (i >> 3)] >> (i & 7)) & 1;
  return ones;
}
