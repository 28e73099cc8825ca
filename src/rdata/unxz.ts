import { crc32 } from "./crc32.ts";
import type { GrowingBytes } from "./growingBytes.ts";
import { damagedXz, unpackLzma2 } from "./lzma2.ts";

const LZMA2 = 0x21;
const CRC32 = 1;
/** Bytes of a check by its number. */
const CHECK_SIZES = [0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64];

/**
 * Unpacks xz with the filter LZMA2 and no other (xz file format 1.0.4). Our own for the reasons of bunzip2: one call, Node
 * and browsers, a limit. Of the checks only CRC32, which R writes, is compared.
 *
 * @throws InputError for damaged data, another filter, or where `output` is full
 */
export function unxz(bytes: Uint8Array, output: GrowingBytes): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const word = (at: number) => {
    if (at + 4 > bytes.length) throw damagedXz();
    return view.getUint32(at, true);
  };
  if (word(8) !== crc32(bytes.subarray(6, 8)) || bytes[6] !== 0) throw damagedXz();
  const check = bytes[7];
  if (check >= CHECK_SIZES.length) throw damagedXz();
  let at = 12;
  // A zero in the place of a header's size begins the index, after which no data comes.
  while (at < bytes.length && bytes[at] !== 0) {
    const size = 4 * (bytes[at] + 1);
    if (word(at + size - 4) !== crc32(bytes.subarray(at, at + size - 4))) throw damagedXz();
    checkFilters(bytes, at + 1, at + size - 4);
    const start = output.length;
    at = unpackLzma2(bytes, at + size, output);
    at += (4 - (at % 4)) % 4;
    if (check === CRC32 && word(at) !== crc32(output.whole().subarray(start))) throw damagedXz();
    at += CHECK_SIZES[check];
  }
  if (at >= bytes.length) throw damagedXz();
}

/** The header must name LZMA2 as its only filter. */
function checkFilters(bytes: Uint8Array, from: number, end: number): void {
  let at = from;
  const flags = bytes[at++];
  const integer = () => {
    let value = 0;
    for (let shift = 0; shift < 9; shift++) {
      if (at >= end) throw damagedXz();
      const byte = bytes[at++];
      value += (byte & 0x7f) * 128 ** shift;
      if (byte < 0x80) return value;
    }
    throw damagedXz();
  };
  if ((flags & 0x40) !== 0) integer();
  if ((flags & 0x80) !== 0) integer();
  if ((flags & 3) !== 0 || integer() !== LZMA2) throw damagedXz();
}
