import Papa from "papaparse";
import { arcByWord, isArrow } from "./arrowWord.ts";
import { CollectedGraph } from "./collectedGraph.ts";
import { type EdgeColumns, edgeColumns } from "./edgeColumns.ts";
import { directionOf, withPlainEdges } from "./edgeDirection.ts";
import { markNode } from "./graphNodes.ts";
import type { NetworkReading, TextNetworkReader } from "./networkReader.ts";
import { isNoName } from "./noName.ts";
import { withoutSeparatorLine } from "./separatorLine.ts";
import type { SourceText } from "./sourceText.ts";

export const edgeListReader = {
  name: "edges",
  title: "a list of arcs",
  extensions: ["csv", "tsv"],
  recognise: (start) => {
    if (areSeparated(start)) return true;
    const words = wordsOf(start);
    return words !== undefined && (words.isHeaded || words.areArrows || words.haveAttributes);
  },
  isVague: () => true,
  read: readEdgeList,
} as const satisfies TextNetworkReader;

const DECIMAL = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/;
/** So many rows may repeat each other by mistake. */
const FEW = 5;
const COMMENT = /^(?:#|\/\/)(?:\s|#|$)/;
/** What stands between two names elsewhere, and hardly in one. */
const ARROWS = /->|=>|<-|--|=~|\s~\s|[\u2190-\u2194\u27f5-\u27f7]/;
/** An arrow between two words of a field. */
const INNER_ARROW = /[^\s<>=~-]\s*(?:->|=>|<-|<->|-->|<--)\s*[^\s<>=~-]/;
/** What no node is called: a date, or a truth value. */
const VALUE = /^(?:\d{4}-\d{2}-\d{2}(?:[T ][\d:.]+Z?)?|\d{1,2}[./]\d{1,2}[./]\d{2,4}|true|false|yes|no)$/i;
const SEPARATORS = /[,;\t|]/;
/** Columns whose zero says that there is no arc. */
const WEIGHTS = /^(?:freq|frequency|value|edge|exists|present|adjacency|connected|arc)$/;

/**
 * Arcs as a table of two columns, from and to, separated by comma, semicolon, tab, bar or blanks. Under a header the columns may
 * stand anywhere among others; without one, an index before them and numbers behind them are passed over. A line with an
 * empty second field declares a node without arcs; a line that begins with a number sign and a blank is a comment. An arrow in a
 * field of its own says the direction. Under headers such as node and parents, a field names all parents. What Python's networkx
 * writes in braces behind two names is passed over.
 *
 * @throws InputError naming the line; for lines of another width, undirected edges, arcs given twice and cycles
 */
function readEdgeList(source: SourceText, name: string): NetworkReading {
  const graph = new CollectedGraph(source);
  const all = plainCells(rowsOf(source));
  const isLavaanTable = ["lhs", "op", "rhs"].every((word) =>
    all[0]?.cells.some((cell) => cell.toLowerCase() === word),
  );
  if (isLavaanTable) {
    source.fail(
      all[0].at,
      "a list of arcs",
      "a table of lavaan's parameters. Write its formulas instead, as in y ~ x, into a file that ends in .lavaan",
    );
  }
  const titled = withoutTitle(all);
  const plain = withPlainEdges(titled.rows.map(({ cells }) => cells));
  const rows = titled.rows.map(({ at }, i) => ({ at, cells: plain[i] }));
  const columns = edgeColumns(rows.map(({ cells }) => cells));
  const { layout, header } = columns;
  const body = header ? rows.slice(1).filter(({ cells }) => !isSame(cells, rows[0].cells)) : rows;
  const notes = [...titled.notes, ...columns.notes];
  if (layout.kind === "family") families(source, graph, body, layout, columns.headings);
  else {
    if (!header) refuseOther(source, rows, [layout.from, layout.to]);
    else if (columns.trust !== "sure") refuseData(source, rows, [layout.from, layout.to], columns.trust);
    refuseStrengths(source, body, layout, columns.headings);
    const zeros = arcs(source, graph, body, { ...columns, layout, width: rows[0]?.cells.length ?? 0 });
    if (zeros > 0)
      notes.push(
        zeros === 1
          ? "A row with a zero was read as no arc."
          : `${zeros} rows with a zero were read as no arcs.`,
      );
  }
  return { network: graph.finish(name), notes: [...notes, ...graph.notes] };
}

interface ArcColumns extends Pick<EdgeColumns, "header" | "headings" | "notes"> {
  readonly layout: { readonly from: number; readonly to: number };
  /** Of the first row. */
  readonly width: number;
}

/** @returns how many rows a zero says to be none */
function arcs(
  source: SourceText,
  graph: CollectedGraph,
  rows: readonly Row[],
  { layout: { from, to }, header, headings, notes, width }: ArcColumns,
): number {
  const weights = headings.flatMap((heading, i) =>
    WEIGHTS.test(heading) && i !== from && i !== to ? [i] : [],
  );
  const sources = new Set(rows.map(({ cells }) => cells[from]));
  const isNone = (cell: string) => header && isNoName(cell) && !sources.has(cell);
  let zeros = 0;
  for (const { cells, at } of rows) {
    const parent = cells[from] ?? "";
    const child = cells[to] ?? "";
    if (header && cells.slice(Math.max(width, headings.length)).some((cell) => cell !== ""))
      source.fail(at, `${width} fields, as many as the first line has`, `${cells.length}`);
    // As R writes a row without any value.
    if (header && [parent, child].every((cell) => cell === "NA")) continue;
    const direction = directionOf(cells, headings, [from, to]);
    const more = from === 0 && to === 1 && !header && cells.slice(2).some((cell) => cell !== "");
    if (parent === "" || (more && notes.length === 0)) {
      source.fail(
        at,
        "two names, from and to",
        `${cells.length} fields: ${JSON.stringify(cells.join(",").slice(0, 60))}`,
      );
    }
    if (cells.length === 1 && ARROWS.test(parent)) {
      source.fail(
        at,
        "two names with a comma between them",
        `${JSON.stringify(parent.slice(0, 60))} in one field`,
      );
    }
    if (cells.length === 1 && width > 1 && SEPARATORS.test(parent))
      source.fail(
        at,
        "two names, separated as those of the first line",
        `${JSON.stringify(parent.slice(0, 60))} in one field`,
      );
    if (child === "" || (direction === undefined && isNone(child))) graph.node(parent, at);
    else if (weights.some((column) => DECIMAL.test(cells[column] ?? "") && Number(cells[column]) === 0)) {
      graph.node(parent, at);
      graph.node(child, at);
      zeros++;
    } else if (direction === undefined) graph.arc(parent, child, at, true);
    else if (direction.arrow === "--" && direction.words !== "--")
      source.fail(at, "arcs with a direction", `an edge ${direction.words}`);
    else arcByWord(source, graph, [parent, child], direction.arrow, at, true);
  }
  return zeros;
}

/** Without the quotation marks of another kind around all names, the `.0` that pandas puts behind whole numbers, and braces of Python. */
function plainCells(rows: readonly Row[]): readonly Row[] {
  const trimmed = rows.map((row) => ({ ...row, cells: withoutAttributes(row.cells) }));
  const names = trimmed.slice(1).flatMap(({ cells }) => cells.slice(0, 2));
  // Without a header, such numbers are rather data.
  const isHeaded = rows[0]?.cells.slice(0, 2).every((cell) => !DECIMAL.test(cell)) === true;
  const strip = (pattern: RegExp) =>
    names.length > 0 && names.every((cell) => cell === "" || pattern.test(cell))
      ? trimmed.map((row) => ({ ...row, cells: row.cells.map((cell) => cell.replace(pattern, "$1")) }))
      : undefined;
  return strip(/^'([^']+)'$/) ?? (isHeaded ? strip(/^(\d+)\.0$/) : undefined) ?? trimmed;
}

