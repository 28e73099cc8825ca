import { z } from "zod";
import { activationKinds } from "../engine/index.ts";
import { flowKinds } from "../flow/index.ts";
import { kindNames } from "../likelihood/index.ts";
import { families, modelKinds } from "../model/index.ts";

/** Parts of a stored model that model folders and projects have in common. */
export const nodesSchema = z.array(z.strictObject({ name: z.string(), parents: z.array(z.string()) })).min(1);

export const architectureSchema = z.strictObject({
  model: z.enum(modelKinds),
  family: z.enum(families).optional(),
  flow: z.enum(flowKinds).optional(),
  hidden: z.array(z.int().positive()).min(1),
  widen: z.boolean().optional(),
  blocks: z.int().nonnegative(),
  activation: z.enum(activationKinds),
  coefficient: z.number(),
  factorisation: z.enum(["paper", "exact"]),
  normalization: z.enum(["certified", "power"]),
  affine: z.boolean(),
  missing: z.boolean().optional(),
});

/** What the columns measure: of tables that are not all Gaussian numbers. */
export const typesSchema = z.array(
  z.strictObject({
    kind: z.enum(kindNames as [string, ...string[]]),
    levels: z.array(z.string()).optional(),
    step: z.number().positive().optional(),
  }),
);

/** Coded values of levels, [feature rows][levels] a column. */
export const scoresSchema = z.array(z.array(z.array(z.number())).nullable());

export const trainingSchema = z.strictObject({
  preset: z.string(),
  seed: z.int().nonnegative(),
  rows: z.int().positive(),
  start: z.string(),
  epochs: z.int().nonnegative(),
  seconds: z.number(),
  history: z.array(
    z.strictObject({
      epoch: z.int(),
      loss: z.number(),
      validation: z.number().optional(),
      rate: z.number(),
      klWeight: z.number(),
    }),
  ),
  choices: z.array(z.strictObject({ candidate: z.string(), score: z.number() })),
});
