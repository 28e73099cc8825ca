import type { ColumnType, Scales } from "../data/index.ts";
import { likelihoodOf } from "../likelihood/index.ts";
import { InputError } from "../numeric/errors.ts";
import type { LatentModel } from "./latentModel.ts";
import type { ModelParts } from "./modelParts.ts";

const ALL_PARTS = ["atom", "rest", "share"] as const;
/** What is stored of columns of which one value has a location of its own. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  semicontinuous: ALL_PARTS,
  "zero-inflated": ["share"],
};

/** @throws InputError where a scale is missing, not finite, or a deviation not positive, naming the column. */
export function checkScales(scales: Scales, names: readonly string[]): void {
  for (const [field, values] of Object.entries({ mean: scales.mean, deviation: scales.deviation })) {
    if (values.length !== names.length) {
      throw new InputError(
        `Expected ${names.length} values in scales.${field}, one a column, got ${values.length}.`,
      );
    }
    const at = values.findIndex((value) => !Number.isFinite(value) || (field === "deviation" && value <= 0));
    if (at >= 0)
      throw new InputError(`Expected a finite scales.${field} for ${names[at]}, got ${values[at]}.`);
  }
}

/** @throws InputError where types or scores do not fit the columns or each other, naming the column. */
export function checkTypes(
  types: readonly ColumnType[] | undefined,
  scales: Scales,
  names: readonly string[],
): void {
  const fit = (field: string, length: number | undefined) => {
    if (length !== undefined && length !== names.length)
      throw new InputError(`Expected ${names.length} values in ${field}, one a column, got ${length}.`);
  };
  fit("types", types?.length);
  fit("scales.scores", scales.scores?.length);
  fit("scales.leastScales", scales.leastScales?.length);
  const bad =
    scales.leastScales?.findIndex((scale) => !(scale >= 0 && scale < Number.POSITIVE_INFINITY)) ?? -1;
  if (bad >= 0) {
    throw new InputError(
      `Expected a least scale of at least 0 for ${names[bad]}, got ${scales.leastScales![bad]}. Train the model again.`,
    );
  }
  types?.forEach((type, c) => {
    const likelihood = likelihoodOf(type.kind);
    const scores = scales.scores?.[c] ?? undefined;
    const name = names[c];
    if (likelihood.levels !== (type.levels !== undefined) || (type.levels?.length ?? 2) < 2) {
      throw new InputError(
        `Expected ${likelihood.levels ? "at least two levels" : "no levels"} in the column ${name}, which is ${type.kind}, got ${type.levels?.length ?? "none"}.`,
      );
    }
    const isSemicontinuous = type.kind === "semicontinuous";
    const wanted: readonly string[] = PARTS[type.kind] ?? [];
    const parts = ALL_PARTS.filter((part) => type[part] !== undefined);
    if (parts.join() !== wanted.join()) {
      throw new InputError(
        `Expected ${listed(wanted) || "no atom, rest or share"} of the column ${name}, which is ${type.kind}, got ${listed(parts) || "none of them"}. Train the model again.`,
      );
    }
    if (((isSemicontinuous ? type.rest : type.kind) === "skewed") !== (type.curve !== undefined)) {
      throw new InputError(
        `Expected a curve of every skewed column and of no other, got ${type.curve ? "one" : "none"} of ${name}, which is ${type.kind}. Train the model again.`,
      );
    }
    const rows = likelihood.features(type);
    const right =
      scores === undefined ||
      (type.levels !== undefined &&
        scores.length === rows &&
        scores.every((row) => row.length === type.levels!.length && row.every(Number.isFinite)));
    if (!right || (likelihood.scored && scores === undefined)) {
      throw new InputError(
        `Expected ${rows} scores of every level of ${name}, got others. Train the model again.`,
      );
    }
  });
}

/**
 * The flat parameter vector of a model from its named parts.
 *
 * @throws InputError where a parameter is missing, unknown, of another shape, or not finite.
 */
export function collectValues(model: LatentModel, parameters: ModelParts["parameters"]): Float64Array {
  const values = new Float64Array(model.list.length);
  const given = new Map(parameters.map((parameter) => [parameter.name, parameter]));
  for (const { name, offset, length, shape } of model.list.parameters) {
    const parameter = given.get(name);
    if (parameter === undefined)
      throw new InputError(`Expected a parameter ${name} in the model's weights, got none.`);
    if (parameter.values.length !== length || parameter.shape.join() !== shape.join()) {
      throw new InputError(
        `Expected ${length} weights of shape [${shape.join(", ")}] for ${name}, got ${parameter.values.length} of ` +
          `[${parameter.shape.join(", ")}]. The weights belong to another graph or architecture.`,
      );
    }
    const bad = parameter.values.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0)
      throw new InputError(`Expected finite weights in ${name}, got ${parameter.values[bad]} at ${bad}.`);
    values.set(parameter.values, offset);
    given.delete(name);
  }
  const [extra] = given.keys();
  if (extra !== undefined)
    throw new InputError(`Unknown parameter ${extra}. The weights belong to another architecture.`);
  return values;
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
