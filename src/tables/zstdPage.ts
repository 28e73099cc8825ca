import { codecs } from "./parquetCodecs.ts";

/** What encoders use at most, at their highest level. */
const LARGEST_WINDOW = 2 ** 27;
const DICTIONARY_BYTES = [0, 1, 2, 4];

/**
 * Unpacks a Zstandard frame of known size. The library takes the frame's own word for how much memory it needs, so that
 * word is checked first (RFC 8878, section 3.1.1.1).
 *
 * @throws RangeError if the frame claims another size, or a window out of all proportion
 */
export function unpackZstd(packed: Uint8Array, size: number): Uint8Array {
  const { decompressZstd } = codecs();
  const flags = packed[4];
  const single = (flags >> 5) & 1;
  const sizeBytes = flags >> 6 === 0 ? single : 1 << (flags >> 6);
  if (sizeBytes === 0) {
    const window = 2 ** (10 + (packed[5] >> 3)) * (1 + (packed[5] & 7) / 8);
    if (window > LARGEST_WINDOW) throw new RangeError(`a window of ${window} bytes`);
    return decompressZstd(packed);
  }
  const at = 6 - single + DICTIONARY_BYTES[flags & 3];
  let stated = sizeBytes === 2 ? 256 : 0;
  for (let i = 0; i < sizeBytes; i++) stated += packed[at + i] * 256 ** i;
  if (stated !== size) throw new RangeError(`a frame of ${stated} bytes in a page of ${size}`);
  return decompressZstd(packed, new Uint8Array(size));
}
