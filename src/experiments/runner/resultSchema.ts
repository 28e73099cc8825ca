import { flowKinds } from "../../flow/index.ts";
import { families, modelKinds, objectiveKinds } from "../../model/index.ts";
import * as z from "../../numeric/schemas.ts";
import { presets } from "../../train/index.ts";
import { experimentNames, gaussianKinds, graphChanges, type Job, type RunResult } from "../job.ts";
import type { ReadJob, ReadResult } from "./jobKind.ts";
import { readBySchema, readJobBySchema } from "./readBySchema.ts";

const count = z.int().check(z.nonnegative());
const optional = z.nullable(z.number());
const trace = z.object({
  errors: z.array(z.number()),
  milliseconds: z.number(),
  samples: count,
  converged: count,
  evaluations: count,
});

const flowInversion = z.object({
  samples: count,
  reached: count,
  nearest: z.optional(count),
  largestError: z.number(),
  evaluations: count,
  milliseconds: z.number(),
});
const flowConditioning = z.object({ forward: z.number(), inverse: z.number() });

/** What a job takes upon a machine: more is a mistake, or meant to harm. */
const rows = count.check(z.maximum(1e7));
const samples = count.check(z.maximum(1e6));

const jobFields = {
  experiment: z.enum(experimentNames),
  network: z.string(),
  model: z.enum([...modelKinds, ...gaussianKinds]),
  preset: z.nullable(z.enum(presets)),
  rows,
  seed: count,
  testRows: rows,
  importanceSamples: samples,
  change: z.enum(graphChanges),
  changes: rows,
  factorisation: z.enum(["paper", "exact"]),
  trust: z.optional(z.literal("auto")),
  flow: z.optional(z.enum(flowKinds)),
  family: z.optional(z.enum(families)),
  objective: z.optional(z.enum(objectiveKinds)),
  table: z.optional(z.string()),
};

/** The fields of a `RunResult`, in the order in which a table shows them. */
const schema = z.object({
  id: z.string().check(z.minLength(1)),
  ...jobFields,
  nll: z.number(),
  nllStandardError: z.number(),
  exactNll: optional,
  excess: optional,
  re: optional,
  elbo: optional,
  effectiveSampleSize: optional,
  lipschitzBound: optional,
  start: z.nullable(z.string()),
  epochs: z.nullable(count),
  gradientSteps: z.nullable(count),
  choices: z.array(z.object({ candidate: z.string(), score: z.number() })),
  distance: z.number(),
  arcs: count,
  inversion: z.nullable(z.object({ newton: trace, fixedPoint: trace })),
  flowMeasures: z.optional(
    z.object({
      parameters: count,
      near: flowInversion,
      far: flowInversion,
      conditioning: flowConditioning,
      conditioningFar: flowConditioning,
    }),
  ),
  posterior: z.optional(z.object({ distance: z.number(), standardError: z.number(), exact: z.boolean() })),
  trainSeconds: z.number(),
  evaluateSeconds: z.number(),
  version: z.string(),
  // Lines of earlier versions have no such field.
  copyOf: z._default(z.nullable(z.string()), null),
});

export const resultFields = Object.keys(schema.shape) as (keyof RunResult)[];

const jobSchema = z.strictObject(jobFields);

/** The job that a parsed text describes, or what is wrong with it. */
export function parseJob(value: unknown): ReadJob<Job> {
  return readJobBySchema(jobSchema, value);
}

/** The result that a parsed line holds, or what is wrong with it. */
export function parseResult(value: unknown): ReadResult<RunResult> {
  return readBySchema(schema, value);
}
