import { isArrow } from "./arrowWord.ts";

/** Headings of columns that say a direction in words. */
const DIRECTIONS = /^(?:dir|direction|arrows?|type|edgetype|kind|edgekind|mark)$/;
const DENIED = /^(?:false|f|no|n|0)$/i;
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/^(?:un|non|not)[\s-]?directed$/i, "--"],
  [/^(?:bi-?directed|bi-?directional|both|mutual|from;\s*to|to;\s*from|from,\s*to|to,\s*from)$/i, "<->"],
];
/** What programs that draw write into columns of arrows. */
const DRAWN: readonly (readonly [RegExp, string])[] = [
  [/^(?:back|from)$/i, "<-"],
  [/^none$/i, "--"],
];

/** Whether a field under that plain heading is understood as a direction. */
export function saysDirection(cell: string, heading: string): boolean {
  if (isArrow(cell)) return true;
  if (heading === "directed") return /^(?:true|t|yes|y|1)$/i.test(cell) || DENIED.test(cell);
  const usual = /^(?:directed|forward|to|->)$/i;
  return (
    DIRECTIONS.test(heading) && (usual.test(cell) || [...WORDS, ...DRAWN].some(([word]) => word.test(cell)))
  );
}

/**
 * What the fields of a row beside its two names say of the arc's direction: an arrow, or words that stand for one.
 *
 * @param headings plain headings of the columns, none where there are none
 * @returns an arrow such as `<-`, and the words for it; undefined where nothing is said
 */
export function directionOf(
  cells: readonly string[],
  headings: readonly string[],
  ends: readonly number[],
): { readonly arrow: string; readonly words: string } | undefined {
  for (const [i, cell] of cells.entries()) {
    if (ends.includes(i)) continue;
    if (isArrow(cell)) return { arrow: cell, words: cell };
    const heading = headings[i] ?? "";
    if (heading === "directed" && DENIED.test(cell))
      return { arrow: "--", words: `that is not directed (${cell})` };
    const words = [...WORDS, ...(/^(?:dir|arrows?)$/.test(heading) ? DRAWN : [])];
    if (!DIRECTIONS.test(heading) && !/directed$/i.test(cell)) continue;
    const found = words.find(([word]) => word.test(cell));
    if (found) return { arrow: found[1], words: `of type ${cell}` };
  }
  return undefined;
}
