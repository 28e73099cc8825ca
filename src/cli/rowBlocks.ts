import { Random } from "../numeric/random.ts";

const LARGEST = 4096;
const DRAWS = 65536;

/**
 * Rows that a command puts to the model at a time. It depends on nothing but the draws a row, so that results do not
 * depend on how a table is read; a block takes a fraction of a second, so that Ctrl-C is soon heard.
 */
export function blockRows(drawsARow: number): number {
  return Math.min(LARGEST, Math.max(8, 8 * Math.floor(DRAWS / (8 * drawsARow))));
}

/** Every block has noise of its own; the first one's seed is the one given, as when the library is asked directly. */
export function blockSeed(seed: number, block: number): number {
  if (block === 0) return seed;
  const stream = new Random(seed).fork(`block ${block}`);
  return stream.bits() * 2 ** 20 + (stream.bits() >>> 12);
}