/** `{'weight': 0.5}` behind the names, over as many fields as it has commas. */
function withoutAttributes(cells: readonly string[]): readonly string[] {
  const begin = cells.findIndex((cell, i) => i >= 2 && cell.startsWith("{"));
  return begin >= 0 && cells[cells.length - 1].endsWith("}") ? cells.slice(0, begin) : cells;
}

/** A title in a field of its own may stand above a header. */
function withoutTitle(rows: readonly Row[]): {
  readonly rows: readonly Row[];
  readonly notes: readonly string[];
} {
  const begin = rows.findIndex(({ cells }) => cells.filter((cell) => cell !== "").length > 1);
  if (begin <= 0 || !edgeColumns(rows.slice(begin).map(({ cells }) => cells)).header)
    return { rows, notes: [] };
  const [title] = rows[0].cells.filter((cell) => cell !== "");
  return {
    rows: rows.slice(begin),
    notes: [`What stands above the header was passed over: ${JSON.stringify(title.slice(0, 60))}.`],
  };
}

function isSame(cells: readonly string[], others: readonly string[]): boolean {
  return cells.length === others.length && cells.every((cell, i) => cell === others[i]);
}

/** @throws InputError for what is no list of arcs at all */
function refuseOther(source: SourceText, rows: readonly Row[], columns: readonly number[]): void {
  if (rows.length > 0 && rows.every(({ cells }) => cells.length === 1 && !ARROWS.test(cells[0]))) {
    source.fail(
      rows[0].at,
      "two names in a line, from and to, with a comma, a semicolon, a tab or a blank between them",
      `one field in every line, the first of them ${JSON.stringify(rows[0].cells[0].slice(0, 60))}`,
    );
  }
  const torn = rows.find(({ cells }) => columns.some((column) => isTorn(cells[column] ?? "")));
  if (torn !== undefined) {
    source.fail(
      torn.at,
      "two names, from and to",
      `brackets that a comma tears apart: ${JSON.stringify(torn.cells.join(",").slice(0, 60))}`,
    );
  }
  const arrow = rows.find(
    ({ cells }) => cells.length > 1 && columns.some((column) => INNER_ARROW.test(cells[column] ?? "")),
  );
  if (arrow !== undefined) {
    source.fail(
      arrow.at,
      "two names, from and to",
      `an arrow within a field: ${JSON.stringify(arrow.cells.join(",").slice(0, 60))}`,
    );
  }
  refuseData(source, rows, columns);
}

