import { Gunzip } from "fflate";
import { InputError } from "../numeric/errors.ts";
import { bunzip2 } from "./bunzip2.ts";
import { GrowingBytes } from "./growingBytes.ts";
import { unxz } from "./unxz.ts";

/** Far above what a network or a table for training holds, and far below what a hostile file could unpack to. */
const LIMIT = 256 * 2 ** 20;

const XZ = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0];
const GZIP = [0x1f, 0x8b];
const BZIP2 = [0x42, 0x5a, 0x68];

/** How the bytes are packed, by their beginning. */
export function packingOf(bytes: Uint8Array): "gzip" | "bzip2" | "xz" | "none" {
  const begins = (magic: readonly number[]) => magic.every((byte, i) => bytes[i] === byte);
  return begins(GZIP) ? "gzip" : begins(XZ) ? "xz" : begins(BZIP2) ? "bzip2" : "none";
}

/**
 * The bytes unpacked from gzip, bzip2 or xz; others as they are.
 *
 * @throws InputError for damaged data, or more than 256 MB
 */
export function unpack(bytes: Uint8Array): Uint8Array {
  const packing = packingOf(bytes);
  if (packing === "none") return bytes;
  const output = new GrowingBytes(LIMIT);
  if (packing === "gzip") gunzip(bytes, output);
  else if (packing === "bzip2") bunzip2(bytes, output);
  else unxz(bytes, output);
  return output.whole();
}

function gunzip(bytes: Uint8Array, output: GrowingBytes): void {
  let ended = false;
  const stream = new Gunzip((chunk, final) => {
    output.append(chunk);
    ended = final;
  });
  try {
    // In pieces, so that the limit is met before all is unpacked.
    const piece = 1 << 16;
    for (let at = 0; at < bytes.length; at += piece)
      stream.push(bytes.subarray(at, at + piece), at + piece >= bytes.length);
  } catch (error) {
    if (error instanceof InputError) throw error;
    ended = false;
  }
  if (!ended || output.length === 0)
    throw new InputError("Expected whole gzip data, got a damaged or cut-off file. Save it again.");
}
