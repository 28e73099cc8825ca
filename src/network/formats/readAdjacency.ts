import Papa from "papaparse";
import { CollectedGraph } from "./collectedGraph.ts";
import type { NetworkReading, TextNetworkReader } from "./networkReader.ts";
import { withoutSeparatorLine } from "./separatorLine.ts";
import type { SourceText } from "./sourceText.ts";

const NUMBER = /^(?:[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)?$/;
/** Headings of lists of arcs, whose numbers may happen to make a square. */
const LIST = /^(?:from|to|source|target|parent|child|cause|effect|start|end|weight|v[12])$/i;

/**
 * A square matrix of numbers or truth values with the names of the nodes above it, and perhaps before its rows, as R, pandas and spreadsheets
 * write them. A number other than 0 is an arc from its row to its column. Where every -1 stands opposite to a 1, the matrix is
 * one of causal-learn: -1 at the arc's tail, 1 at its head, two ones for a hidden common cause.
 *
 * @throws InputError naming the line; for arcs both ways, numbers on the diagonal, cycles
 */
export const adjacencyReader = {
  name: "adjacency",
  title: "an adjacency matrix",
  extensions: ["csv", "tsv"],
  recognise: (start) => matrixOf(start) !== undefined,
  read: readAdjacency,
} as const satisfies TextNetworkReader;

interface NamedMatrix {
  /** Row after row. */
  readonly values: Float64Array;
  readonly names: readonly string[];
  /** The line of each row, counted from 0. */
  readonly lines: readonly number[];
}

/** What is plainly a matrix, and why it can't be read all the same. */
interface OddMatrix {
  readonly odd: { readonly line: number; readonly expected: string; readonly got: string };
}

function readAdjacency(source: SourceText, name: string): NetworkReading {
  const found = matrixOf(source.text) ?? source.fail(0, "a square matrix with the names of its columns");
  const starts = lineStarts(source.text);
  if ("odd" in found) {
    const { line, expected, got } = found.odd;
    source.fail(starts[line] ?? 0, expected, got);
  }
  const { names, values, lines } = found;
  const size = names.length;
  const at = (row: number) => starts[lines[row]] ?? 0;
  const graph = new CollectedGraph(source);
  for (const [row, node] of names.entries()) graph.newNode(node, at(row));
  const ends = isEndpointMatrix(values, size);
  for (let row = 0; row < size; row++) {
    if (values[row * size + row] !== 0)
      source.fail(
        at(row),
        "zeros on the diagonal of the matrix",
        `${values[row * size + row]} at "${names[row]}"`,
      );
    for (let column = 0; column < size; column++) {
      const value = values[row * size + column];
      if (value === 0) continue;
      const opposite = values[column * size + row];
      if (ends) endpoint(source, graph, [names[row], names[column]], [value, opposite], at(row));
      else if (opposite !== 0)
        source.fail(
          at(row),
          "arcs in one direction",
          `numbers both ways between "${names[row]}" and "${names[column]}", as in the matrix of an undirected graph or of correlations`,
        );
      else graph.arc(names[row], names[column], at(row));
    }
  }
  const notes = ends
    ? [`${source.name} was read as a matrix of causal-learn: -1 is the tail of an arc, 1 its head.`]
    : [`Rows of ${source.name} were read as causes, columns as effects.${weightsNote(values)}`];
  return { network: graph.finish(name), notes: [...notes, ...graph.notes] };
}

function weightsNote(values: Float64Array): string {
  return values.every((value) => value === 0 || value === 1)
    ? ""
    : " Every number but 0 is an arc; weights are passed over.";
}

/** Whether every number is 1 or -1 with one of them opposite, and some are -1. */
function isEndpointMatrix(values: Float64Array, size: number): boolean {
  let tails = 0;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const value = values[row * size + column];
      if (value === 0) continue;
      if (Math.abs(value) !== 1 || Math.abs(values[column * size + row]) !== 1) return false;
      if (value === -1) tails++;
    }
  }
  return tails > 0;
}

/** The number in a row is the end of the edge at that row's node. */
function endpoint(
  source: SourceText,
  graph: CollectedGraph,
  [from, to]: readonly [string, string],
  [own, opposite]: readonly [number, number],
  at: number,
): void {
  if (own === -1 && opposite === -1)
    source.fail(at, "directed arcs", `an edge without a direction between "${from}" and "${to}"`);
  else if (own === 1 && opposite === 1) graph.commonCause(from, to, at);
  else if (own === -1) graph.arc(from, to, at);
}