/** Whether a field has brackets that do not close in it, as a part of a formula or of code has. */
function isTorn(cell: string): boolean {
  const count = (pattern: RegExp) => cell.match(pattern)?.length ?? 0;
  return count(/\(/g) !== count(/\)/g) || count(/\[/g) !== count(/\]/g) || count(/\{/g) !== count(/\}/g);
}

/**
 * Decimals below a first line are values of variables, not names; and numbers, dates and truth values below words are no names
 * either, where the words stand nowhere else: these are headings, and where they are not likely those of a list of arcs, none of one. Nor do arcs come
 * again and again, as labels do.
 */
function refuseData(
  source: SourceText,
  rows: readonly Row[],
  columns: readonly number[],
  trust: EdgeColumns["trust"] = "doubtful",
): void {
  const [first, ...rest] = rows;
  const below = columns.map((column) => rest.map(({ cells }) => cells[column] ?? ""));
  const areNumbers = below.map((values) => values.every((value) => DECIMAL.test(value)));
  const isValue = (cell: string) => DECIMAL.test(cell) || VALUE.test(cell);
  const areValues = below.map((values) => values.every(isValue));
  const haveDecimals = areNumbers.every((are) => are) && below.flat().some((value) => value.includes("."));
  const areHeadings =
    trust === "doubtful" &&
    rest.length > 1 &&
    columns.some((column, end) => areValues[end] && !isValue(first.cells[column] ?? "")) &&
    columns.every((column) => !below.flat().includes(first.cells[column] ?? ""));
  const pairs = new Set(rest.map(({ cells }) => JSON.stringify(columns.map((column) => cells[column]))));
  if (rest.length > FEW && 2 * pairs.size <= rest.length) {
    source.fail(
      first.at,
      "a list of arcs, each of them once",
      `rows that repeat each other (${pairs.size} different ones of ${rest.length}), as those of a table of data do`,
    );
  }
  if (!haveDecimals && !areHeadings) return;
  source.fail(
    first.at,
    "the names of nodes in a list of arcs",
    haveDecimals
      ? "a table of numbers, which is data and no network"
      : `${areNumbers.includes(true) ? "numbers" : "dates or truth values"} below ${columns.map((column) => JSON.stringify(first.cells[column])).join(" and ")}, as a table of data has them. If they are ids of nodes, call these columns from and to`,
  );
}

