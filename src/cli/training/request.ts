import { activationKinds } from "../../engine/index.ts";
import { flowKinds } from "../../flow/index.ts";
import { readText } from "../../io/index.ts";
import {
  type Architecture,
  families,
  modelKinds,
  normalizationKinds,
  objectiveKinds,
} from "../../model/index.ts";
import { type JsonPath, lineAndColumn, placeOfPath } from "../../network/formats/jsonPlaces.ts";
import { expectationOf, parseJson } from "../../network/index.ts";
import { abbreviated, valueAt } from "../../network/schemaIssue.ts";
import { InputError } from "../../numeric/errors.ts";
import { didYouMean } from "../../numeric/nearestName.ts";
import * as z from "../../numeric/schemas.ts";
import { modelFor, presets, startKinds, type TrainOptions, type Tuning } from "../../train/index.ts";
import { saidInTurn } from "../tableOptions.ts";

const number = z.number();
const whole = z.int();
const text = z.string().check(z.minLength(1));

/** What is said of columns: texts as on the command line, values by name, or several of these, of which the later ones win. */
function byColumn<T extends z.ZodMiniType>(value: T) {
  const named = z.record(z.string(), value);
  return z.union([z.array(z.union([text, z.array(text), named])), named]);
}

/** Whatever the library takes: what is missing here does not compile. */
const tuningFields = {
  objective: z.optional(z.enum(objectiveKinds)),
  samples: z.optional(whole),
  batch: z.optional(whole),
  rate: z.optional(number),
  warmUp: z.optional(whole),
  precision: z.optional(number),
  start: z.optional(z.enum(startKinds)),
  epochs: z.optional(whole),
  maximumEpochs: z.optional(whole),
  folds: z.optional(whole),
  validationShare: z.optional(number),
} satisfies Record<keyof Tuning, unknown>;
const arcFields = { parent: text, child: text };
const architectureFields = {
  family: z.optional(z.enum(families)),
  flow: z.optional(z.enum(flowKinds)),
  hidden: z.optional(z.array(whole).check(z.minLength(1))),
  widen: z.optional(z.boolean()),
  blocks: z.optional(whole),
  activation: z.optional(z.enum(activationKinds)),
  coefficient: z.optional(number),
  factorisation: z.optional(z.enum(["paper", "exact"])),
  normalization: z.optional(z.enum(normalizationKinds)),
  affine: z.optional(z.boolean()),
  interactions: z.optional(z.boolean()),
  missing: z.optional(z.boolean()),
  layers: z.optional(z.array(whole).check(z.minLength(1))),
  added: z.optional(z.array(z.strictObject(arcFields))),
} satisfies Record<keyof Omit<Architecture, "model">, unknown>;
const tableFields = {
  decimal: z.optional(z.enum([".", ","])),
  separator: z.optional(text),
  missingValues: z.optional(z.array(text).check(z.minLength(1))),
  kind: z.optional(byColumn(text)),
  levels: z.optional(byColumn(z.array(text))),
};
const flatFields = {
  network: z.optional(text),
  data: z.optional(text),
  simulate: z.optional(whole.check(z.minimum(2))),
  output: z.optional(text),
  observed: z.optional(z.array(text).check(z.minLength(1))),
  model: z.optional(z.enum(modelKinds)),
  preset: z.optional(z.enum(presets)),
  seed: z.optional(whole.check(z.nonnegative())),
  workers: z.optional(whole.check(z.minimum(1), z.maximum(1024))),
  ...tableFields,
  anchor: z.optional(z.record(text, text)),
  trust: z.optional(z.union([z.enum(["auto", "full"]), number.check(z.positive())])),
  ...architectureFields,
  ...tuningFields,
};
/** Groups of settings as the library takes them, which are settings of their own here. */
const groups = {
  architecture: z.optional(z.strictObject(architectureFields)),
  tuning: z.optional(z.strictObject(tuningFields)),
};
const groupFields: Readonly<Record<string, object>> = {
  architecture: architectureFields,
  tuning: tuningFields,
};
/** Names that the library has for what an option says of one thing at a time. */
const synonyms = { anchors: "anchor" } as const;
const schema = z.strictObject({ ...flatFields, ...groups, anchors: flatFields.anchor });
const flatSchema = z.strictObject(flatFields);

/** Everything that fixes a training: what a person says by options and by a configuration file. */
export type TrainRequest = z.infer<typeof flatSchema>;

/**
 * A configuration file: JSON whose keys are the long options in camel case, or the names and groups of the library's options.
 *
 * @throws InputError naming file, key and what was expected; an unknown key comes with the nearest known one.
 */
export function readConfig(path: string): TrainRequest {
  const text = readText(path, "configuration").replace(/^\uFEFF/, "");
  const json = parseJson(text, path);
  return checkRequest(json, path, (at) => ` at ${lineAndColumn(text, placeOfPath(text, at))}`);
}

