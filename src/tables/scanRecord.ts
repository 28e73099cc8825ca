import { type Field, type FieldProblem, isSpace, scanField } from "./scanField.ts";

export interface TextLayout {
  readonly separator: number;
  readonly newline: number;
}

export interface TextRecord {
  readonly fields: readonly Field[];
  /** The start of the next record. */
  readonly next: number;
  /** Lines that this one takes up. */
  readonly lines: number;
}

export const SPACE = 32;

/** Where the first field of a record starts: after leading spaces if spaces separate. */
export function firstField(
  bytes: Uint8Array,
  position: number,
  end: number,
  { separator }: TextLayout,
): number {
  return separator === SPACE ? afterSpaces(bytes, position, end) : position;
}

export function afterSpaces(bytes: Uint8Array, position: number, end: number): number {
  let at = position;
  while (at < end && bytes[at] === SPACE) at++;
  return at;
}

/** Where the line ends if nothing but space stands before that, else -1. */
export function blankUntil(bytes: Uint8Array, position: number, end: number, layout: TextLayout): number {
  let at = position;
  while (at < end && bytes[at] !== layout.newline) {
    if (!isSpace(bytes[at]) || (bytes[at] === layout.separator && layout.separator !== SPACE)) return -1;
    at++;
  }
  return at < end ? at : -1;
}

/** More fields than any table's record; to build them would take gigabytes. */
export const MOST_FIELDS = 2 ** 20;

/** All fields of one record, whatever they hold. */
export function scanRecord(
  bytes: Uint8Array,
  position: number,
  end: number,
  layout: TextLayout,
): TextRecord | FieldProblem | "too many fields" {
  const fields: Field[] = [];
  let lines = 1;
  let at = firstField(bytes, position, end, layout);
  for (;;) {
    const field = scanField(bytes, at, end, layout.separator, layout.newline);
    if (typeof field === "string") return field;
    if (fields.length === MOST_FIELDS) return "too many fields";
    fields.push(field);
    lines += field.lines;
    at = field.next;
    if (bytes[at] === layout.newline) return { fields, next: at + 1, lines };
    at++;
    if (layout.separator === SPACE) {
      // Any run of spaces separates once, and none does at the line's end.
      at = afterSpaces(bytes, at, end);
      const stop = blankUntil(bytes, at, end, layout);
      if (stop >= 0) return { fields, next: stop + 1, lines };
    }
  }
}