/** bnlearn's strengths of arcs stand for all pairs, both ways; what was chosen of them is a list of arcs like any other. */
function refuseStrengths(
  source: SourceText,
  rows: readonly Row[],
  { from, to }: { readonly from: number; readonly to: number },
  headings: readonly string[],
): void {
  if (!headings.includes("strength")) return;
  const met = new Set<string>();
  for (const { cells, at } of rows) {
    if (met.has(JSON.stringify([cells[to], cells[from]])))
      source.fail(
        at,
        "a list of arcs",
        `strengths of arcs, with ${JSON.stringify(cells[from])} and ${JSON.stringify(cells[to])} both ways. Choose among them (in R, by averaged.network of bnlearn)`,
      );
    met.add(JSON.stringify([cells[from], cells[to]]));
  }
}

/** One node with all its parents, or all its children, and what marks it. */
function families(
  source: SourceText,
  graph: CollectedGraph,
  rows: readonly Row[],
  layout: Extract<EdgeColumns["layout"], { readonly kind: "family" }>,
  headings: readonly string[],
): void {
  const nodes = new Set(rows.map(({ cells }) => cells[layout.own] ?? ""));
  for (const { cells, at } of rows) {
    const own = cells[layout.own] ?? "";
    if (own === "") source.fail(at, "the name of a node", "an empty field");
    graph.node(own, at);
    const others = (columns: readonly number[]) =>
      columns.flatMap((column) => namesIn(cells[column] ?? "", nodes));
    const isTold = layout.parents.length > 0 && layout.children.length > 0;
    for (const parent of others(layout.parents)) graph.arc(parent, own, at, !isTold);
    for (const child of others(layout.children)) graph.arc(own, child, at, !isTold);
    for (const [i, heading] of headings.entries())
      if (cells[i]) markNode(source, graph, own, heading, cells[i], at);
  }
}

