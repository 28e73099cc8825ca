import { isGarbled, textOf } from "./bytes.ts";

/** One field of delimited text. */
export interface Field {
  readonly text: string;
  readonly quoted: boolean;
  /** Whether its bytes are no UTF-8. */
  readonly garbled: boolean;
  /** Where the separator or the line's end after it stands. */
  readonly next: number;
  /** Line ends within its quotes. */
  readonly lines: number;
}

export type FieldProblem = "unfinished" | "text after quote";

export const QUOTE = 34;

export function isSpace(byte: number): boolean {
  return byte === 32 || byte === 9 || byte === 13;
}

/**
 * The field that starts at `position`. Quotes enclose a field if they are its first character; within them a quote is
 * written twice. Unquoted fields lose the space around them.
 */
export function scanField(
  bytes: Uint8Array,
  position: number,
  end: number,
  separator: number,
  newline: number,
): Field | FieldProblem {
  let at = position;
  while (at < end && isSpace(bytes[at]) && bytes[at] !== separator && bytes[at] !== newline) at++;
  if (bytes[at] !== QUOTE || at >= end) {
    while (at < end && bytes[at] !== separator && bytes[at] !== newline) at++;
    if (at >= end) return "unfinished";
    const text = textOf(bytes, position, at);
    const garbled = isGarbled(text, bytes, position, at);
    return { text: text.trim(), quoted: false, garbled, next: at, lines: 0 };
  }
  const first = ++at;
  let lines = 0;
  for (; at < end; at++) {
    if (bytes[at] === newline) lines++;
    if (bytes[at] !== QUOTE) continue;
    if (bytes[at + 1] !== QUOTE || at + 1 >= end) break;
    at++;
  }
  if (at + 1 >= end) return "unfinished";
  const raw = textOf(bytes, first, at);
  const garbled = isGarbled(raw, bytes, first, at);
  const text = raw.replaceAll('""', '"');
  at++;
  while (at < end && isSpace(bytes[at]) && bytes[at] !== separator && bytes[at] !== newline) at++;
  if (at >= end) return "unfinished";
  if (bytes[at] !== separator && bytes[at] !== newline) return "text after quote";
  return { text, quoted: true, garbled, next: at, lines };
}
