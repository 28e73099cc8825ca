import { DEFAULT_PARSERS } from "hyparquet/src/convert.js";

/** Bytes in the place of a text that are none in UTF-8: read all the same, different labels could become one. */
export interface GarbledText {
  /** As far as it can be read. */
  readonly garbled: string;
}

const exact = new TextDecoder("utf-8", { fatal: true });

function textOrGarbled(bytes: Uint8Array): string | GarbledText {
  try {
    return exact.decode(bytes);
  } catch {
    return { garbled: DEFAULT_PARSERS.stringFromBytes(bytes) };
  }
}

/** The library's readers of values, but for texts, whose bytes it takes whatever they are. */
export const parsers = {
  ...DEFAULT_PARSERS,
  stringFromBytes: (bytes: Uint8Array | undefined) => bytes && textOrGarbled(bytes),
} as typeof DEFAULT_PARSERS;

export function isGarbledText(cell: unknown): cell is GarbledText {
  return typeof cell === "object" && cell !== null && Object.hasOwn(cell, "garbled");
}