/** The names in a field: one that is a node as it stands, or several. */
function namesIn(field: string, nodes: ReadonlySet<string>): string[] {
  if (field === "" || (isNoName(field) && !nodes.has(field))) return [];
  if (nodes.has(field)) return [field];
  const bare = field.replace(/^(?:c?\(|\[|\{)([\s\S]*)[)\]}]$/, "$1");
  const split = /[,;|]/.test(bare) ? /[,;|]/ : nodes.has(bare.trim()) ? /$^/ : /\s+/;
  return bare
    .split(split)
    .map((name) => name.trim().replace(/^(["'])([\s\S]*)\1$/, "$2"))
    .filter((name) => name !== "");
}

interface Row {
  readonly cells: readonly string[];
  readonly at: number;
}

/** The rows without comments and empty ones. */
function rowsOf(source: SourceText): Row[] {
  const { text, separator } = withoutSeparatorLine(source.text);
  const delimiter = separator ?? separatorOf(text);
  const { data, errors } = Papa.parse<string[]>(text, { delimiter });
  const quotes = errors.find(({ type }) => type === "Quotes");
  const starts = lineStarts(text);
  const placeOf = (line: number) => starts[Math.min(line, starts.length - 1)];
  if (quotes) source.fail(placeOf(quotes.row ?? 0), "quotation marks in pairs", "an open one");
  const rows: Row[] = [];
  let line = 0;
  for (const fields of data) {
    const at = placeOf(line);
    line += 1 + fields.reduce((sum, field) => sum + field.split("\n").length - 1, 0);
    const trimmed = fields.map((field) => field.trim());
    const cells = delimiter === " " ? trimmed.filter((cell) => cell !== "") : trimmed;
    if (cells.every((cell) => cell === "") || isComment(cells, text[at])) continue;
    rows.push({ cells, at });
  }
  return rows;
}

/** A name may begin with a number sign: `#1,B` is an arc, and so is whatever begins with a quotation mark. */
function isComment(cells: readonly string[], first: string): boolean {
  if (first === "/") return /^\/\/(?:\s|$)/.test(cells[0]);
  if (first !== "#") return false;
  if (cells.length === 1 || /^#(?:\s|#|$)/.test(cells[0])) return true;
  return edgeColumns([[cells[0].slice(1), ...cells.slice(1)]]).header;
}

/** The separator that the first line which is no comment has most of, quoted parts left out; blanks if all lines are words. */
function separatorOf(text: string): string {
  const lines = text.split("\n", 1000).filter((line) => line.trim() !== "");
  if (wordsOf(text) !== undefined) return " ";
  const line = (lines.find((one) => !COMMENT.test(one)) ?? lines[0] ?? "").replaceAll(/"[^"]*"/g, "");
  const counts = [",", ";", "\t", "|"].map((one) => ({ one, count: line.split(one).length }));
  return counts.reduce((a, b) => (b.count > a.count ? b : a)).one;
}

/** What networkx writes behind two names. */
const ATTRIBUTES = /\s\{[^{}]*\}\s*$/;

interface Words {
  /** Whether the first line names the columns beyond doubt. */
  readonly isHeaded: boolean;
  /** Whether every line is an arrow between two names. */
  readonly areArrows: boolean;
  readonly haveAttributes: boolean;
}

/** Where blanks, and nothing else, separate as many words in every line, or one more than in a first line of headings. */
function wordsOf(text: string): Words | undefined {
  const lines = text.split("\n", 1000).filter((line) => line.trim() !== "" && !COMMENT.test(line));
  // The last of so many may be cut off.
  if (lines.length > 900) lines.length = 900;
  const words = lines.map((line) => line.replace(ATTRIBUTES, "").match(/"[^"]*"|[^\s"]+/g) ?? []);
  const [first = [], second = first] = words;
  if (first.length < 2 || words.length < 2) return undefined;
  if (lines.some((line) => /[,;\t|]/.test(line.replace(ATTRIBUTES, "").replaceAll(/"[^"]*"/g, ""))))
    return undefined;
  const { header, trust } = edgeColumns(words.map((line) => line.map((word) => word.replaceAll('"', ""))));
  const isHeaded = header && trust !== "doubtful";
  const fits = second.length === first.length || (isHeaded && second.length === first.length + 1);
  return fits && words.every((line, i) => i === 0 || line.length === second.length)
    ? {
        isHeaded,
        areArrows: words.every((line) => line.length === 3 && isArrow(line[1])),
        haveAttributes: lines.every((line) => ATTRIBUTES.test(line)),
      }
    : undefined;
}

/** Whether all lines are separated by what the first one is: so are tables, and no prose. */
function areSeparated(text: string): boolean {
  const lines = text.split("\n", 100).filter((line) => line.trim() !== "" && !COMMENT.test(line));
  const separators = [",", ";", "\t", "|"].filter((one) => lines[0]?.trim().includes(one));
  return separators.some((one) => lines.every((line) => line.includes(one)));
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let i = text.indexOf("\n"); i >= 0; i = text.indexOf("\n", i + 1)) starts.push(i + 1);
  return starts;
}
