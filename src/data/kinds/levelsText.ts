import { InputError } from "../../numeric/errors.ts";

/**
 * Labels in one line, as they are given: separated by commas; one that holds a comma or begins with a quote stands in double
 * quotes, in which a quote is written twice, as in CSV.
 *
 * @example
 * levelsText(["none", "1, 2 or 3", "more"]); // none,"1, 2 or 3",more
 */
export function levelsText(labels: readonly string[], separator = ","): string {
  const written = (label: string) => (/,|^"/.test(label) ? `"${label.replaceAll('"', '""')}"` : label);
  return labels.map(written).join(separator);
}

/**
 * The labels of such a line, without blanks around them.
 *
 * @throws InputError for a quote that is not closed, or text between one and the next comma
 *
 * @example
 * labelsOfText('none,"1, 2 or 3",more'); // ["none", "1, 2 or 3", "more"]
 */
export function labelsOfText(text: string): string[] {
  const labels: string[] = [];
  for (let rest: string | undefined = text; rest !== undefined; ) {
    const [whole, quoted, bare] = FIRST.exec(rest)!;
    const behind = rest.slice(whole.length);
    if (bare?.startsWith('"') || !(behind === "" || behind.startsWith(","))) {
      throw new InputError(
        `Expected labels separated by commas, with double quotes around a label that holds one, got "${rest.trim()}". Close the quote before the next comma, and write a quote within quotes twice.`,
      );
    }
    labels.push(quoted === undefined ? bare!.trim() : quoted.replaceAll('""', '"').trim());
    rest = behind === "" ? undefined : behind.slice(1);
  }
  return labels;
}

/** A label in quotes, or one without, up to the next comma. */
const FIRST = /^\s*(?:"((?:[^"]|"")*)"\s*|([^,]*))/;
