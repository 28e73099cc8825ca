import { log } from "../numeric/elementary.ts";

/**
 * No density that rises up to one point, falls from there on and is nowhere above `most` gives values a higher mean log-density
 * (nats). Of all such densities the best one is constant between values, by isotonic regression (Grenander 1956); for every
 * place of the highest point the bound is that of the values on both sides, and `most` for the two beside it.
 *
 * @param sorted at least three values in their order
 * @returns a bound in nats a value: what a fit by a single-peaked distribution cannot exceed, for a small part of its cost
 */
export function unimodalBound(sorted: Float64Array, most: number): number {
  const count = sorted.length;
  const left = risingBounds(count, most, (i) => sorted[i + 1] - sorted[i]);
  const right = risingBounds(count, most, (i) => sorted[count - 1 - i] - sorted[count - 2 - i]);
  let best = Number.NEGATIVE_INFINITY;
  for (let before = 0; before <= count - 2; before++)
    best = Math.max(best, left[before] + right[count - 2 - before]);
  return (best + count + 2 * log(most)) / count;
}

/**
 * For every number k of values from the outermost on: the largest sum of log f - n f gap over rising f up to `most`, where a gap
 * reaches from a value to the next one inwards and n f gap stands for the mass that all have to share.
 */
function risingBounds(count: number, most: number, gap: (i: number) => number): Float64Array {
  const bounds = new Float64Array(count - 1);
  // Blocks of equal density; a later one is denser, or else the two are one.
  const widths = new Float64Array(count);
  const sizes = new Float64Array(count);
  const sums = new Float64Array(count);
  let blocks = 0;
  for (let i = 0; i < count - 2; i++) {
    let width = gap(i);
    let size = 1;
    while (blocks > 0 && sizes[blocks - 1] * width >= size * widths[blocks - 1]) {
      blocks--;
      width += widths[blocks];
      size += sizes[blocks];
    }
    const density = Math.min(most, size / (count * width));
    widths[blocks] = width;
    sizes[blocks] = size;
    sums[blocks] = (blocks > 0 ? sums[blocks - 1] : 0) + size * log(density) - count * density * width;
    bounds[i + 1] = sums[blocks];
    blocks++;
  }
  return bounds;
}
