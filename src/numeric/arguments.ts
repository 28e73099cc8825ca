/**
 * Arguments of public functions that are called without types: what was expected and what came, instead of an error from within.
 */
import { InputError } from "./errors.ts";
import { didYouMean } from "./nearestName.ts";

/**
 * @param fits whether the argument is what the function needs
 * @param expected what that is, with its article
 * @param got the argument
 * @param remedy a whole sentence on what to do
 * @throws InputError where it does not fit
 */
export function requireArgument(fits: boolean, expected: string, got: unknown, remedy?: string): void {
  if (fits) return;
  throw new InputError(
    `Expected ${expected}, got ${described(got)}.${remedy === undefined ? "" : ` ${remedy}`}`,
  );
}

/** @throws InputError unless the argument is an object, no array and nothing */
export function requireObject(expected: string, got: unknown, remedy?: string): void {
  requireArgument(isObject(got), expected, got, remedy);
}

/** @throws InputError unless the argument is a list of texts */
export function requireTexts(expected: string, got: unknown, remedy?: string): void {
  requireArgument(Array.isArray(got), expected, got, remedy);
  const wrong = (got as unknown[]).findIndex((one) => typeof one !== "string");
  if (wrong < 0) return;
  requireArgument(
    false,
    `${expected}`,
    (got as unknown[])[wrong],
    `That is number ${wrong + 1} of the list.`,
  );
}

/**
 * @param known all keys that there are
 * @throws InputError for one that is none of them: what is mistyped would be passed over
 */
export function requireKeys(what: string, got: object, known: readonly string[]): void {
  const unknown = Object.keys(got).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  throw new InputError(
    `Expected ${what} among ${known.join(", ")}, got "${unknown}".${didYouMean(unknown, known)}`,
  );
}

/** Whether a value is of a class that comes with the language, wherever it was made: each window and each test's sandbox has its own. */
export function isBuiltIn(
  value: unknown,
  name: "Float64Array" | "Uint8Array" | "Uint32Array" | "Int32Array" | "Map",
): boolean {
  return Object.prototype.toString.call(value) === `[object ${name}]`;
}

/** Of any class of one's own, but no list, Map, Date or promise: these have no keys that could be wrong, and would pass for empty. */
export function isObject(value: unknown): boolean {
  return Object.prototype.toString.call(value) === "[object Object]";
}

/** @throws InputError unless the argument is a whole number from `least` on */
export function requireCount(what: string, got: unknown, least = 1): void {
  requireArgument(
    Number.isSafeInteger(got) && (got as number) >= least,
    `${what}, a whole number of at least ${least}`,
    got,
  );
}

/** What a person would call a value, with the value itself where it is short. */
function described(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (typeof value === "string")
    return `the text "${value.length > 40 ? `${value.slice(0, 37)}...` : value}"`;
  if (typeof value === "number") return `the number ${value}`;
  if (typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return "an array";
  if (typeof value === "function") return "a function";
  const name: unknown = (value as object).constructor?.name;
  return typeof name === "string" && name !== "" && name !== "Object" ? `a value of ${name}` : "an object";
}
