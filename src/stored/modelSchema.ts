import { z } from "zod";
import { activationKinds } from "../engine/index.ts";
import { modelKinds } from "../model/index.ts";

/** Parts of a stored model that model folders and projects have in common. */
export const nodesSchema = z.array(z.strictObject({ name: z.string(), parents: z.array(z.string()) })).min(1);

export const architectureSchema = z.strictObject({
  model: z.enum(modelKinds),
  hidden: z.array(z.int().positive()).min(1),
  blocks: z.int().nonnegative(),
  activation: z.enum(activationKinds),
  coefficient: z.number(),
  factorisation: z.enum(["paper", "exact"]),
  normalization: z.enum(["certified", "power"]),
  affine: z.boolean(),
  missing: z.boolean().optional(),
  added: z.array(z.strictObject({ parent: z.string(), child: z.string() })).optional(),
});

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
  trust: z
    .strictObject({
      precision: z.number().positive().nullable(),
      scores: z.array(
        z.strictObject({
          precision: z.number().positive().nullable(),
          gain: z.number(),
          standardError: z.number(),
        }),
      ),
    })
    .optional(),
});
