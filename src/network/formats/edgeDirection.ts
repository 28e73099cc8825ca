import { isArrow } from "./arrowWord.ts";
import { plainHeading } from "./edgeHeadings.ts";

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

/** Headings of columns in which even dashes alone are edges. */
const EDGES =
  /^(?:dependenc[ey]|relation|relationship|relationtype|edge|link|connection|connector|interaction)$/;
const DASH = /^[-\u2013\u2014]$/;

/**
 * The rows with the edge `--` where one dash stands for it: beside arrows in its column, under a heading that says so, or
 * between two names in every row. Elsewhere a dash is a sign or an empty field.
 */
export function withPlainEdges(rows: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const [first = [], ...rest] = rows;
  const isEdge = (cell: string) => DASH.test(cell) || isArrow(cell);
  const shift = rest.length > 0 && rest.every((row) => row.length === first.length + 1) ? 1 : 0;
  const columns = (rest[0] ?? first).flatMap((_, i) => {
    const below = rest.map((row) => row[i] ?? "");
    const heading = first[i - shift] ?? "";
    if (!below.every(isEdge) || ![...below, heading].some((cell) => DASH.test(cell))) return [];
    const isBetween = i === 1 && first.length === 3 && isEdge(heading);
    const plain = plainHeading(heading);
    return isBetween || below.some(isArrow) || DIRECTIONS.test(plain) || EDGES.test(plain) ? [i] : [];
  });
  if (columns.length === 0) return rows;
  return rows.map((row) => row.map((cell, i) => (columns.includes(i) && DASH.test(cell) ? "--" : cell)));
}

/** Whether a field under that plain heading is understood as a direction. */
export function saysDirection(field: string, heading: string): boolean {
  if (isArrow(field)) return true;
  const cell = bare(field);
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
  for (const [i, field] of cells.entries()) {
    if (ends.includes(i)) continue;
    if (isArrow(field)) return { arrow: field, words: field };
    const cell = bare(field);
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

/** `Undirected Edge` without what it is. */
function bare(field: string): string {
  return field.replace(/[\s_-](?:edge|arc|link)$/i, "");
}
