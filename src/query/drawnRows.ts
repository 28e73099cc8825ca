import type { Dataset } from "../data/index.ts";
import type { ParameterStore } from "../engine/index.ts";
import type { Flow, InversionReport, Inverter } from "../flow/index.ts";
import type { Steps } from "../numeric/turns.ts";

/** How the inversion of the prior's flow went over all rows. */
export interface InversionSummary {
  readonly converged: number;
  readonly total: number;
  readonly maxIterations: number;
  readonly maxResidual: number;
  readonly safeguarded: number;
}

/** Rows that a model drew, and how the inverse of its flow went. */
export interface SampledRows {
  /** Raw units for observed columns, the model's own units for latents. */
  readonly data: Dataset;
  readonly inversion: InversionSummary;
  /** Where something was seen: how many independent rows the weighted ones are worth. */
  readonly effectiveSampleSize?: number;
}

/** Inverts a flow; made in steps where the flow has some. */
export function* inverterOf(flow: Flow, store: ParameterStore, batch: number): Steps<Inverter> {
  return flow.inverterInSteps ? yield* flow.inverterInSteps(store, batch) : flow.inverter(store, batch);
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

export function addReport(summary: Writable<InversionSummary>, report: InversionReport): void {
  const { converged, iterations, residual, safeguarded } = report;
  summary.converged += converged.reduce((sum, one) => sum + one, 0);
  summary.maxIterations = Math.max(summary.maxIterations, ...iterations);
  summary.maxResidual = Math.max(summary.maxResidual, ...residual);
  summary.safeguarded += safeguarded.reduce((sum, one) => sum + one, 0);
}

/** The first `count` places of every row of a [rows x batch] array. */
export function compact(
  values: Float64Array,
  rows: number,
  batch: number,
  count: number,
): Float64Array<ArrayBuffer> {
  const out = new Float64Array(rows * count);
  for (let r = 0; r < rows; r++) for (let b = 0; b < count; b++) out[r * count + b] = values[r * batch + b];
  return out;
}
