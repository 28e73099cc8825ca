import * as z from "zod/mini";
import { flowKinds } from "../../flow/index.ts";
import { families, modelKinds } from "../../model/index.ts";
import { problemOf } from "../../network/index.ts";
import { ComputationError } from "../../numeric/errors.ts";
import { presets } from "../../train/index.ts";
import { experimentNames, gaussianKinds, graphChanges, type RunResult } from "../job.ts";

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
  largestError: z.number(),
  evaluations: count,
  milliseconds: z.number(),
});
const flowConditioning = z.object({ forward: z.number(), inverse: z.number() });

/** The fields of a `RunResult`, in the order in which a table shows them. */
const schema = z.object({
  id: z.string().check(z.minLength(1)),
  experiment: z.enum(experimentNames),
  network: z.string(),
  model: z.enum([...modelKinds, ...gaussianKinds]),
  preset: z.nullable(z.enum(presets)),
  rows: count,
  seed: count,
  testRows: count,
  importanceSamples: count,
  change: z.enum(graphChanges),
  changes: count,
  factorisation: z.enum(["paper", "exact"]),
  flow: z.optional(z.enum(flowKinds)),
  family: z.optional(z.enum(families)),
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
  trainSeconds: z.number(),
  evaluateSeconds: z.number(),
  version: z.string(),
  // Lines of earlier versions have no such field.
  copyOf: z._default(z.nullable(z.string()), null),
});

export const resultFields = Object.keys(schema.shape) as (keyof RunResult)[];

/** The result that a parsed line holds, or what is wrong with it. */
export function parseResult(value: unknown): { readonly result: RunResult } | { readonly problem: string } {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { result: parsed.data satisfies RunResult };
  const [first] = parsed.error.issues;
  const where = first.path.length > 0 ? `the field '${first.path.join(".")}': ` : "";
  return { problem: `${where}${problemOf(first, value)}` };
}

/**
 * JSON has no NaN and no infinities and would write null for them, which means something else here.
 *
 * @throws ComputationError where a number is not finite or a field is missing.
 */
export function requireWritable(result: RunResult): void {
  const problem = notFinite(result, "") ?? missing(result);
  if (problem === undefined) return;
  throw new ComputationError(
    `Expected finite numbers in the result of ${result.id}, got ${problem}. It is not written; run the job again with another seed or preset.`,
  );
}

function missing(result: RunResult): string | undefined {
  const parsed = parseResult(result);
  return "problem" in parsed ? parsed.problem : undefined;
}

function notFinite(value: unknown, path: string): string | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? undefined : `${path} = ${value}`;
  if (typeof value !== "object" || value === null) return undefined;
  for (const [key, item] of Object.entries(value)) {
    const found = notFinite(item, path === "" ? key : `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
