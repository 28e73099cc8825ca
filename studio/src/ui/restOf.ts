/** A chart that draws often rests this many times as long as it draws, so that a busy machine stays smooth. */
const SHARE = 12;
/** Milliseconds: no picture may stay behind for longer, however long one took to draw while others had the processor. */
const LONGEST = 2000;

/**
 * Milliseconds from the start of one drawing to that of the next.
 *
 * @param every at least; 0 for a chart that draws whenever it has reason to
 * @param cost what the last one took
 */
export function restOf(every: number, cost: number): number {
  return every === 0 ? 0 : Math.max(every, Math.min(LONGEST, SHARE * cost));
}
