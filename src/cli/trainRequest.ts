import { z } from "zod";
import { activationKinds } from "../engine/index.ts";
import { flowKinds } from "../flow/index.ts";
import { readText } from "../io/index.ts";
import { families, modelKinds } from "../model/index.ts";
import { parseJson } from "../network/index.ts";
import { InputError } from "../numeric/errors.ts";
import { didYouMean } from "../numeric/nearestName.ts";
import { presets, startKinds, type TrainOptions, type Tuning } from "../train/index.ts";

const number = z.number();
const whole = z.int();
const text = z.string().min(1);

const tuningFields = {
  batch: whole.optional(),
  rate: number.optional(),
  warmUp: whole.optional(),
  precision: number.optional(),
  start: z.enum(startKinds).optional(),
  epochs: whole.optional(),
  maximumEpochs: whole.optional(),
  folds: whole.optional(),
  validationShare: number.optional(),
};
const architectureFields = {
  family: z.enum(families).optional(),
  flow: z.enum(flowKinds).optional(),
  hidden: z.array(whole).min(1).optional(),
  blocks: whole.optional(),
  activation: z.enum(activationKinds).optional(),
  coefficient: number.optional(),
  factorisation: z.enum(["paper", "exact"]).optional(),
  affine: z.boolean().optional(),
};
const tableFields = {
  decimal: z.enum([".", ","]).optional(),
  separator: text.optional(),
  missingValues: z.array(text).min(1).optional(),
  kind: z.union([z.array(text), z.record(z.string(), text)]).optional(),
  levels: z.union([z.array(text), z.record(z.string(), z.array(text))]).optional(),
};
const schema = z.strictObject({
  network: text.optional(),
  data: text.optional(),
  simulate: whole.min(2).optional(),
  output: text.optional(),
  observed: z.array(text).min(1).optional(),
  model: z.enum(modelKinds).optional(),
  preset: z.enum(presets).optional(),
  seed: whole.nonnegative().optional(),
  ...tableFields,
  ...architectureFields,
  ...tuningFields,
});

/** Everything that fixes a training: what a person says by options and by a configuration file. */
export type TrainRequest = z.infer<typeof schema>;

/**
 * A configuration file: JSON whose keys are the long options in camel case.
 *
 * @throws InputError naming file, key and what was expected; an unknown key comes with the nearest known one.
 */
export function readConfig(path: string): TrainRequest {
  return checkRequest(parseJson(readText(path, "configuration"), path), path);
}

export function checkRequest(value: unknown, where: string): TrainRequest {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (issue.code === "unrecognized_keys") {
    const known = Object.keys(schema.shape);
    const [key] = issue.keys;
    throw new InputError(
      `Unknown key "${key}" in ${where}.${didYouMean(key, known)} Known keys: ${known.join(", ")}.`,
    );
  }
  const place = issue.path.join(".") || "the file";
  throw new InputError(`Expected ${place} in ${where} to be ${wanted(issue)}.`);
}

const kinds: Record<string, string> = {
  array: "a list",
  boolean: "true or false",
  int: "a whole number",
  number: "a number",
  object: "an object",
  string: "a text",
};

function wanted(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_value") return `one of ${issue.values.join(", ")}`;
  if (issue.code === "invalid_type") return kinds[issue.expected] ?? issue.expected;
  if (issue.code === "too_big") return `at most ${issue.maximum}`;
  if (issue.code !== "too_small") return issue.message;
  return issue.origin === "string" || issue.origin === "array" ? "not empty" : `at least ${issue.minimum}`;
}

/** Options given on the command line, without those that were not. */
export function requestOfOptions(
  network: string | undefined,
  options: Record<string, unknown>,
): TrainRequest {
  const known = Object.keys(schema.shape);
  const given = Object.entries(options).filter(([key, value]) => known.includes(key) && value !== undefined);
  return checkRequest(
    { ...(network !== undefined && { network }), ...Object.fromEntries(given) },
    "the options",
  );
}

/** The parts of a request that training takes. */
export function trainOptions(request: TrainRequest): TrainOptions {
  const pick = (fields: object) =>
    Object.fromEntries(
      Object.entries(request).filter(([key, value]) => key in fields && value !== undefined),
    );
  return {
    model: request.model ?? "true",
    preset: request.preset ?? "recommended",
    seed: request.seed ?? 0,
    architecture: pick(architectureFields) as TrainOptions["architecture"],
    tuning: pick(tuningFields) as Tuning,
  };
}
