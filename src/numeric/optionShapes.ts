/**
 * What the options of a public function may be. Every key has a shape, so that the compiler asks for one that is missing: a key
 * that nobody listed would be refused, and one that nobody checks would end somewhere within.
 */
import { isBuiltIn, isObject, requireArgument, requireKeys, requireObject } from "./arguments.ts";

/** What the value of an option must be; options that are undefined are left out, unless they are needed. */
export interface OptionShape {
  /** With its article, as in "a function". */
  readonly expected: string;
  fits(value: unknown): boolean;
  /** A whole sentence on what to do. */
  readonly remedy?: string;
  readonly needed?: true;
}

/** A shape for every option there is. */
export type OptionShapes<Options> = { readonly [Key in keyof Options]-?: OptionShape };

/** What options are called where something is wrong with them. */
export interface OptionsName {
  /** As in "options of the training". */
  readonly what: string;
  /** As in "such as { seed: 1 }". */
  readonly example?: string;
  /** What stands before the names of single options, as in "tuning.". */
  readonly within?: string;
}

/**
 * @throws InputError where the options are no object, one of them is unknown, or has a value of another type
 *
 * @example
 * requireOptions({ seed: 1 }, { seed: seedShape }, { what: "options of the question" }); // fits
 */
export function requireOptions(
  options: unknown,
  shapes: Readonly<Record<string, OptionShape>>,
  { what, example, within = "" }: OptionsName,
): void {
  requireObject(example === undefined ? what : `${what} ${example}`, options);
  const given = options as Readonly<Record<string, unknown>>;
  requireKeys(what, given, Object.keys(shapes));
  for (const [key, shape] of Object.entries(shapes)) {
    const value = given[key];
    if (value !== undefined || shape.needed)
      requireArgument(shape.fits(value), `${shape.expected} as ${within}${key}`, value, shape.remedy);
  }
}

/** What may not be left out. @param remedy a whole sentence on where to take it from */
export function needed(shape: OptionShape, remedy?: string): OptionShape {
  return { ...shape, needed: true, ...(remedy !== undefined && { remedy }) };
}

function hasMethod(value: unknown, name: string): boolean {
  return typeof (value as Record<string, unknown> | null)?.[name] === "function";
}

/** Of random numbers. */
export const seedShape: OptionShape = {
  expected: "a whole number from 0 to 2^53 - 1",
  fits: (value) => Number.isSafeInteger(value) && (value as number) >= 0,
};

export const flagShape: OptionShape = {
  expected: "true or false",
  fits: (value) => typeof value === "boolean",
};

/** Its range is a matter of whoever uses it. */
export const numberShape: OptionShape = {
  expected: "a number",
  fits: (value) => typeof value === "number",
};

export const textShape: OptionShape = {
  expected: "a text",
  fits: (value) => typeof value === "string",
};

export const textsShape: OptionShape = {
  expected: "a list of texts",
  fits: (value) => Array.isArray(value) && value.every((one) => typeof one === "string"),
};

export const functionShape: OptionShape = {
  expected: "a function",
  fits: (value) => typeof value === "function",
};

export const signalShape: OptionShape = {
  expected: "an AbortSignal",
  fits: (value) => hasMethod(value, "addEventListener") && hasMethod(value, "throwIfAborted"),
};

export const executorShape: OptionShape = {
  expected: "an executor",
  fits: (value) => hasMethod(value, "open"),
  remedy: "Give what openThreads of siren-vae/io returns.",
};

/** @param expected what it is, with its article and perhaps an example */
export function objectShape(expected: string, remedy?: string): OptionShape {
  return {
    expected,
    fits: isObject,
    ...(remedy !== undefined && { remedy }),
  };
}

/** @param expected what the list is of, as in "a list of widths"; `fits` what every entry must be */
export function listShape(expected: string, fits: (entry: unknown) => boolean): OptionShape {
  return { expected, fits: (value) => Array.isArray(value) && value.every(fits) };
}

export function oneOfShape(words: readonly unknown[]): OptionShape {
  return { expected: `one of ${words.join(", ")}`, fits: (value) => words.includes(value) };
}

export const numbersShape: OptionShape = listShape("a list of numbers", (one) => typeof one === "number");

export const float64Shape: OptionShape = {
  expected: "a Float64Array",
  fits: (value) => isBuiltIn(value, "Float64Array"),
};

/** @param remedy a whole sentence on where to take it from */
export function mapShape(remedy: string): OptionShape {
  return { expected: "a Map", fits: (value) => isBuiltIn(value, "Map"), remedy };
}

/** Pairs of names, as effects are asked for. */
export const pairsShape: OptionShape = listShape(
  'a list of pairs of names such as [["rain", "grass"]]',
  (entry) => Array.isArray(entry) && entry.length === 2 && entry.every((name) => typeof name === "string"),
);
