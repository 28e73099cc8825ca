import Papa from "papaparse";
import type { StructureNetwork } from "../structureNetwork.ts";
import { CollectedGraph } from "./collectedGraph.ts";
import type { TextNetworkReader } from "./networkReader.ts";
import type { SourceText } from "./sourceText.ts";

const HEADERS = [
  ["from", "to"],
  ["source", "target"],
  ["parent", "child"],
  ["start", "end"],
];

/**
 * Arcs as a table of two columns, from and to, with or without a header, separated by comma, semicolon, tab or bar. A line with
 * an empty second field declares a node without arcs.
 *
 * @throws InputError naming the line; for lines of another width, arcs given twice and cycles
 */
export const edgeListReader = {
  name: "edges",
  title: "a list of arcs",
  extensions: ["csv", "tsv"],
  recognise: (start) => /^[^\n]+[,;\t|]/.test(start),
  read: (source, name) => ({ network: readEdgeList(source, name), notes: [] }),
} as const satisfies TextNetworkReader;

function readEdgeList(source: SourceText, name: string): StructureNetwork {
  const graph = new CollectedGraph(source);
  const { data, errors } = Papa.parse<string[]>(source.text, {
    delimiter: separatorOf(source.text),
  });
  const quotes = errors.find(({ type }) => type === "Quotes");
  const starts = lineStarts(source.text);
  const at = (line: number) => starts[Math.min(line, starts.length - 1)];
  if (quotes) source.fail(at(quotes.row ?? 0), "quotation marks in pairs", "an open one");
  let line = 0;
  data.forEach((fields, row) => {
    const here = at(line);
    line += 1 + fields.reduce((sum, field) => sum + field.split("\n").length - 1, 0);
    const cells = fields.map((field) => field.trim());
    if (cells.every((cell) => cell === "")) return;
    if (cells[0].startsWith("#")) return;
    if (row === 0 && HEADERS.some((header) => header.every((word, i) => cells[i]?.toLowerCase() === word)))
      return;
    const [from, to, ...more] = cells;
    if (from === "" || more.some((cell) => cell !== "")) {
      source.fail(
        here,
        "two names, from and to",
        `${fields.length} fields: ${JSON.stringify(fields.join(",").slice(0, 60))}`,
      );
    }
    if (to === undefined || to === "") graph.node(from, here);
    else graph.arc(from, to, here, true);
  });
  return graph.finish(name);
}

/** The separator that the first line with text has most of, quoted parts left out. */
function separatorOf(text: string): string {
  const line = /[^\n]*\S[^\n]*/.exec(text)?.[0].replaceAll(/"[^"]*"/g, "") ?? "";
  const counts = [",", ";", "\t", "|"].map((one) => ({ one, count: line.split(one).length }));
  return counts.reduce((a, b) => (b.count > a.count ? b : a)).one;
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let i = text.indexOf("\n"); i >= 0; i = text.indexOf("\n", i + 1)) starts.push(i + 1);
  return starts;
}