/**
 * @param placeOf where the value of a path stands, for the end of a sentence
 * @throws InputError as `readConfig`
 */
export function checkRequest(
  value: unknown,
  where: string,
  placeOf: (path: JsonPath) => string = () => "",
): TrainRequest {
  const parsed = schema.safeParse(value);
  if (parsed.success) return flattened(parsed.data, where, placeOf);
  const [issue] = parsed.error.issues;
  if (issue.code === "unrecognized_keys") {
    const known = knownKeys(issue.path);
    const [key] = issue.keys;
    const path = [...issue.path, key];
    throw new InputError(
      `Unknown key "${path.join(".")}" in ${where}${placeOf(path)}.${didYouMean(key, known)} Known keys: ${known.join(", ")}.`,
    );
  }
  const name = issue.path.join(".") || "the file";
  const found = valueAt(value, issue.path);
  const got = found === undefined ? "nothing" : abbreviated(found);
  throw new InputError(
    `Expected ${name} in ${where} to be ${wanted(issue)}, got ${got}${placeOf(issue.path)}. Correct it there.`,
  );
}

function knownKeys([group, ...deeper]: readonly PropertyKey[]): string[] {
  if (group === undefined) return Object.keys(schema.shape);
  return Object.keys(deeper.length === 0 ? groupFields[String(group)] : arcFields);
}

/** The settings of all groups side by side. @throws InputError where two places say the same. */
function flattened(
  request: z.infer<typeof schema>,
  where: string,
  placeOf: (path: JsonPath) => string,
): TrainRequest {
  const { architecture = {}, tuning = {}, anchors, ...flat } = request;
  const nested = [
    ...Object.entries(architecture).map(([key, value]) => [`architecture.${key}`, key, value] as const),
    ...Object.entries(tuning).map(([key, value]) => [`tuning.${key}`, key, value] as const),
    ...(anchors === undefined ? [] : [["anchors", synonyms.anchors, anchors] as const]),
  ];
  const twice = nested.find(([, key]) => flat[key as keyof typeof flat] !== undefined);
  if (twice !== undefined) {
    throw new InputError(
      `Expected ${twice[1]} once in ${where}, got it as ${twice[1]} and as ${twice[0]}${placeOf(twice[0].split("."))}. Leave one of them out.`,
    );
  }
  return { ...flat, ...Object.fromEntries(nested.map(([, key, value]) => [key, value])) };
}

const kinds: Record<string, string> = {
  array: "a list",
  boolean: "true or false",
  int: "a whole number",
  number: "a number",
  object: "an object",
  record: "an object",
  string: "a text",
};

/** What settings are that can be written in several ways. */
const eithers: Record<string, string> = {
  trust: "auto, full or a number above 0",
  kind: 'an object of kinds by column, such as {"age": "skewed"}',
  levels: 'an object of lists of labels by column, such as {"grade": ["low", "high"]}',
};

function wanted(issue: z.core.$ZodIssue): string {
  const either = issue.path.length === 1 ? eithers[String(issue.path[0])] : undefined;
  if (either !== undefined) return either;
  if (issue.code === "invalid_value") return `one of ${issue.values.join(", ")}`;
  if (issue.code === "invalid_type") return kinds[issue.expected] ?? issue.expected;
  if (issue.code === "too_big") return `at most ${issue.maximum}`;
  if (issue.code !== "too_small") return expectationOf(issue);
  if (issue.origin === "string" || issue.origin === "array") return "not empty";
  return `${issue.inclusive === false ? "above" : "at least"} ${issue.minimum}`;
}

/** What a file says, overruled by options: those of single columns or nodes leave what it says of others. */
export function overruled(config: TrainRequest, own: TrainRequest): TrainRequest {
  return {
    ...config,
    ...own,
    ...(config.anchor && own.anchor && { anchor: { ...config.anchor, ...own.anchor } }),
    ...(config.kind && own.kind && { kind: [...saidInTurn(config.kind), ...saidInTurn(own.kind)] }),
    ...(config.levels && own.levels && { levels: [...saidInTurn(config.levels), ...saidInTurn(own.levels)] }),
  };
}

/** Options given on the command line, without those that were not. */
export function requestOfOptions(
  network: string | undefined,
  options: Record<string, unknown>,
): TrainRequest {
  const known = Object.keys(flatFields);
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
    model: modelFor({ model: request.model, architecture: { family: request.family } }),
    preset: request.preset ?? "recommended",
    seed: request.seed ?? 0,
    ...(request.anchor !== undefined && { anchors: request.anchor }),
    ...(request.trust !== undefined && { trust: request.trust }),
    architecture: pick(architectureFields) as TrainOptions["architecture"],
    tuning: pick(tuningFields) as Tuning,
  };
}
