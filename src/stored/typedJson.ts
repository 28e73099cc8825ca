import { InputError } from "../numeric/errors.ts";

const kinds = { f64: Float64Array, f32: Float32Array, i32: Int32Array, u32: Uint32Array } as const;
type Kind = keyof typeof kinds;

/** JSON in which typed arrays keep their type and their bits, as base64. */
export function stringifyTyped(value: unknown): string {
  return JSON.stringify(value, (_, item) => {
    for (const kind of Object.keys(kinds) as Kind[]) {
      if (item instanceof kinds[kind]) {
        return { [kind]: Buffer.from(item.buffer, item.byteOffset, item.byteLength).toString("base64") };
      }
    }
    // JSON has no infinities, and a best score so far may be one.
    return typeof item === "number" && !Number.isFinite(item) ? { number: String(item) } : item;
  });
}

/** @throws InputError where the text is not what `stringifyTyped` wrote. */
export function parseTyped(text: string, file: string, remedy = "Start the training anew."): unknown {
  try {
    return JSON.parse(text, (_, item) => {
      if (item === null || typeof item !== "object" || Array.isArray(item)) return item;
      const [[key, content] = [], ...others] = Object.entries(item);
      if (key === undefined || others.length > 0 || typeof content !== "string") return item;
      if (key === "number") return Number(content);
      if (!Object.hasOwn(kinds, key)) return item;
      const bytes = Uint8Array.from(Buffer.from(content, "base64"));
      return new kinds[key as Kind](bytes.buffer);
    });
  } catch (error) {
    throw new InputError(
      `Could not read ${file}: ${(error as Error).message}. It was changed or cut short. ${remedy}`,
    );
  }
}
