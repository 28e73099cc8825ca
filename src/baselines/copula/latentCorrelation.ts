import type { Dataset } from "../../data/index.ts";
import type { LatentColumn } from "./latentColumn.ts";

/** Correlations are kept away from 1, where the latent numbers would determine each other. */
const LARGEST = 0.98;

/**
 * Correlations of the normal numbers behind the columns, pair by pair over the rows that have both, row-major. Under a
 * correlation r the mean product of two scores is the sum over k of r^k a_k b_k with their Hermite coefficients (Mehler
 * 1866), which rises with r; the r that gives the observed product is taken. For continuous columns it is the correlation
 * of their normal scores, for discrete ones a polychoric correlation by one moment, for small r the product over both
 * variances.
 */
export function latentCorrelation(data: Dataset, columns: readonly LatentColumn[]): Float64Array {
  const width = columns.length;
  const scores = columns.map(({ score }, c) =>
    Float64Array.from({ length: data.rowCount }, (_, row) => {
      const value = data.values[row * width + c];
      return Number.isNaN(value) ? Number.NaN : score(value);
    }),
  );
  const result = new Float64Array(width * width);
  for (let i = 0; i < width; i++) {
    result[i * width + i] = 1;
    for (let j = 0; j < i; j++) {
      let [products, rows] = [0, 0];
      for (let row = 0; row < data.rowCount; row++) {
        const product = scores[i][row] * scores[j][row];
        if (Number.isNaN(product)) continue;
        products += product;
        rows++;
      }
      const value = rows === 0 ? 0 : solved(columns[i].hermite, columns[j].hermite, products / rows);
      result[i * width + j] = value;
      result[j * width + i] = value;
    }
  }
  return result;
}

function solved(a: Float64Array, b: Float64Array, product: number): number {
  const expected = (r: number) => {
    let sum = 0;
    for (let k = a.length - 1; k >= 0; k--) sum = (sum + a[k] * b[k]) * r;
    return sum;
  };
  let [low, high] = [-LARGEST, LARGEST];
  if (product <= expected(low)) return low;
  if (product >= expected(high)) return high;
  while (high - low > 1e-10) {
    const middle = 0.5 * (low + high);
    if (expected(middle) < product) low = middle;
    else high = middle;
  }
  return 0.5 * (low + high);
}