/** The matrix that a table is, if it is one. */
function matrixOf(whole: string): NamedMatrix | OddMatrix | undefined {
  const { text, separator } = withoutSeparatorLine(whole);
  const first = /[^\n]*\S[^\n]*/.exec(text)?.[0] ?? "";
  const delimiter = separator ?? separatorOf(first);
  const commas = delimiter !== ",";
  const width = delimiter === " " ? first.trim().split(/\s+/).length : first.split(delimiter).length;
  // Nothing that is far from square is parsed.
  const lineCount = text.split("\n").length - 1;
  if (width < 2 || lineCount + 2 < width) return undefined;
  const { data, errors } = Papa.parse<string[]>(text, { delimiter });
  if (errors.some(({ type }) => type === "Quotes")) return undefined;
  const rows: { cells: string[]; line: number }[] = [];
  for (const [line, fields] of data.entries()) {
    const trimmed = fields.map((field) => field.trim());
    const cells = delimiter === " " ? trimmed.filter((cell) => cell !== "") : trimmed;
    if (cells.some((cell) => cell !== "")) rows.push({ cells, line });
    if (rows.length > width + 1) return undefined;
  }
  const [header, ...body] = rows;
  if (header === undefined) return undefined;
  if (isBare(rows, commas)) {
    return {
      odd: {
        line: header.line,
        expected: "a line with the names of the nodes above the matrix",
        got: "none",
      },
    };
  }
  if (body.length < 2) return undefined;
  const size = body.length;
  const hasRowNames = body.every(({ cells }) => cells.length === size + 1);
  if (!hasRowNames && body.some(({ cells }) => cells.length !== size)) return undefined;
  const names = header.cells.slice(-size);
  const isFitting = header.cells.length === size || (hasRowNames && header.cells.length === size + 1);
  if (!isFitting || names.includes("")) return undefined;
  const columns = new Map(names.map((name, i) => [name, i]));
  const own = body.map(({ cells }) => cells[0]);
  const again = names.find((name, i) => names.indexOf(name) !== i);
  if (again !== undefined && hasRowNames && own.every((name, i) => name === names[i])) {
    return {
      odd: { line: header.line, expected: "every name once above the matrix", got: `"${again}" again` },
    };
  }
  // Where only the columns have names, R and pandas count the rows.
  const areNamed = hasRowNames && !(isCounted(own) && !own.some((name) => columns.has(name)));
  const areNumbers = names.some((name) => NUMBER.test(name));
  // Zeros and ones below other whole numbers, as many rows as columns, are no data.
  const areOnes =
    size > 2 && body.every(({ cells }) => cells.slice(-size).every((cell) => /^[01]$/.test(cell)));
  const areIds = areOnes && columns.size === size && names.every((name) => /^\d+$/.test(name));
  if (!areNamed && areNumbers && !areIds && !(size > 2 && isCounted(names))) return undefined;
  if (!areNamed && names.every((name) => LIST.test(name))) return undefined;
  const order = areNamed ? own.map((name) => columns.get(name)) : names.map((_, i) => i);
  if (order.includes(undefined) || new Set(order).size < size || columns.size < size) return undefined;
  const values = new Float64Array(size * size);
  const lines = new Array<number>(size).fill(0);
  for (const [i, { cells, line }] of body.entries()) {
    const row = order[i]!;
    lines[row] = line;
    const numbers = hasRowNames ? cells.slice(1) : cells;
    for (const [column, cell] of numbers.entries()) {
      const value = numberOf(cell, commas);
      if (value === undefined && areNamed) {
        const place = `${JSON.stringify(cell)} from "${names[row]}" to "${names[column]}"`;
        return {
          odd: {
            line,
            expected: "numbers, or TRUE and FALSE, in the matrix (0 where there is no arc)",
            got: place,
          },
        };
      }
      if (value === undefined) return undefined;
      values[row * size + column] = value;
    }
    // Only a table whose rows have names is a matrix whatever stands on its diagonal.
    if (!areNamed && !areOnes && values[row * size + row] !== 0) return undefined;
  }
  return { names, values, lines };
}

/** Whether names only count, from 0 or 1 on. */
function isCounted(names: readonly string[]): boolean {
  return [0, 1].some((start) => names.every((name, i) => name === String(i + start)));
}

/** Whether it is a square of numbers and no more, with a row of zeros as every graph without cycles has, or of ends of edges alone. */
function isBare(rows: readonly { readonly cells: readonly string[] }[], commas: boolean): boolean {
  const numbers = rows.map(({ cells }) => cells.map((cell) => numberOf(cell, commas)));
  return (
    numbers.every((row) => row.length === rows.length && !row.includes(undefined)) &&
    numbers.every((row, i) => row[i] === 0) &&
    (numbers.some((row) => row.every((value) => value === 0)) ||
      (numbers.length > 3 &&
        numbers.flat().every((value) => Math.abs(value!) <= 1 && Number.isInteger(value))))
  );
}

/** A truth value, as R and pandas write them, is 1 or 0. A comma stands before decimals where it does not separate. */
function numberOf(cell: string, commas: boolean): number | undefined {
  if (/^(?:true|false)$/i.test(cell)) return cell.toLowerCase() === "true" ? 1 : 0;
  const number = commas ? cell.replace(",", ".") : cell;
  return NUMBER.test(number) ? Number(number) : undefined;
}

function separatorOf(line: string): string {
  const bare = line.replaceAll(/"[^"]*"/g, "");
  const counts = [",", ";", "\t", "|", " "].map((one) => ({ one, count: bare.split(one).length }));
  return counts.reduce((a, b) => (b.count > a.count ? b : a)).one;
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let i = text.indexOf("\n"); i >= 0; i = text.indexOf("\n", i + 1)) starts.push(i + 1);
  return starts;
}
