import { codecs } from "./parquetCodecs.ts";

/**
 * Unpacks a page under the older of the two LZ4 names. Some writers put frames with lengths around the blocks, some do not,
 * and the library tells them apart by trying: lengths below zero would send it backwards, for ever. So the frames are walked
 * first.
 */
export function unpackLz4(packed: Uint8Array, size: number): Uint8Array {
  const { decompressLz4, decompressLz4Raw } = codecs();
  return isFramed(packed, size) ? decompressLz4(packed, size) : decompressLz4Raw(packed, size);
}

function isFramed(packed: Uint8Array, size: number): boolean {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  let at = 0;
  let unpacked = 0;
  while (at + 8 < packed.length) {
    unpacked += view.getUint32(at);
    at += 8 + view.getUint32(at + 4);
  }
  return at === packed.length && unpacked === size;
}
