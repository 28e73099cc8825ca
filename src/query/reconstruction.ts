import { type Dataset, selectColumns } from "../data/index.ts";
import type { TableCoding, Theta } from "../likelihood/index.ts";
import { readConditionals } from "./conditionals.ts";
import type { QueryContext } from "./context.ts";
import type { QueryOptions } from "./options.ts";
import { eachBatch } from "./pass.ts";

/**
 * What each conditional expects for one draw z ~ q(z|x) a row, raw units: its mean, of columns with levels the likeliest level.
 */
export function reconstruct(context: QueryContext, data: Dataset, options: QueryOptions): Dataset {
  const { engine, model, coding } = context;
  const width = model.observedNames.length;
  const values = new Float64Array(data.rowCount * width);
  eachBatch(context, data, options, ({ elbo, tape, from, count, draw, progress }) => {
    draw();
    const { theta } = readConditionals(engine, tape.paddedBatch, coding, elbo.decoded);
    for (let i = 0; i < count; i++) {
      for (let c = 0; c < width; c++) {
        values[(from + i) * width + c] = expected(coding, c, theta(c, i));
      }
    }
    progress(1);
  });
  const types = coding.types();
  return { columns: model.observedNames, rowCount: data.rowCount, values, ...(types && { types }) };
}

function expected(coding: TableCoding, c: number, theta: Theta): number {
  const likelihood = coding.likelihoods[c];
  const column = coding.columns[c];
  // The same sum as a draw without noise, to the last bit.
  if (!likelihood.discrete && likelihood.name === "gaussian")
    return likelihood.fromTarget(column, theta.location[0]);
  const { mode, mean } = likelihood.distribution(column, theta);
  return likelihood.levels ? mode : mean;
}

/** How far a column is reconstructed. */
export interface ReconstructionError {
  readonly name: string;
  readonly kind: string;
  /** Of numbers: the root of the mean squared difference, raw units. */
  readonly rootMeanSquare?: number;
  /** Of levels: the share of rows whose likeliest level is the right one. */
  readonly shareRight?: number;
}

/** The error of every column over the values that are there. */
export function reconstructionErrors(
  context: QueryContext,
  data: Dataset,
  options: QueryOptions,
): ReconstructionError[] {
  const { coding, model } = context;
  const names = model.observedNames;
  const table = selectColumns(data, names);
  const { values } = reconstruct(context, data, options);
  return names.map((name, c) => {
    let [sum, count] = [0, 0];
    const { levels } = coding.likelihoods[c];
    for (let at = c; at < values.length; at += names.length) {
      if (Number.isNaN(table.values[at])) continue;
      count++;
      if (levels) sum += values[at] === table.values[at] ? 1 : 0;
      else sum += (values[at] - table.values[at]) ** 2;
    }
    const { kind } = coding.columns[c].type;
    const mean = sum / Math.max(count, 1);
    return levels ? { name, kind, shareRight: mean } : { name, kind, rootMeanSquare: Math.sqrt(mean) };
  });
}

/**
 * Mean over rows of the Euclidean norm |x - mu(z)|, z ~ q(z|x), raw units, over the numbers that are there; levels, which have
 * no distance, are left out.
 */
export function reconstructionError(context: QueryContext, data: Dataset, options: QueryOptions): number {
  const { coding, model } = context;
  const names = model.observedNames;
  const width = names.length;
  const table = selectColumns(data, names);
  const { values } = reconstruct(context, data, options);
  let total = 0;
  for (let row = 0; row < data.rowCount; row++) {
    let squares = 0;
    for (let at = row * width; at < (row + 1) * width; at++)
      if (!Number.isNaN(table.values[at]) && !coding.likelihoods[at % width].levels)
        squares += (values[at] - table.values[at]) ** 2;
    total += Math.sqrt(squares);
  }
  return total / data.rowCount;
}
