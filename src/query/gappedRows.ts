import { rejectFarValues } from "../data/farValues.ts";
import type { Dataset } from "../data/index.ts";
import { hasGaps, measuredPattern, rejectInfinite } from "../data/index.ts";
import { logDensityConstant, type Scales } from "../data/scales.ts";
import type { ConditionalNormal } from "../gaussian/index.ts";
import type { Dag } from "../graph/index.ts";
import { SirenVae } from "../model/sirenVae.ts";
import { log } from "../numeric/elementary.ts";
import { InputError } from "../numeric/errors.ts";
import type { QueryContext } from "./context.ts";

/**
 * Rows with gaps, made ready for a pass. A gap is either *filled* with its conditional mean, which the encoder is told and
 * the likelihood does not count, or *drawn* from its conditional distribution in every pass, as if it were a latent with
 * that proposal: then it counts in the likelihood, and the density of the draw is divided out. Both make the importance
 * weights right; where the model is linear-Gaussian a drawn gap costs no accuracy at all.
 *
 * A model trained on rows with gaps fills, apart from values that other nodes read, which it draws; one trained on complete
 * rows has an encoder that believes all it reads, so it draws everything.
 */
export interface GappedRows {
  /** With means in the gaps, raw units. */
  readonly values: Float64Array;
  /** 1 for what was measured and what is drawn. */
  readonly counted: Float64Array;
  /** For rows with something to draw: the gaps, those to be drawn first, and how many these are. */
  readonly draws: ReadonlyMap<number, ConditionalNormal & { readonly count: number }>;
}

/** @throws InputError for infinite numbers and such as no density reaches, and for gaps where the model cannot fill them. */
export function gappedRows(context: QueryContext, table: Dataset): GappedRows | undefined {
  rejectInfinite(table);
  rejectFarValues(table, context.scales);
  if (!hasGaps(table)) return undefined;
  const { fill, model } = context;
  if (fill === undefined) {
    const at = table.values.findIndex(Number.isNaN);
    const width = table.columns.length;
    throw new InputError(
      `The value in row ${Math.floor(at / width) + 1}, column ${table.columns[at % width]} is missing, and this model ` +
        "holds nothing to fill it from. Fill or leave out rows with gaps, or train the model again on rows with gaps.",
    );
  }
  const drawn = model.architecture.missing
    ? Uint8Array.from(readColumns(model instanceof SirenVae ? model.dag : undefined))
    : new Uint8Array(table.columns.length).fill(1);
  const values = table.values.slice();
  const counted = measuredPattern(table);
  const draws = new Map<number, ConditionalNormal & { readonly count: number }>();
  const width = table.columns.length;
  for (let row = 0; row < table.rowCount; row++) {
    const at = row * width;
    let gap = false;
    for (let j = at; j < at + width; j++) gap ||= counted[j] === 0;
    if (!gap) continue;
    const conditional = fill.condition(table.values, at, drawn);
    let count = 0;
    conditional.missing.forEach((column, a) => {
      values[at + column] = conditional.mean[a];
      if (drawn[column] === 1) {
        counted[at + column] = 1;
        count++;
      }
    });
    if (count > 0) draws.set(row, { ...conditional, count });
  }
  return { values, counted, draws };
}

/** 1 for every observed column that another node reads. */
function readColumns(dag: Dag | undefined): number[] {
  return dag === undefined ? [] : dag.observed.map((node) => (dag.children(node).length > 0 ? 1 : 0));
}

/**
 * What is added to the log-density of the measured values of each row to bring it from standardized to raw units, nats.
 */
export function rowConstants(table: Dataset, scales: Scales): Float64Array {
  const width = table.columns.length;
  const whole = logDensityConstant(scales);
  const logs = scales.deviation.map((deviation) => log(deviation));
  const constants = new Float64Array(table.rowCount).fill(whole);
  table.values.forEach((value, at) => {
    if (Number.isNaN(value)) constants[Math.floor(at / width)] += logs[at % width];
  });
  return constants;
}
