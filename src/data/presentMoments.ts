/** Moments of a table in which entries may be missing (NaN), each from the rows that have what it needs. */

import { log } from "../numeric/elementary.ts";
import type { ColumnMoments } from "./columnMoments.ts";
import type { Dataset } from "./dataset.ts";

const LOG_TWO_PI = log(2 * Math.PI);

export interface PresentMoments extends ColumnMoments {
  /** What the missing values of a mean row would have added to the normalizing constant of its density, taken off: nats. */
  readonly missingConstant: number;
}

/** Up to so many rows that have both columns say less of their correlation, in proportion. */
const FEW = 9;

/**
 * Available-case means and deviations; correlations over the rows that have both columns, 0 where there is none and drawn
 * towards 0 where there are a few.
 */
export function presentMoments(data: Dataset): PresentMoments {
  const { columns, rowCount, values } = data;
  const width = columns.length;
  const mean = new Float64Array(width);
  const standardDeviation = new Float64Array(width);
  let missingConstant = 0;
  for (let j = 0; j < width; j++) {
    let present = 0;
    let sum = 0;
    for (let at = j; at < values.length; at += width) {
      if (Number.isNaN(values[at])) continue;
      present++;
      sum += values[at];
    }
    mean[j] = sum / present;
    let squares = 0;
    for (let at = j; at < values.length; at += width)
      if (!Number.isNaN(values[at])) squares += (values[at] - mean[j]) ** 2;
    standardDeviation[j] = Math.sqrt(squares / present);
    missingConstant += (1 - present / rowCount) * (0.5 * LOG_TWO_PI + log(standardDeviation[j]));
  }
  const correlation = new Float64Array(width * width);
  for (let i = 0; i < width; i++) {
    for (let j = 0; j <= i; j++) {
      let [products, first, second, pairs] = [0, 0, 0, 0];
      for (let at = 0; at < values.length; at += width) {
        const a = (values[at + i] - mean[i]) / standardDeviation[i];
        const b = (values[at + j] - mean[j]) / standardDeviation[j];
        if (Number.isNaN(a * b)) continue;
        pairs++;
        products += a * b;
        first += a * a;
        second += b * b;
      }
      let value = i === j ? 1 : products === 0 ? 0 : products / Math.sqrt(first * second);
      // A handful of rows makes any correlation: two rows make it 1 or -1.
      if (i !== j && pairs <= FEW) value *= (pairs - 1) / FEW;
      correlation[i * width + j] = value;
      correlation[j * width + i] = value;
    }
  }
  return { rowCount, columns, mean, standardDeviation, correlation, missingConstant };
}
