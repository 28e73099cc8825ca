import { isArrow } from "./arrowWord.ts";
import { saysDirection } from "./edgeDirection.ts";
import { type HeadingEnd, headingEnd, headingEnds, plainHeading } from "./edgeHeadings.ts";
import { isUnsaid, roleSaid } from "./roleMarks.ts";

/** Which columns of a table hold its arcs. */
export interface EdgeColumns {
  /** The columns of the two ends of an arc, or of a node and all that it has arcs with. */
  readonly layout:
    | { readonly kind: "ends"; readonly from: number; readonly to: number }
    | {
        readonly kind: "family";
        readonly own: number;
        readonly parents: readonly number[];
        readonly children: readonly number[];
      };
  /** Whether the first row names the columns, and of columns that are named, how surely. */
  readonly header: boolean;
  readonly trust?: HeadingEnd["trust"];
  /** Plain headings of all columns, those of rows without one too. */
  readonly headings: readonly string[];
  /** What was passed over, or might have been meant otherwise. */
  readonly notes: readonly string[];
}

/** Words that are numbered or lettered in headers, as in Node1, Node2. */
const PAIRED =
  /^(v|node|vertex|var|variable|gene|name|id|item|entity|element|protein|species|concept|feature)(1|2|a|b|i|j)$/;
const SECOND: Readonly<Record<string, string>> = { "1": "2", a: "b", i: "j" };
/** What heads the names of the nodes themselves, the surest first. */
const OWN = ["node", "name", "variable", "var", "vertex", "child", "target", "id"];
const PARENTS = /^(?:parents?|predecessors?|dependson|causedby)\d*$/;
const CHILDREN = /^(?:children|child|successors?)\d*$/;
/** In a note. */
const MOST_LISTED = 8;
/** Decimal commas stand where something else separates. */
const NUMBER = /^[-+]?(?:\d+[.,]?\d*|[.,]\d+)(?:[eE][-+]?\d+)?$/;

/**
 * Finds the columns of arcs: by a header if there is one, else the first two that are neither an index before them nor
 * numbers behind them.
 *
 * @param rows cells without blanks around them, at least one row
 */
export function edgeColumns(rows: readonly (readonly string[])[]): EdgeColumns {
  const [first = [], ...rest] = rows;
  const words = first.map(plainHeading);
  const named = namedColumns(first, words, rest) ?? familyColumns(words) ?? pairedColumns(words, rest);
  return named === undefined ? withoutHeader(first, rows, rest) : underHeader(first, words, rest, named);
}

interface Named {
  readonly layout: EdgeColumns["layout"];
  readonly trust: HeadingEnd["trust"];
}

function underHeader(
  first: readonly string[],
  words: readonly string[],
  rest: readonly (readonly string[])[],
  { layout, trust }: Named,
): EdgeColumns {
  const shift = hasRowNames(rest, first.length) ? 1 : 0;
  const used =
    layout.kind === "ends" ? [layout.from, layout.to] : [layout.own, ...layout.parents, ...layout.children];
  const others = first.filter(
    (cell, i) =>
      !used.includes(i) &&
      cell !== "" &&
      !(layout.kind === "family" && rest.every((row) => saysRole(words[i], row[i + shift] ?? ""))) &&
      !(rest.length > 0 && rest.every((row) => saysDirection(row[i + shift] ?? "", words[i]))),
  );
  const moved = (column: number) => column + shift;
  return {
    layout:
      layout.kind === "ends"
        ? { kind: "ends", from: moved(layout.from), to: moved(layout.to) }
        : {
            kind: "family",
            own: moved(layout.own),
            parents: layout.parents.map(moved),
            children: layout.children.map(moved),
          },
    header: true,
    trust,
    headings: shift === 1 ? ["", ...words] : words,
    notes: [
      ...(others.length > 0 ? [`Columns beside the arcs were passed over: ${listed(others)}.`] : []),
      ...(trust === "doubtful"
        ? [
            `The first line, ${used.map((i) => JSON.stringify(first[i])).join(" and ")}, was taken for a header. If it is an arc, put a line from,to above it.`,
          ]
        : []),
    ],
  };
}

function saysRole(heading: string, cell: string): boolean {
  return isUnsaid(cell) || roleSaid(heading, cell) !== undefined;
}

/** R writes names of rows, which it numbers by default, without a name for their column. */
function hasRowNames(rest: readonly (readonly string[])[], width: number): boolean {
  if (rest.length === 0 || rest.some((row) => row.length !== width + 1)) return false;
  const names = rest.map(([name]) => name);
  return new Set(names).size === names.length && names.every((name) => /^\d+$/.test(name));
}

function namedColumns(
  first: readonly string[],
  words: readonly string[],
  rest: readonly (readonly string[])[],
): Named | undefined {
  const ends = headingEnds(words) ?? ggdagEnds(words);
  if (ends === undefined) return undefined;
  const trusts = [ends.from, ends.to].map((column) => headingEnd(words[column])?.trust ?? "sure");
  const doubted = [ends.from, ends.to].filter((_, i) => trusts[i] !== "sure");
  if (doubted.some((column) => occurs(first[column], rest))) return undefined;
  const trust = (["doubtful", "likely"] as const).find((one) => trusts.includes(one)) ?? "sure";
  if (trust === "doubtful" && rest.length === 0) return undefined;
  return { layout: { kind: "ends", ...ends }, trust };
}

