import * as z from "../../numeric/schemas.ts";
import type { JobKind } from "../runner/jobKind.ts";
import { readBySchema, readJobBySchema } from "../runner/readBySchema.ts";
import { type ComparisonJob, type ComparisonResult, comparedModels, comparisonId } from "./comparisonJob.ts";

const count = z.int().check(z.nonnegative());

const jobFields = {
  material: z.string().check(z.minLength(1)),
  network: z.string(),
  model: z.enum(comparedModels),
  fold: count,
  folds: count.check(z.maximum(1e5)),
  seed: count,
  // What a fit takes upon a machine: more is a mistake, or meant to harm.
  importanceSamples: count.check(z.maximum(1e6)),
  group: z.nullable(z.string()),
};
const jobSchema = z.strictObject(jobFields).check(
  z.refine(({ fold, folds }) => fold >= 1 && fold <= folds, {
    path: ["fold"],
    error: "expected one of the folds, counted from 1",
  }),
);
const schema = z
  .object({
    id: z.string().check(z.minLength(1)),
    ...jobFields,
    rows: z.array(count),
    densities: z.record(z.string(), z.array(z.number())),
    seconds: z.number(),
    version: z.string(),
  })
  .check(
    z.refine(
      ({ rows, densities }) => Object.values(densities).every(({ length }) => length === rows.length),
      {
        error: "expected a density for every row",
      },
    ),
  );

/** The fits of `compare`. */
export const comparisonJobs: JobKind<ComparisonJob, ComparisonResult> = {
  name: "comparison",
  id: comparisonId,
  workId: comparisonId,
  materialOf: ({ material }) => material,
  read: (value) => readBySchema(schema, value),
  readJob: (value) => readJobBySchema(jobSchema, value),
  copied: (result) => result,
  executor: new URL("./runComparison.js", import.meta.url).href,
};
