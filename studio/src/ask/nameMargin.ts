import { shortNames } from "./shortNames.ts";

/** Pixels that a letter takes, and that stand beside a name. */
const LETTER = 7.2;
const BESIDE = 14;

/**
 * The room left of a chart for the names of its lines, at most a share of the width, and how they are written there: what does
 * not fit is cut in its middle, since names of one kind often begin or end alike.
 */
export function nameMargin(
  names: readonly string[],
  width: number,
  share: number,
): { readonly marginLeft: number; readonly tickFormat: (name: string) => string } {
  const longest = Math.max(...names.map((name) => name.length));
  const marginLeft = Math.min(share * width, BESIDE + LETTER * longest);
  const letters = Math.max(3, Math.floor((marginLeft - BESIDE + 0.5) / LETTER));
  const end = Math.floor((letters - 1) / 3);
  const tickFormat = shortNames(
    names,
    letters,
    (name) => `${name.slice(0, letters - 1 - end)}…${name.slice(name.length - end)}`,
  );
  return { marginLeft, tickFormat };
}
