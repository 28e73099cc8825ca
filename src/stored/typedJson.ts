import { InputError } from "../numeric/errors.ts";
import { fromBase64, toBase64 } from "./base64.ts";

const kinds = { f64: Float64Array, f32: Float32Array, i32: Int32Array, u32: Uint32Array } as const;
type Kind = keyof typeof kinds;

/** An object of one text under one of these names stands for something else than itself. */
const STANDS_FOR = new Set([...Object.keys(kinds), "number", "object"]);

/** JSON in which typed arrays keep their type and their bits, as base64, and numbers may be infinite. */
export function stringifyTyped(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => {
    for (const kind of Object.keys(kinds) as Kind[]) {
      if (item instanceof kinds[kind])
        return { [kind]: toBase64(new Uint8Array(item.buffer, item.byteOffset, item.byteLength)) };
    }
    // JSON has no infinities, and a best score so far may be one.
    if (typeof item === "number" && !Number.isFinite(item)) return { number: String(item) };
    // A column may be called so.
    return standing(item) ? { object: JSON.stringify(item) } : item;
  });
}

/** @throws InputError where the text is not what `stringifyTyped` wrote. */
export function parseTyped(text: string, file: string, remedy = "Start the training anew."): unknown {
  try {
    return JSON.parse(text, (_, item: unknown) => {
      const [key, content] = standing(item) ?? [];
      if (key === undefined || content === undefined) return item;
      if (key === "number") return Number(content);
      if (key === "object") return JSON.parse(content);
      return new kinds[key as Kind](fromBase64(content).buffer);
    });
  } catch (error) {
    throw new InputError(
      `Could not read ${file}: ${(error as Error).message}. It was changed or cut short. ${remedy}`,
    );
  }
}

/** The name and the text of an object that has these alone, where it is such a name. */
function standing(item: unknown): readonly [string, string] | undefined {
  if (item === null || typeof item !== "object" || Array.isArray(item)) return undefined;
  const [entry, ...others] = Object.entries(item);
  if (entry === undefined || others.length > 0) return undefined;
  const [key, content] = entry;
  return typeof content === "string" && STANDS_FOR.has(key) ? [key, content] : undefined;
}
