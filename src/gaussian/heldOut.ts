import { type Dataset, hasGaps } from "../data/index.ts";
import { GaussianDensity } from "./gaussianDensity.ts";
import { type LinearGaussianFit, linearGaussianBaseline } from "./linearGaussianEm.ts";

/**
 * The log-density of every row under a fit, nats a row in the units of the fit; of a row with missing values (NaN) that of
 * what is there.
 *
 * @throws InputError if the columns are not the fit's observed nodes in their order
 *
 * @example
 * const fit = fitLinearGaussian(network.dag, data, { kind: "map" });
 * rowLogDensities(fit, test).length === test.rowCount; // true
 */
export function rowLogDensities(fit: LinearGaussianFit, data: Dataset): Float64Array {
  const whole = linearGaussianBaseline(fit);
  if (!hasGaps(data)) return whole.logLikelihood(data);
  const width = data.columns.length;
  const rowsOf = new Map<string, number[]>();
  for (let row = 0; row < data.rowCount; row++) {
    let pattern = "";
    for (let c = 0; c < width; c++) pattern += Number.isNaN(data.values[row * width + c]) ? "0" : "1";
    const rows = rowsOf.get(pattern);
    if (rows) rows.push(row);
    else rowsOf.set(pattern, [row]);
  }
  const result = new Float64Array(data.rowCount);
  for (const [pattern, rows] of rowsOf) {
    const present = [...pattern].flatMap((flag, c) => (flag === "1" ? [c] : []));
    if (present.length === 0) continue;
    const columns = present.map((c) => data.columns[c]);
    const values = Float64Array.from(rows.flatMap((row) => present.map((c) => data.values[row * width + c])));
    marginal(whole, present)
      .logLikelihood({ columns, rowCount: rows.length, values })
      .forEach((density, i) => {
        result[rows[i]] = density;
      });
  }
  return result;
}

/**
 * The mean of {@link rowLogDensities}.
 *
 * @example
 * const fit = fitLinearGaussian(network.dag, data, { kind: "map" });
 * const nats = meanLogDensity(fit, test);
 */
export function meanLogDensity(fit: LinearGaussianFit, data: Dataset): number {
  let sum = 0;
  for (const density of rowLogDensities(fit, data)) sum += density;
  return sum / data.rowCount;
}

function marginal(whole: GaussianDensity, columns: readonly number[]): GaussianDensity {
  const width = whole.columns.length;
  if (columns.length === width) return whole;
  return new GaussianDensity(
    whole.name,
    columns.map((c) => whole.columns[c]),
    Float64Array.from(columns, (c) => whole.mean[c]),
    Float64Array.from(columns.flatMap((i) => columns.map((j) => whole.covariance[i * width + j]))),
    whole.parameters,
  );
}
