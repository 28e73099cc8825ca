import type { StoredResult } from "../runner/jobKind.ts";

/** What can be compared: models to train, and `baselines`, which stands for all densities that fit the table. */
export const comparedModels = ["trust", "true", "ind", "fc", "vae", "baselines"] as const;
export type ComparedModel = (typeof comparedModels)[number];

/** One fit of a comparison: a model, on all folds but one, scored on that one. Plain JSON. */
export interface ComparisonJob {
  /** The name of the network and table, as `comparisonMaterial` gives it. */
  readonly material: string;
  /** Of the networks that are compared. */
  readonly network: string;
  readonly model: ComparedModel;
  /** From 1 to `folds`. */
  readonly fold: number;
  readonly folds: number;
  /** Of the deal into folds and of the training. */
  readonly seed: number;
  readonly importanceSamples: number;
  /** The rows to fit and to score: those of this group, or all. */
  readonly group: string | null;
}

/** What a fit makes of the rows that it did not see. */
export interface ComparisonResult extends ComparisonJob, StoredResult {
  /** The rows that were held out, counted from 0. */
  readonly rows: readonly number[];
  /** Log-density of each of them, nats, raw data units: of the model under its own name, of every baseline under its key. */
  readonly densities: Readonly<Record<string, readonly number[]>>;
  readonly seconds: number;
}

/** Log-density of a row that a fit holds for impossible, as `score` has it: JSON has no infinities. */
export const IMPOSSIBLE = -1e300;

/** Names a job by all that it consists of. */
export function comparisonId(job: ComparisonJob): string {
  const { material, network, model, fold, folds, seed, importanceSamples, group } = job;
  const part = group === null ? "" : `/only ${group}`;
  return `${network}/${model}${part}/fold-${fold}-of-${folds}/seed-${seed}/${importanceSamples}-samples/${material.slice(0, 12)}`;
}
