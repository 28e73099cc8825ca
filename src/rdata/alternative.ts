import { InputError } from "../numeric/errors.ts";
import { numbers, type RAttributes, type RValue } from "./rValue.ts";

/** A sequence may be written by its ends, and so be of any length in a few bytes. */
const LONGEST = 1e7;

/**
 * The vector behind one of R's compact representations (ALTREP): sequences, numbers to be written as text, wrapped vectors.
 *
 * @throws InputError for a representation that no base R writes
 */
export function expandAlternative(information: RValue, state: RValue, attributes: RAttributes): RValue {
  const name =
    information.type === "pairlist" && information.items[0]?.value.type === "symbol"
      ? information.items[0].value.name
      : "";
  if (name === "compact_intseq" || name === "compact_realseq") {
    const [length, first, step] = numbers(state) ?? [];
    if (!(length >= 0 && length <= LONGEST)) throw unknown(name);
    const values = Float64Array.from({ length }, (_, i) => first + i * step);
    return name === "compact_intseq"
      ? { type: "integer", values: Int32Array.from(values), attributes }
      : { type: "double", values, attributes };
  }
  if (name === "deferred_string" && state.type === "pairlist" && state.items.length > 0) {
    const values = numbers(state.items[0].value);
    if (values === undefined) throw unknown(name);
    return {
      type: "character",
      values: Array.from(values, (value) => (Number.isNaN(value) ? null : String(value))),
      attributes,
    };
  }
  if (name.startsWith("wrap_")) {
    const inner =
      state.type === "list" ? state.values[0] : state.type === "pairlist" ? state.items[0]?.value : undefined;
    if (inner !== undefined) return { ...inner, attributes };
  }
  throw unknown(name);
}

function unknown(name: string): InputError {
  return new InputError(
    `Expected vectors as base R writes them, got the representation "${name}". Save the object again in an R session that has just read it.`,
  );
}
