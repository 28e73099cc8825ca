import type { Dataset } from "../data/index.ts";
import type { PosteriorRows } from "./posterior.ts";

/** How the columns of summaries are called: q05 is the 5 % quantile, q02.5 that of 2.5 %. */
export function summaryWords(levels: readonly number[]): string[] {
  const percents = levels.map((level) => {
    const [whole, ...decimals] = String(Number((100 * level).toPrecision(12))).split(".");
    return ["q", whole.padStart(2, "0"), ...decimals.map((digits) => `.${digits}`)].join("");
  });
  return ["mean", "sd", ...percents];
}

/** The columns of a table of posteriors: the row's number, how many draws it is worth, and the summaries of every latent. */
export function posteriorColumns(latents: readonly string[], levels: readonly number[]): string[] {
  const words = summaryWords(levels);
  return ["row", "effective_samples", ...latents.flatMap((name) => words.map((word) => `${name}.${word}`))];
}

/** Posteriors as such a table, under the numbers that their rows have. */
export function posteriorTable(
  found: PosteriorRows,
  columns: readonly string[],
  numberOf: (row: number) => number,
): Dataset {
  const { latents, levels, mean, standardDeviation, quantiles, effectiveSampleSize } = found;
  const rowCount = effectiveSampleSize.length;
  const values = new Float64Array(rowCount * columns.length);
  for (let row = 0, at = 0; row < rowCount; row++) {
    values[at++] = numberOf(row);
    values[at++] = effectiveSampleSize[row];
    for (let k = row * latents.length; k < (row + 1) * latents.length; k++) {
      values[at++] = mean[k];
      values[at++] = standardDeviation[k];
      for (let level = 0; level < levels.length; level++) values[at++] = quantiles[k * levels.length + level];
    }
  }
  return { columns, rowCount, values };
}
