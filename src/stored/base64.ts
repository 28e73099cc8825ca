interface NodeBuffer {
  from(source: ArrayBufferLike, offset: number, length: number): { toString(encoding: "base64"): string };
  from(text: string, encoding: "base64"): Uint8Array;
}

/** What Node has is a hundred times as fast as what is in browsers, too. */
const node = (globalThis as { readonly Buffer?: NodeBuffer }).Buffer;
const PIECE = 0x8000;

export function toBase64(bytes: Uint8Array): string {
  if (node) return node.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
  let text = "";
  for (let at = 0; at < bytes.length; at += PIECE)
    text += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  return btoa(text);
}

/** The bytes, in a buffer of their own. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  if (node) return Uint8Array.from(node.from(text, "base64"));
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let at = 0; at < letters.length; at++) bytes[at] = letters.charCodeAt(at);
  return bytes;
}
