const kinds = { f64: Float64Array, f32: Float32Array, i32: Int32Array, u32: Uint32Array } as const;
type Kind = keyof typeof kinds;

const PIECE = 0x8000;

/** JSON in which typed arrays keep their type and their bits, as the command line writes it too. */
export function stringifyTyped(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => {
    for (const kind of Object.keys(kinds) as Kind[]) {
      if (item instanceof kinds[kind]) {
        return { [kind]: toBase64(new Uint8Array(item.buffer, item.byteOffset, item.byteLength)) };
      }
    }
    return typeof item === "number" && !Number.isFinite(item) ? { number: String(item) } : item;
  });
}

export function parseTyped(text: string): unknown {
  return JSON.parse(text, (_, item: unknown) => {
    if (item === null || typeof item !== "object" || Array.isArray(item)) return item;
    const [[key, content] = [], ...others] = Object.entries(item);
    if (key === undefined || others.length > 0 || typeof content !== "string") return item;
    if (key === "number") return Number(content);
    if (!Object.hasOwn(kinds, key)) return item;
    return new kinds[key as Kind](fromBase64(content).buffer);
  });
}

export function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += PIECE)
    text += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  return btoa(text);
}

export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
