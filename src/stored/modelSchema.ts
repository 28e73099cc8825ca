import { columnKinds, restKinds } from "../data/index.ts";
import { activationKinds } from "../engine/index.ts";
import { flowKinds } from "../flow/index.ts";
import { families, modelKinds, normalizationKinds, objectiveKinds } from "../model/index.ts";
import * as z from "../numeric/schemas.ts";

/** Parts of a stored model that model folders and projects have in common. */
export const nodesSchema = z
  .array(z.strictObject({ name: z.string(), parents: z.array(z.string()) }))
  .check(z.minLength(1));

export const architectureSchema = z.strictObject({
  model: z.enum(modelKinds),
  family: z.optional(z.enum(families)),
  flow: z.optional(z.enum(flowKinds)),
  hidden: z.array(z.int().check(z.positive())).check(z.minLength(1)),
  widen: z.optional(z.boolean()),
  blocks: z.int().check(z.nonnegative()),
  activation: z.enum(activationKinds),
  coefficient: z.number(),
  factorisation: z.enum(["paper", "exact"]),
  normalization: z.enum(normalizationKinds),
  affine: z.boolean(),
  interactions: z.optional(z.boolean()),
  missing: z.optional(z.boolean()),
  layers: z.optional(z.array(z.int().check(z.positive())).check(z.minLength(1))),
  added: z.optional(z.array(z.strictObject({ parent: z.string(), child: z.string() }))),
});

/** What the columns measure: of tables that are not all Gaussian numbers. */
export const typesSchema = z.array(
  z.strictObject({
    kind: z.enum(columnKinds as [string, ...string[]]),
    levels: z.optional(z.array(z.string())),
    step: z.optional(z.number().check(z.positive())),
    outliers: z.optional(z.boolean()),
    least: z.optional(z.int()),
    most: z.optional(z.int()),
    atom: z.optional(z.number()),
    rest: z.optional(z.enum(restKinds as [string, ...string[]])),
    share: z.optional(z.number().check(z.positive(), z.maximum(1))),
    curve: z.optional(
      z.strictObject({
        centre: z.number(),
        spread: z.number().check(z.positive()),
        lean: z.number(),
        tail: z.number().check(z.positive()),
      }),
    ),
  }),
);

/** Coded values of levels, [feature rows][levels] a column. */
export const scoresSchema = z.array(z.nullable(z.array(z.array(z.number()))));

export const trainingSchema = z.strictObject({
  preset: z.string(),
  seed: z.int().check(z.nonnegative()),
  rows: z.int().check(z.positive()),
  start: z.string(),
  epochs: z.int().check(z.nonnegative()),
  seconds: z.number(),
  history: z.array(
    z.strictObject({
      epoch: z.int(),
      loss: z.number(),
      validation: z.optional(z.number()),
      rate: z.number(),
      klWeight: z.number(),
    }),
  ),
  objective: z.optional(
    z.strictObject({ name: z.enum(objectiveKinds), samples: z.int().check(z.positive()) }),
  ),
  choices: z.array(z.strictObject({ candidate: z.string(), score: z.number() })),
  distilled: z.optional(
    z.strictObject({
      rows: z.int().check(z.positive()),
      networks: z.int().check(z.positive()),
      states: z.optional(z.int().check(z.positive())),
      score: z.number(),
      behind: z.number(),
    }),
  ),
  trust: z.optional(
    z.strictObject({
      precision: z.nullable(z.number().check(z.positive())),
      scores: z.array(
        z.strictObject({
          precision: z.nullable(z.number().check(z.positive())),
          gain: z.number(),
          standardError: z.number(),
        }),
      ),
      instead: z.optional(
        z.strictObject({
          structure: z.literal("fc"),
          gain: z.number(),
          standardError: z.nullable(z.number()),
        }),
      ),
    }),
  ),
});
