/**
 * A value of R as its serialization holds it. What no network or table is made of (closures, byte code, pointers) is
 * `other`.
 */
export type RValue = { readonly attributes: RAttributes } & (
  | { readonly type: "null" }
  | { readonly type: "symbol"; readonly name: string }
  | { readonly type: "logical" | "integer"; readonly values: Int32Array }
  | { readonly type: "double"; readonly values: Float64Array }
  | { readonly type: "character"; readonly values: readonly (string | null)[] }
  | { readonly type: "list"; readonly values: readonly RValue[] }
  | { readonly type: "pairlist"; readonly items: readonly RPair[] }
  | { readonly type: "other"; readonly what: string }
);

export type RAttributes = ReadonlyMap<string, RValue>;

export interface RPair {
  /** Empty where the element has no name. */
  readonly name: string;
  readonly value: RValue;
}

/** What R writes for a missing logical or integer value. */
export const NA_INTEGER = -2147483648;

export const NO_ATTRIBUTES: RAttributes = new Map();

export const NULL: RValue = { type: "null", attributes: NO_ATTRIBUTES };

/** The text of a character vector, missing strings as "NA"; undefined for anything else. */
export function strings(value: RValue | undefined): string[] | undefined {
  return value?.type === "character" ? value.values.map((text) => text ?? "NA") : undefined;
}

/** The numbers of a vector, missing ones as NaN; undefined for anything else. */
export function numbers(value: RValue | undefined): Float64Array | undefined {
  if (value?.type === "double") return value.values;
  if (value?.type !== "integer" && value?.type !== "logical") return undefined;
  return Float64Array.from(value.values, (one) => (one === NA_INTEGER ? Number.NaN : one));
}

export function namesOf(value: RValue): string[] {
  if (value.type === "pairlist") return value.items.map(({ name }) => name);
  return strings(value.attributes.get("names")) ?? [];
}

/** The element of a list by its name. */
export function element(value: RValue | undefined, name: string): RValue | undefined {
  if (value === undefined) return undefined;
  if (value.type === "pairlist") return value.items.find((item) => item.name === name)?.value;
  return value.type === "list" ? value.values[namesOf(value).indexOf(name)] : undefined;
}

export function hasClass(value: RValue, name: string): boolean {
  return strings(value.attributes.get("class"))?.includes(name) === true;
}
