import { InputError } from "../numeric/errors.ts";
import type { RPair } from "./rValue.ts";
import { AsciiSource, BinarySource } from "./source.ts";
import { unpack } from "./unpack.ts";
import { unserialize } from "./unserialize.ts";

/** The beginning of what `save` writes; `saveRDS` begins with the second line at once. */
const SAVED = /^RD[XAB][23]\n/;

/**
 * Whether bytes are, once unpacked, what `saveRDS` or `save` of R writes.
 *
 * @throws InputError for damaged compressed data
 */
export function isRData(bytes: Uint8Array): boolean {
  const content = unpack(bytes);
  const begin = String.fromCharCode(...content.subarray(0, 5));
  if (SAVED.test(begin) || /^A\n[23]\n/.test(begin)) return true;
  // Versions below 256 in four bytes, from either end.
  return (begin.startsWith("X\n") && content[2] === 0) || (begin.startsWith("B\n") && content[5] === 0);
}

/**
 * The objects of a file by `saveRDS` (one, without a name) or `save` (any number, named): serialization versions 2 and 3,
 * binary and ascii, plain or packed by gzip, bzip2 or xz.
 *
 * @throws InputError for other files, damaged ones, and objects too deep or too large
 */
export function readRData(bytes: Uint8Array): RPair[] {
  const content = unpack(bytes);
  const begin = String.fromCharCode(...content.subarray(0, 5));
  const isSaved = SAVED.test(begin);
  const at = isSaved ? 5 : 0;
  const encoding = String.fromCharCode(...content.subarray(at, at + 2));
  const source =
    encoding === "A\n"
      ? new AsciiSource(content, at + 2)
      : encoding === "X\n" || encoding === "B\n"
        ? new BinarySource(content, at + 2, encoding === "B\n")
        : undefined;
  if (source === undefined)
    throw new InputError("Expected an R object as saveRDS or save write it, got other content.");
  const value = unserialize(source);
  if (!isSaved) return [{ name: "", value }];
  return value.type === "pairlist" ? [...value.items] : [];
}
