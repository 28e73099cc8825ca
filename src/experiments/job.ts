import type { FlowKind } from "../flow/index.ts";
import type { Family, ModelKind, ObjectiveKind } from "../model/index.ts";
import type { PosteriorDistance } from "../query/index.ts";
import type { Preset } from "../train/index.ts";

/** What a network is compared by: models of this library, and Gaussians fitted to the same rows. */
export const gaussianKinds = ["independent", "full", "shrunk", "em", "map-em"] as const;
export type GaussianKind = (typeof gaussianKinds)[number];

/** How the graph that a model is given differs from the one that made the data. */
export const graphChanges = [
  "none",
  "arcs-dropped",
  "arcs-added",
  "arcs-reversed",
  "latents-removed",
  "latents-added",
  "learned-complete",
  "learned-observed",
] as const;
export type GraphChange = (typeof graphChanges)[number];

export const experimentNames = ["table1", "figure2", "robustness", "inversion", "flows", "families"] as const;
export type ExperimentName = (typeof experimentNames)[number];

/** One run, described whole: the same job gives the same numbers on every machine. Plain JSON. */
export interface Job {
  readonly experiment: ExperimentName;
  /** A built-in name, or what the network of a table is called. */
  readonly network: string;
  readonly model: ModelKind | GaussianKind;
  /** Null for Gaussians. */
  readonly preset: Preset | null;
  /** Rows to train on, drawn with `seed`. */
  readonly rows: number;
  readonly seed: number;
  readonly testRows: number;
  readonly importanceSamples: number;
  readonly change: GraphChange;
  /** Arcs or latents changed; 0 for `none` and for learned graphs. */
  readonly changes: number;
  readonly factorisation: "paper" | "exact";
  /** Whether data may overrule the graph; absent where it is believed in full. */
  readonly trust?: "auto";
  /** Of the experiment `flows`: what the model is made of, and whether the flow is the density of all nodes, measured. */
  readonly flow?: FlowKind;
  readonly family?: Family;
  /** What the model was trained to raise; the ELBO where absent. */
  readonly objective?: ObjectiveKind;
  /** The name of a table that takes the place of simulated rows; `seed` says which of its rows are held out. */
  readonly table?: string;
}

/** Numbers of one finished run: one line of a results file. Nats a row and raw data units. */
export interface RunResult extends Job {
  readonly id: string;
  readonly nll: number;
  /** Over the test rows. */
  readonly nllStandardError: number;
  /** Of the same test rows under the generating network; null where its density has no closed form. */
  readonly exactNll: number | null;
  /** nll - exactNll. */
  readonly excess: number | null;
  /** Mean Euclidean norm of x - mu(z); null for Gaussians. */
  readonly re: number | null;
  readonly elbo: number | null;
  /** Of the importance samples, a mean over rows; null for Gaussians. */
  readonly effectiveSampleSize: number | null;
  /** The largest certified Lipschitz bound of a block; null for Gaussians and the plain VAE. */
  readonly lipschitzBound: number | null;
  /** What training chose: start, epochs and the candidates with their held-out losses. */
  readonly start: string | null;
  readonly epochs: number | null;
  /** Gradient steps of all candidates and folds together, at most; null for Gaussians. */
  readonly gradientSteps: number | null;
  readonly choices: readonly { readonly candidate: string; readonly score: number }[];
  /** Structural Hamming distance between the graph that was used and the true one, hidden nodes included. */
  readonly distance: number;
  /** Arcs of the graph that was used. */
  readonly arcs: number;
  readonly inversion: InversionResult | null;
  readonly flowMeasures?: FlowMeasures;
  /** Of an encoder of the given network: how far it is from the exact posterior. */
  readonly posterior?: PosteriorDistance;
  readonly trainSeconds: number;
  readonly evaluateSeconds: number;
  /** Of the program that made the numbers. */
  readonly version: string;
  /** The run whose numbers these are, where another experiment wanted the same work; null where the work was done for this one. */
  readonly copyOf: string | null;
}

/** How the inverse of the prior's flow went, for the experiment `inversion`. */
export interface InversionResult {
  /** Largest error over samples after each evaluation, the Newton-like and the fixed-point iteration. */
  readonly newton: InversionTrace;
  readonly fixedPoint: InversionTrace;
}

/** Of a trained flow, for the experiment `flows`. */
export interface FlowMeasures {
  /** Of the whole model. */
  readonly parameters: number;
  /** At draws of the base, and five times as far out. */
  readonly near: FlowInversion;
  readonly far: FlowInversion;
  readonly conditioning: FlowConditioning;
  readonly conditioningFar: FlowConditioning;
}

export interface FlowInversion {
  readonly samples: number;
  /** Samples whose image under the flow is again what was inverted, within 1e-10 of its size. */
  readonly reached: number;
  /** Others, beside which no float64 number has a nearer image; lines of earlier versions do not say. */
  readonly nearest?: number | undefined;
  readonly largestError: number;
  /** Most evaluations of one step. */
  readonly evaluations: number;
  readonly milliseconds: number;
}

/** By how much a small step may grow: medians of the largest singular values of the Jacobian and of its inverse. */
export interface FlowConditioning {
  readonly forward: number;
  readonly inverse: number;
}

export interface InversionTrace {
  /** max |z_i - z| after i evaluations of every block, i = 1, 2, ...; raw latent units. */
  readonly errors: readonly number[];
  /** Milliseconds for `samples` samples to a residual of 1e-10. */
  readonly milliseconds: number;
  readonly samples: number;
  readonly converged: number;
  /** Most evaluations that a block needed. */
  readonly evaluations: number;
}

/** Names a job by all that it consists of, readable and fit for a file: two jobs share it only if they are the same. */
export function jobId(job: Job): string {
  const { experiment, network, model, preset, rows, seed, testRows, importanceSamples } = job;
  const change = job.change === "none" ? "" : `/${job.change}${job.changes > 0 ? `-${job.changes}` : ""}`;
  const exact = job.factorisation === "exact" ? "/exact" : "";
  const trust = job.trust ? `/trust-${job.trust}` : "";
  const scale = `${rows}-rows/${testRows}-test/${importanceSamples}-samples`;
  const table = job.table ? `/${job.table.slice(0, 12)}` : "";
  return `${experiment}/${network}${table}/${model}${kindOf(job)}${preset ? `/${preset}` : ""}${exact}${trust}${change}/${scale}/seed-${seed}`;
}

/** Family, flow and objective, as far as they are not what a model has by itself. */
function kindOf({ family, flow, objective }: Job): string {
  const roles: Partial<Record<Family, string>> = { flow: "density-", posterior: "posterior-" };
  const named = family === undefined || family === "siren" || family === "vae" ? undefined : family;
  const what = flow ? `${(family && roles[family]) ?? ""}${flow}` : named;
  return `${what ? `/${what}` : ""}${objective ? `/${objective}` : ""}`;
}

/**
 * Names the work that a job asks for, whichever experiment wants it: jobs with the same work give the same numbers, so that
 * it is done once.
 */
export function workId(job: Job): string {
  // Only these train in another way than the others.
  const own = job.experiment === "inversion" || job.experiment === "flows";
  return jobId({ ...job, experiment: own ? job.experiment : "table1" });
}
