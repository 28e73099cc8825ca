/** Text in bytes, without what only Node has. */

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();

/** The text between two places; bytes that are no UTF-8 become U+FFFD. */
export function textOf(bytes: Uint8Array, start = 0, end = bytes.length): string {
  // Short texts of plain letters are most of all, and a decoder takes longer to start than they to be read.
  if (end - start > 64) return decoder.decode(bytes.subarray(start, end));
  let text = "";
  for (let at = start; at < end; at++) {
    if (bytes[at] > 127) return decoder.decode(bytes.subarray(start, end));
    text += String.fromCharCode(bytes[at]);
  }
  return text;
}

const exact = new TextDecoder("utf-8", { ignoreBOM: true, fatal: true });

/** Whether a text that holds U+FFFD lost letters on the way from its bytes, and does not just hold that character. */
export function isGarbled(text: string, bytes: Uint8Array, start: number, end: number): boolean {
  if (!text.includes("\uFFFD")) return false;
  try {
    exact.decode(bytes.subarray(start, end));
    return false;
  } catch {
    return true;
  }
}

export function bytesOf(text: string): Uint8Array {
  return encoder.encode(text);
}

export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
