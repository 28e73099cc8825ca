import Papa from "papaparse";
import { arcByWord, isArrow } from "./arrowWord.ts";
import { CollectedGraph } from "./collectedGraph.ts";
import { edgeColumns } from "./edgeColumns.ts";
import type { NetworkReading, TextNetworkReader } from "./networkReader.ts";
import { withoutSeparatorLine } from "./separatorLine.ts";
import type { SourceText } from "./sourceText.ts";

export const edgeListReader = {
  name: "edges",
  title: "a list of arcs",
  extensions: ["csv", "tsv"],
  recognise: (start) => /^[^\n]+[,;\t|]/.test(start) || wordsOf(start)?.isHeaded === true,
  isVague: () => true,
  read: readEdgeList,
} as const satisfies TextNetworkReader;

const DECIMAL = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/;
const COMMENT = /^(?:#|\/\/)(?:\s|#|$)/;
/** What stands between two names elsewhere, and hardly in one. */
const ARROWS = /->|<-|--|=~|\s~\s/;

/**
 * Arcs as a table of two columns, from and to, separated by comma, semicolon, tab, bar or blanks. Under a header the columns may
 * stand anywhere among others; without one, an index before them and numbers behind them are passed over. A line with an
 * empty second field declares a node without arcs; a line that begins with a number sign and a blank is a comment. An arrow in a
 * field of its own says the direction. Under headers such as node and parents, a field names all parents.
 *
 * @throws InputError naming the line; for lines of another width, undirected edges, arcs given twice and cycles
 */
function readEdgeList(source: SourceText, name: string): NetworkReading {
  const graph = new CollectedGraph(source);
  const rows = rowsOf(source);
  const isLavaanTable = ["lhs", "op", "rhs"].every((word) =>
    rows[0]?.cells.some((cell) => cell.toLowerCase() === word),
  );
  if (isLavaanTable) {
    source.fail(
      rows[0].at,
      "a list of arcs",
      "a table of lavaan's parameters. Write its formulas instead, as in y ~ x, into a file that ends in .lavaan",
    );
  }
  const { from, to, header, notes, list, directed } = edgeColumns(rows.map(({ cells }) => cells));
  if (!header) refuseData(source, rows, [from, to]);
  for (const { cells, at } of header ? rows.slice(1) : rows) {
    // As R writes a row without any value.
    if (header && cells[from] === "NA" && cells[to] === "NA") continue;
    const undirected = cells.find((cell, i) => i !== from && i !== to && /^undirected$/i.test(cell));
    if (undirected !== undefined) source.fail(at, "arcs with a direction", `an edge of type ${undirected}`);
    if (directed !== undefined && /^(?:false|f|no|n|0)$/i.test(cells[directed] ?? ""))
      source.fail(at, "arcs with a direction", `an edge that is not directed (${cells[directed]})`);
    if (list !== undefined) {
      family(graph, cells, { from, to, list }, at);
      continue;
    }
    const parent = cells[from] ?? "";
    const child = cells[to] ?? "";
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
    const arrow = cells.find((cell, i) => i !== from && i !== to && isArrow(cell));
    if (child === "" || (arrow === undefined && header && child === "NA")) graph.node(parent, at);
    else if (arrow === undefined) graph.arc(parent, child, at, true);
    else arcByWord(source, graph, [parent, child], arrow, at, true);
  }
  return { network: graph.finish(name), notes: [...notes, ...graph.notes] };
}

/** Decimals below a first line are values of variables, not names. */
function refuseData(source: SourceText, rows: readonly Row[], columns: readonly number[]): void {
  const values = rows.slice(1).flatMap(({ cells }) => columns.map((column) => cells[column] ?? ""));
  if (!values.every((value) => DECIMAL.test(value)) || !values.some((value) => value.includes("."))) return;
  source.fail(
    rows[0].at,
    "the names of nodes in a list of arcs",
    "a table of numbers, which is data: give it by --data",
  );
}

/** One node with all its parents, or all its children; R writes NA where there are none. */
function family(
  graph: CollectedGraph,
  cells: readonly string[],
  { from, to, list }: { from: number; to: number; list: "from" | "to" },
  at: number,
): void {
  const own = cells[list === "from" ? to : from] ?? "";
  const field = cells[list === "from" ? from : to] ?? "";
  graph.node(own, at);
  if (field === "" || field === "NA") return;
  for (const other of namesIn(field)) {
    if (list === "from") graph.arc(other, own, at, true);
    else graph.arc(own, other, at, true);
  }
}

function namesIn(field: string): string[] {
  const bare = field.replace(/^(?:c?\(|\[|\{)([\s\S]*)[)\]}]$/, "$1");
  return bare
    .split(/[,;|]/.test(bare) ? /[,;|]/ : /\s+/)
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

/** Where blanks, and nothing else, separate as many words in every line, or one more than in a first line of headings. */
function wordsOf(text: string): { readonly isHeaded: boolean } | undefined {
  const lines = text.split("\n", 1000).filter((line) => line.trim() !== "" && !COMMENT.test(line));
  // The last of so many may be cut off.
  if (lines.length > 900) lines.length = 900;
  const words = lines.map((line) => line.match(/"[^"]*"|[^\s"]+/g) ?? []);
  const [first = [], second = first] = words;
  if (first.length < 2 || words.length < 2) return undefined;
  if (lines.some((line) => /[,;\t|]/.test(line.replaceAll(/"[^"]*"/g, "")))) return undefined;
  const isHeaded = edgeColumns([first.map((word) => word.replaceAll('"', ""))]).header;
  const fits = second.length === first.length || (isHeaded && second.length === first.length + 1);
  return fits && words.every((line, i) => i === 0 || line.length === second.length)
    ? { isHeaded }
    : undefined;
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let i = text.indexOf("\n"); i >= 0; i = text.indexOf("\n", i + 1)) starts.push(i + 1);
  return starts;
}