/** ggdag's tables have the columns name and to. */
function ggdagEnds(words: readonly string[]): { from: number; to: number } | undefined {
  const ends = { from: words.indexOf("name"), to: words.indexOf("to") };
  return ends.from < 0 || ends.to < 0 ? undefined : ends;
}

/** Whether a word stands below, or where it is a letter, another one of its case. */
function occurs(word: string, rows: readonly (readonly string[])[]): boolean {
  const kind = [/^[a-z]$/, /^[A-Z]$/].find((one) => one.test(word));
  return rows.some(
    (row) => row.includes(word) || (kind !== undefined && row.some((cell) => kind.test(cell))),
  );
}

/** A node in one column, all its parents or children in others. */
function familyColumns(words: readonly string[]): Named | undefined {
  const own = OWN.map((word) => words.indexOf(word)).find((place) => place >= 0) ?? -1;
  const places = (heading: RegExp, but: number) =>
    words.flatMap((word, i) => (i !== but && heading.test(word) ? [i] : []));
  const parents = places(PARENTS, own);
  if (own >= 0 && parents.length > 0) {
    const children = places(CHILDREN, own);
    return { layout: { kind: "family", own, parents, children }, trust: "sure" };
  }
  const parent = own >= 0 ? own : words.indexOf("parent");
  const children = places(CHILDREN, parent);
  if (parent < 0 || children.length === 0) return undefined;
  return { layout: { kind: "family", own: parent, parents: [], children }, trust: "sure" };
}

/** Such names may be nodes too: as a header neither they nor others of their kind occur elsewhere. */
function pairedColumns(words: readonly string[], rest: readonly (readonly string[])[]): Named | undefined {
  if (rest.length === 0) return undefined;
  for (const [from, word] of words.entries()) {
    const found = PAIRED.exec(word);
    const second = found === null ? undefined : SECOND[found[2]];
    const to = second === undefined ? -1 : words.indexOf(`${found![1]}${second}`);
    if (to < 0) continue;
    const kind = new RegExp(`^${found![1]}(?:\\d+|[a-z])$`);
    // Of more than two such columns none stands out: they are variables.
    if (words.some((other, i) => i !== from && i !== to && kind.test(other))) return undefined;
    if (rest.some((row) => row.some((cell) => kind.test(plainHeading(cell))))) return undefined;
    return { layout: { kind: "ends", from, to }, trust: "likely" };
  }
  return undefined;
}

function withoutHeader(
  first: readonly string[],
  rows: readonly (readonly string[])[],
  rest: readonly (readonly string[])[],
): EdgeColumns {
  const width = first.length;
  const found = (from: number, to: number, notes: readonly string[]): EdgeColumns => ({
    layout: { kind: "ends", from, to },
    header: false,
    headings: [],
    notes,
  });
  if (width === 3 && rows.every((row) => isArrow(row[1] ?? ""))) return found(0, 2, []);
  const from = countsRows(rows, width) ? 1 : 0;
  const behind = Array.from({ length: Math.max(0, width - from - 2) }, (_, i) => from + 2 + i);
  const areNumbers =
    behind.length > 0 &&
    rows.every(
      (row) => row.length <= width && behind.every((i) => row[i] === undefined || NUMBER.test(row[i])),
    );
  const isIndex = from === 1 && (areNumbers || behind.length === 0);
  const notes: string[] = [];
  if (isIndex) notes.push("The first column only counts the rows and was passed over.");
  const start = isIndex ? 1 : 0;
  if (areNumbers) notes.push("Numbers behind the two names were passed over.");
  else if (rest.length > 1 && !rest.some((row) => row.includes(first[0]) || row.includes(first[1]))) {
    notes.push(
      `The first line, ${JSON.stringify(first[0])} and ${JSON.stringify(first[1] ?? "")}, was taken for an arc although its names come nowhere else. If it is a header, call the columns from and to.`,
    );
  }
  return found(start, start + 1, notes);
}

/** Whether the first column only counts; not where the third holds decimals, which name no node. */
function countsRows(rows: readonly (readonly string[])[], width: number): boolean {
  if (width < 3 || rows.length < 2) return false;
  const third = rows.map((row) => row[2] ?? "");
  if (width === 3 && third.every((cell) => NUMBER.test(cell)) && third.some((cell) => /[.eE]/.test(cell)))
    return false;
  return [0, 1].some((start) => rows.every((row, i) => row[0] === String(i + start)));
}

/** Names of columns, of many only the first. */
function listed(names: readonly string[]): string {
  const more = names.length - MOST_LISTED;
  return more > 0 ? `${names.slice(0, MOST_LISTED).join(", ")} and ${more} more` : names.join(", ");
}
