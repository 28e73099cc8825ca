import { modelKinds } from "../model/index.ts";
import { problemOf } from "../network/index.ts";
import { InputError } from "../numeric/errors.ts";
import * as z from "../numeric/schemas.ts";
import { architectureSchema, nodesSchema, scoresSchema, trainingSchema, typesSchema } from "./modelSchema.ts";

export const PROJECT_FORMAT = "siren-vae/project";
export const PROJECT_VERSION = 1;

const numbers = z.instanceof(Float64Array);
const whole = z.instanceof(Int32Array);
const dataset = z
  .object({
    columns: z.array(z.string()),
    rowCount: z.int().check(z.nonnegative()),
    values: numbers,
    types: z.optional(typesSchema),
  })
  .check(
    z.refine(({ columns, rowCount, values }) => values.length === columns.length * rowCount, {
      error: "as many values as rows times columns",
    }),
  );
const parts = z.object({
  nodes: nodesSchema,
  observed: z.array(z.string()).check(z.minLength(1)),
  architecture: architectureSchema,
  scales: z.object({
    mean: numbers,
    deviation: numbers,
    scores: z.optional(scoresSchema),
    leastScales: z.optional(numbers),
  }),
  types: z.optional(typesSchema),
  fill: z.optional(z.object({ mean: numbers, covariance: numbers })),
  /** The network of an encoder alone, and the units of its hidden nodes. */
  given: z.optional(
    z.object({ network: z.unknown(), mean: z.array(z.number()), deviation: z.array(z.number()) }),
  ),
  parameters: z.array(
    z.object({ name: z.string(), shape: z.array(z.int().check(z.nonnegative())), values: numbers }),
  ),
  training: trainingSchema,
});
const run = z.looseObject({
  id: z.string(),
  study: z.string(),
  spec: z.looseObject({ model: z.enum(modelKinds) }),
  status: z.enum(["waiting", "running", "paused", "done", "failed"]),
  points: z.array(z.looseObject({ epoch: z.number(), loss: z.number() })),
  progress: z.looseObject({ phase: z.string(), done: z.number(), total: z.number() }),
  parts: z.optional(parts),
});
const study = z.looseObject({
  id: z.string(),
  network: z.unknown(),
  data: z
    .looseObject({
      train: dataset,
      test: dataset,
      truth: z.optional(dataset),
      places: z.optional(z.object({ train: whole, test: whole })),
    })
    .check(
      z.refine(
        ({ train, test, places }) =>
          places === undefined ||
          (places.train.length === train.rowCount && places.test.length === test.rowCount),
        { error: "a place in the file for every row" },
      ),
    ),
});
const table = z.looseObject({
  file: z.string(),
  columns: z.array(z.string()),
  rowCount: z.int().check(z.nonnegative()),
  values: numbers,
});
const values = z.array(z.tuple([z.string(), z.number()]));
const kept = z.looseObject({
  name: z.string(),
  study: z.string(),
  values,
  done: z.array(z.string()),
});
const source = z.enum(["test", "train", "table"]);
const question = z.looseObject({
  study: z.string(),
  values,
  done: z.array(z.string()),
  target: z.optional(z.string()),
  evidenceRow: z.optional(z.object({ source, at: z.optional(z.int()) })),
  row: z.optional(
    z.object({
      source,
      at: z.int(),
      changed: z.optional(
        z.object({ title: z.string(), cells: z.array(z.unknown()), omitted: z.array(z.string()) }),
      ),
    }),
  ),
  intervention: z.optional(z.object({ node: z.string(), value: z.optional(z.number()) })),
  pair: z.optional(z.tuple([z.string(), z.string()])),
});
const claim = z.object({
  exposure: z.optional(z.string()),
  outcome: z.optional(z.string()),
  given: z.optional(z.array(z.string())),
});
const projectFile = z.looseObject({
  format: z.literal(PROJECT_FORMAT),
  version: z.literal(PROJECT_VERSION),
  network: z.unknown(),
  settings: z.optional(z.looseObject({})),
  cases: z.optional(z.array(kept)),
  questions: z.optional(z.array(question)),
  claim: z.optional(claim),
  table: z.optional(table),
  studies: z.optional(z.array(study)),
  runs: z.optional(z.array(run)),
});

export type ProjectContent = z.infer<typeof projectFile>;

/** Whether a text is a project that the studio saved, by its first words. */
export function isProjectText(text: string): boolean {
  return text.slice(0, 200).includes(`"${PROJECT_FORMAT}"`);
}

/**
 * A project's content once its typed arrays are read. Networks in it are still to be parsed.
 *
 * @throws InputError naming the place that is not as the studio writes it
 */
export function checkProject(content: unknown, where: string): ProjectContent {
  const version = (content as { version?: unknown } | null)?.version;
  if (typeof version === "number" && version > PROJECT_VERSION) {
    throw new InputError(
      `${where} has version ${version}; this program reads up to ${PROJECT_VERSION}. Update siren-vae.`,
    );
  }
  const parsed = projectFile.safeParse(content);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new InputError(
    `Expected a project as the studio saves it, but in ${where} ${issue.path.join(".") || "the whole"} is wrong: ${problemOf(issue, content)}. Save it again.`,
  );
}
