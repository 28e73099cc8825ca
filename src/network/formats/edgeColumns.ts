import { isArrow } from "./arrowWord.ts";

/** Which columns of a table hold the two ends of its arcs. */
export interface EdgeColumns {
  readonly from: number;
  readonly to: number;
  /** Whether the first row names the columns. */
  readonly header: boolean;
  /** Which of the two columns holds any number of names. */
  readonly list?: "from" | "to";
  /** The column that says whether an edge has a direction. */
  readonly directed?: number;
  /** What was passed over, or might have been meant otherwise. */
  readonly notes: readonly string[];
}

const FROM = new Set(
  "from source src parent start cause tail origin sender exposure predictor regulator fromnode sourcenode startnode nodefrom von".split(
    " ",
  ),
);
const TO = new Set(
  "to target tgt dest destination dst child end effect head receiver outcome response tonode targetnode endnode nodeto nach".split(
    " ",
  ),
);
/** Words that are numbered or lettered in headers, as in Node1, Node2. */
const PAIRED =
  /^(v|node|vertex|var|variable|gene|name|id|item|entity|element|protein|species|concept|feature)(1|2|a|b|i|j)$/;
const SECOND: Readonly<Record<string, string>> = { "1": "2", a: "b", i: "j" };
/** Of these, what may as well be a variable of the network: as a heading it occurs nowhere else. */
const DOUBTFUL =
  /^(?:start|cause|tail|origin|sender|exposure|predictor|regulator|destination|end|effect|head|receiver|outcome|response)$/;
const OWN = new Set("node name variable child target id".split(" "));
const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/;

/**
 * Finds the columns of arcs: by a header if there is one, else the first two that are neither an index before them nor
 * numbers behind them.
 *
 * @param rows cells without blanks around them, at least one row
 */
export function edgeColumns(rows: readonly (readonly string[])[]): EdgeColumns {
  const [first = [], ...rest] = rows;
  const words = first.map((cell) => cell.toLowerCase().replaceAll(/[\s_.-]/g, ""));
  const named = namedColumns(first, words, rest) ?? familyColumns(words) ?? pairedColumns(words, rest);
  if (named !== undefined) {
    const directed = words.indexOf("directed");
    // R writes names of rows without a name for their column.
    const shift = rest.length > 0 && rest.every((row) => row.length === first.length + 1) ? 1 : 0;
    const others = first.filter(
      (cell, i) =>
        i !== named.from &&
        i !== named.to &&
        cell !== "" &&
        !(rest.length > 0 && rest.every((row) => isArrow(row[i + shift] ?? ""))),
    );
    return {
      from: named.from + shift,
      to: named.to + shift,
      header: true,
      ...(named.list !== undefined && { list: named.list }),
      ...(directed >= 0 && { directed: directed + shift }),
      notes: others.length > 0 ? [`Columns beside the arcs were passed over: ${others.join(", ")}.`] : [],
    };
  }
  return withoutHeader(first, rows, rest);
}

interface Ends {
  readonly from: number;
  readonly to: number;
  readonly list?: "from" | "to";
}

function namedColumns(
  first: readonly string[],
  words: readonly string[],
  rest: readonly (readonly string[])[],
): Ends | undefined {
  const to = words.findIndex((word) => TO.has(word));
  const from = words.findIndex((word) => FROM.has(word));
  // ggdag's tables have the columns name and to.
  const start = from < 0 && words[to] === "to" ? words.indexOf("name") : from;
  if (start < 0 || to < 0) return undefined;
  for (const column of [start, to])
    if (DOUBTFUL.test(words[column]) && rest.some((row) => row.includes(first[column]))) return undefined;
  return { from: start, to };
}

/** A node in one column, all its parents or children in another. */
function familyColumns(words: readonly string[]): Ends | undefined {
  const own = words.findIndex((word) => OWN.has(word));
  const parents = words.indexOf("parents");
  const children = words.indexOf("children");
  if (own < 0 || parents >= 0 === children >= 0) return undefined;
  return parents >= 0 ? { from: parents, to: own, list: "from" } : { from: own, to: children, list: "to" };
}

/** Such names may be nodes too: as a header neither they nor others of their kind occur elsewhere. */
function pairedColumns(words: readonly string[], rest: readonly (readonly string[])[]): Ends | undefined {
  if (rest.length === 0) return undefined;
  for (const [from, word] of words.entries()) {
    const found = PAIRED.exec(word);
    const second = found === null ? undefined : SECOND[found[2]];
    const to = second === undefined ? -1 : words.indexOf(`${found![1]}${second}`);
    if (to < 0) continue;
    const kind = new RegExp(`^${found![1]}(?:\\d+|[a-z])$`);
    const isOfKind = (cell = "") => kind.test(cell.toLowerCase().replaceAll(/[\s_.-]/g, ""));
    if (rest.some((row) => row.some(isOfKind))) return undefined;
    return { from, to };
  }
  return undefined;
}

function withoutHeader(
  first: readonly string[],
  rows: readonly (readonly string[])[],
  rest: readonly (readonly string[])[],
): EdgeColumns {
  const width = first.length;
  const notes: string[] = [];
  if (width === 3 && rows.every((row) => isArrow(row[1] ?? "")))
    return { from: 0, to: 2, header: false, notes };
  let from = 0;
  const isIndex =
    width > 2 &&
    rows.length > 1 &&
    [0, 1].some((start) => rows.every((row, i) => row[0] === String(i + start)));
  if (isIndex) from = 1;
  const behind = Array.from({ length: Math.max(0, width - from - 2) }, (_, i) => from + 2 + i);
  const areNumbers =
    behind.length > 0 &&
    rows.every(
      (row) => row.length <= width && behind.every((i) => row[i] === undefined || NUMBER.test(row[i])),
    );
  if (isIndex && (areNumbers || behind.length === 0))
    notes.push("The first column only counts the rows and was passed over.");
  else from = 0;
  if (areNumbers) notes.push("Numbers behind the two names were passed over.");
  else if (rest.length > 1 && !rest.some((row) => row.includes(first[0]) || row.includes(first[1]))) {
    notes.push(
      `The first line, ${JSON.stringify(first[0])} and ${JSON.stringify(first[1] ?? "")}, was taken for an arc although its names come nowhere else. If it is a header, call the columns from and to.`,
    );
  }
  return { from, to: from + 1, header: false, notes };
}
