import { deltaBinaryUnpack } from "hyparquet/src/delta.js";

/**
 * Values that are stored as differences come in blocks whose headers say how long they are. Their reader believes that: a
 * negative length sends it back to where it was, for ever. So blocks are walked before they are read.
 */

const LONGEST_VARINT = 10;
const LARGEST_BLOCK = 2 ** 24;

/** Texts share their beginnings with those before them, so that few bytes may stand for very many. */
const TEXT_BYTES = 2 ** 28;

/**
 * Where `count` differences end that start at `start`.
 *
 * @throws RangeError where a block cannot be as its header says, or the bytes end before
 */
export function deltaEnd(bytes: Uint8Array, start: number, count: number): number {
  const size = varint(bytes, start);
  const parts = varint(bytes, size.end);
  const perPart = size.value / parts.value;
  if (!(size.value <= LARGEST_BLOCK && perPart > 0 && perPart % 8 === 0)) {
    throw new RangeError(`blocks of ${size.value} values in ${parts.value} parts`);
  }
  let at = varint(bytes, varint(bytes, parts.end).end).end;
  let left = count - 1;
  while (left > 0) {
    const widths = varint(bytes, at).end;
    at = widths + parts.value;
    for (let part = 0; part < parts.value && left > 0; part++) {
      const width = bytes[widths + part];
      const here = Math.min(perPart, left);
      // The last part may lack the bytes of its padding.
      if (!(width <= 64 && at + Math.ceil((here * width) / 8) <= bytes.length)) {
        throw new RangeError("differences beyond the end of their page");
      }
      at += (perPart * width) / 8;
      left -= here;
    }
  }
  return at;
}

/**
 * Checks texts of which every one is stored as the length that it shares with the one before, and the rest.
 *
 * @throws RangeError if a text shares more than the one before has, or all of them would not fit into memory
 */
export function checkSharedTexts(bytes: Uint8Array, start: number, count: number): void {
  const second = deltaEnd(bytes, start, count);
  deltaEnd(bytes, second, count);
  const shared = unpacked(bytes, start, count);
  const rest = unpacked(bytes, second, count);
  let before = 0;
  let total = 0;
  for (let i = 0; i < count; i++) {
    if (shared[i] < 0 || shared[i] > before || rest[i] < 0)
      throw new RangeError("a text shares what is not there");
    before = shared[i] + rest[i];
    total += before;
    if (total > TEXT_BYTES) throw new RangeError(`more than ${TEXT_BYTES} bytes of text in a page`);
  }
}

function unpacked(bytes: Uint8Array, start: number, count: number): Int32Array {
  const values = new Int32Array(count);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  deltaBinaryUnpack({ view, offset: start }, count, values);
  return values;
}

/** A whole number of seven bits a byte; one that doesn't fit into 31 bits comes out as too large to be one of ours. */
function varint(bytes: Uint8Array, start: number): { value: number; end: number } {
  let value = 0;
  for (let i = 0; i < LONGEST_VARINT && start + i < bytes.length; i++) {
    value += (bytes[start + i] & 127) * 128 ** i;
    if (bytes[start + i] < 128) return { value, end: start + i + 1 };
  }
  throw new RangeError("a number without an end");
}
