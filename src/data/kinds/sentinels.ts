import { type ColumnSummary, quantileOf } from "./columnSummary.ts";

/** Numbers that people write where a value is missing. */
const CODES = [9, 99, 999, 9999, 99999, 999999, 1e30, 1e300, 1e308, 88, 888, 8888, 77, 777, 7777];
const FAR = 20;

/** A number at an end of the column that looks like a code for a missing value; undefined if there is none. */
export function sentinel({ distinct, counts, present }: ColumnSummary): number | undefined {
  if (distinct.length < 3 || present < 5) return undefined;
  const ends = [
    { value: distinct[0], next: distinct[1], range: distinct[distinct.length - 1] - distinct[1] },
    {
      value: distinct[distinct.length - 1],
      next: distinct[distinct.length - 2],
      range: distinct[distinct.length - 2] - distinct[0],
    },
  ];
  const found = ends.find(
    ({ value, next, range }) =>
      (CODES.includes(Math.abs(value)) || (value === -1 && next >= 0 && range > 1)) &&
      // A single 9 is rather a large value.
      (Math.abs(value) !== 9 || counts[distinct.indexOf(value)] > 1) &&
      // -1 stands right below what else there is.
      Math.abs(value - next) > (value === -1 ? 0.1 : 0.75) * range,
  );
  return found?.value;
}

/** The value that lies farthest out, by far: in interquartile ranges from the nearer quartile. */
export function farthest({
  sample,
  least,
  most,
}: ColumnSummary): { value: number; ranges: number } | undefined {
  const [low, high] = [quantileOf(sample, 0.25), quantileOf(sample, 0.75)];
  const range = high - low;
  if (!(range > 0)) return undefined;
  const below = (low - least) / range;
  const above = (most - high) / range;
  const [value, ranges] = below > above ? [least, below] : [most, above];
  return ranges > FAR ? { value, ranges } : undefined;
}
