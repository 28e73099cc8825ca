import { Random } from "../numeric/random.ts";

const LARGEST = 4096;
const DRAWS = 65536;

/**
 * Rows that a command puts to the model at a time. It depends on nothing but the draws a row, so that results do not
 * depend on how a table is read; a block takes a fraction of a second, so that Ctrl-C is soon heard.
 *
 * @param least rows at a time, however many draws: eight are as fast as one where nothing but sums is kept of the draws.
 */
export function blockRows(drawsARow: number, least = 8): number {
  const fitting = Math.floor(DRAWS / drawsARow);
  return fitting < 8 ? Math.max(least, fitting) : Math.min(LARGEST, 8 * Math.floor(fitting / 8));
}

/** Every block has noise of its own; the first one's seed is the one given, as when the library is asked directly. */
export function blockSeed(seed: number, block: number): number {
  if (block === 0) return seed;
  const stream = new Random(seed).fork(`block ${block}`);
  return stream.bits() * 2 ** 20 + (stream.bits() >>> 12);
}
