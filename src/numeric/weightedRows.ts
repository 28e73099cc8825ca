/** Numbers, or the beginnings of rows, that follow each other at equal distances. */
export interface Strided {
  readonly values: Float64Array;
  readonly first: number;
  readonly step: number;
}

/**
 * Adds `count` weighted rows to the `length` numbers from `at` on, one after the other: four at a time, for which a number is read
 * and written once, and with the roundings of one at a time.
 *
 * @param sign 1, or -1 to subtract them
 */
export function addWeightedRows(
  target: Float64Array,
  at: number,
  length: number,
  rows: Strided,
  weights: Strided,
  count: number,
  sign: 1 | -1,
): void {
  const from = rows.values;
  const factors = weights.values;
  let row = rows.first;
  let weight = weights.first;
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    const a = sign * factors[weight];
    const b = sign * factors[weight + weights.step];
    const c = sign * factors[weight + 2 * weights.step];
    const d = sign * factors[weight + 3 * weights.step];
    const second = row + rows.step;
    const third = second + rows.step;
    const fourth = third + rows.step;
    for (let k = 0; k < length; k++) {
      target[at + k] =
        target[at + k] +
        a * from[row + k] +
        b * from[second + k] +
        c * from[third + k] +
        d * from[fourth + k];
    }
    row += 4 * rows.step;
    weight += 4 * weights.step;
  }
  for (; i < count; i++) {
    const one = sign * factors[weight];
    for (let k = 0; k < length; k++) target[at + k] += one * from[row + k];
    row += rows.step;
    weight += weights.step;
  }
}
