import { InputError } from "../numeric/errors.ts";
import { didYouMean } from "../numeric/nearestName.ts";
import { listed, shown } from "./wording.ts";

/** Where the columns of a file go: `targets[i]` is the wanted column that file column i fills, or -1 for none. */
export interface ColumnMatch {
  readonly targets: Int32Array;
  readonly ignored: readonly string[];
  /** The wanted columns in the order of the file. */
  readonly order: readonly string[];
}

/** Bytes that are no UTF-8 were read as this character. */
const isGarbled = (name: string) => name.includes("\uFFFD");
const UTF8 = 'The names hold bytes that are no UTF-8. Save the file as UTF-8 ("CSV UTF-8" in spreadsheets).';

/**
 * Matches the columns of a file to the wanted ones by name, in any order.
 *
 * @throws InputError if a name comes twice, or a wanted one is missing; the message suggests the nearest name
 */
export function matchColumns(
  found: readonly string[],
  wanted: readonly string[],
  file: string,
  how: string,
): ColumnMatch {
  const positions = new Map<string, number>();
  found.forEach((name, index) => {
    // Nameless columns (a trailing separator, row numbers) cannot be asked for, so any number of them does no harm.
    if (positions.has(name) && name !== "") {
      throw new InputError(
        `Expected every column once in ${file}, got "${shown(name)}" as columns ${positions.get(name)! + 1} and ${index + 1}. Rename one.`,
      );
    }
    positions.set(name, index);
  });
  // An accented letter is one character in some programs and two in others, and looks the same.
  const composed = new Map([...positions].map(([name, index]) => [name.normalize(), index]));
  const targets = new Int32Array(found.length).fill(-1);
  wanted.forEach((name, target) => {
    const index = positions.get(name) ?? positions.get(name.trim()) ?? composed.get(name.normalize());
    // Two wanted names that differ in outer space alone cannot share a column.
    if (index === undefined || targets[index] >= 0) {
      throw new InputError(
        `Expected a column "${shown(name)}" in ${file}, got the columns ${listed(found)}.${suggestion(name, found)} ${found.some(isGarbled) ? UTF8 : how}`,
      );
    }
    targets[index] = target;
  });
  return {
    targets,
    ignored: found.filter((_, index) => targets[index] < 0),
    order: Array.from(targets)
      .filter((target) => target >= 0)
      .map((target) => wanted[target]),
  };
}

function suggestion(name: string, found: readonly string[]): string {
  return didYouMean(
    name,
    found.map((other) => shown(other)),
  );
}

/** @throws InputError for columns that no reader could tell apart afterwards. */
export function checkWritableColumns(columns: readonly string[], file: string): void {
  const seen = new Set<string>();
  for (const name of columns) {
    const wrong =
      name === ""
        ? "an empty one"
        : /\p{Surrogate}/u.test(name)
          ? "one that is no valid Unicode text"
          : name.startsWith("\uFEFF")
            ? "one that begins with a byte-order mark"
            : seen.has(name)
              ? `"${shown(name)}" twice`
              : undefined;
    if (wrong)
      throw new InputError(
        `Expected different, non-empty column names to write to ${file}, got ${wrong}. Rename it.`,
      );
    seen.add(name);
  }
  if (columns.length === 0) {
    throw new InputError(`Expected at least one column to write to ${file}, got none. Name the columns.`);
  }
}
