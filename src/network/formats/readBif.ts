import { BifText } from "./bifText.ts";
import { CollectedGraph } from "./collectedGraph.ts";
import { CollectedTables } from "./collectedTables.ts";
import { beyondComments } from "./comments.ts";
import { rowOfStates, tableOfRows } from "./listedRows.ts";
import type { NetworkReading, TextNetworkReader } from "./networkReader.ts";
import { numbersOf } from "./numbersOf.ts";
import type { SourceText } from "./sourceText.ts";
import { splitList } from "./splitList.ts";

export const bifReader = {
  name: "bif",
  title: "BIF",
  extensions: ["bif"],
  recognise: (start) =>
    /^(?:network\b[^{;,]*\{|variable\b[^{;,]*\{|probability\s*\()/i.test(beyondComments(start, ["//", "#"])),
  read: readBif,
} as const satisfies TextNetworkReader;

interface Distribution {
  readonly child: string;
  readonly parents: readonly string[];
  readonly statements: readonly string[];
}

/**
 * The Bayesian interchange format (.bif), as bnlearn and as JavaBayes write it: `variable X { ... }` and
 * `probability ( X | A, B ) { ... }`, where bars and commas between the variables may be left out. Properties are free text
 * and are passed over.
 *
 * @throws InputError naming line and column; for nodes that were not declared and cycles
 */
function readBif(source: SourceText, name: string): NetworkReading {
  const text = new BifText(source);
  const graph = new CollectedGraph(source);
  const tables = new CollectedTables();
  const heads: { list: string; listAt: number; at: number; statements: string[] }[] = [];
  let title = "";
  for (;;) {
    const { word, at } = text.keyword();
    if (word === undefined) break;
    if (word === "network") {
      title = unquoted(text.untilBrace("the name of the network or {").text);
      text.block();
    } else if (word === "variable") {
      const head = text.untilBrace("the name of a variable");
      const variable = unquoted(head.text);
      if (variable === "") source.fail(head.at, "the name of a variable");
      graph.newNode(variable, head.at);
      declareStates(tables, variable, text.block());
    } else if (word === "probability") {
      const list = text.variables();
      heads.push({ list: list.text, listAt: list.at, at, statements: text.block() });
    } else source.fail(at, '"network", "variable" or "probability"');
  }
  const defined = new Set<string>();
  for (const { list, listAt, at, statements } of heads) {
    const { child, parents } = family(source, graph, list, listAt);
    if (defined.has(child)) source.fail(at, "one distribution a variable", `a second one of "${child}"`);
    defined.add(child);
    tables.table(child, parents, tableOf(tables, { child, parents, statements }));
  }
  return tables.reading(graph.finish(title === "" || title === "unknown" ? name : title));
}

/** `type discrete [ 2 ] { yes, no }` */
function declareStates(tables: CollectedTables, variable: string, statements: readonly string[]): void {
  for (const statement of statements) {
    const found = /^type\s+discrete\s*(?:\[\s*(\d+)\s*\])?\s*\{([\s\S]*)\}\s*$/i.exec(statement);
    if (found === null) continue;
    const [, count, list] = found;
    const declared = count === undefined ? undefined : Number(count);
    tables.states(variable, splitList(list, declared), declared);
  }
}

/** The child and its parents: names between bars, commas or blanks. A name that holds such signs is known or quoted. */
function family(
  source: SourceText,
  graph: CollectedGraph,
  list: string,
  at: number,
): { child: string; parents: string[] } {
  const [own, ...given] = barred(list);
  if (given.length > 1) source.fail(at, "one bar between a variable and its parents", "more");
  const names = (part: string) => {
    if (graph.has(part.trim())) return [part.trim()];
    const byCommas = splitList(part);
    if (byCommas.every((one) => graph.has(one))) return byCommas;
    return byCommas.flatMap((one) => (graph.has(one) ? [one] : splitWords(one)));
  };
  const all = names(own);
  if (given.length === 1) {
    if (all.length !== 1) source.fail(at, "one variable before the bar", `${all.length}`);
    all.push(...names(given[0]));
  }
  if (all.length === 0) source.fail(at, "the name of a variable", "none");
  for (const one of all) graph.requireNode(one, placeOf(source, one, at));
  const [child, ...parents] = all;
  for (const parent of parents) graph.arc(parent, child, placeOf(source, parent, at), true);
  return { child, parents };
}

function placeOf(source: SourceText, name: string, from: number): number {
  const at = source.text.indexOf(name, from);
  return at < 0 ? from : at;
}

/** Parts between bars that stand outside quotation marks. */
function barred(list: string): string[] {
  const parts = [""];
  let quoted = false;
  for (const character of list) {
    if (character === '"') quoted = !quoted;
    if (character === "|" && !quoted) parts.push("");
    else parts[parts.length - 1] += character;
  }
  return parts;
}

function splitWords(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}

function unquoted(text: string): string {
  const trimmed = text.trim();
  return /^"[^"]*"$/.test(trimmed) ? trimmed.slice(1, -1) : trimmed;
}

/**
 * `table` lists the child's states slowest and the last parent fastest, `( states of the parents )` one row of the child's
 * states, `default` a row for all configurations that are not listed. What is wrong with them comes as the rest of a sentence about the node.
 */
function tableOf(
  tables: CollectedTables,
  { child, parents, statements }: Distribution,
): readonly number[] | string {
  const own = tables.statesOf(child)?.length ?? 0;
  const states = parents.map((parent) => tables.statesOf(parent) ?? []);
  const rows = states.reduce((product, one) => product * one.length, 1);
  const listed = new Map<number, readonly number[]>();
  let rest: readonly number[] | undefined;
  for (const statement of statements) {
    const whole = /^table\b([\s\S]*)$/i.exec(statement);
    const other = /^default\b([\s\S]*)$/i.exec(statement);
    const entry = /^\(([\s\S]*)\)([^()]*)$/.exec(statement);
    const numbers = numbersOf((whole ?? other)?.[1] ?? entry?.[2] ?? "");
    if (numbers === undefined) return "has a table with something else than numbers";
    if (whole) {
      if (numbers.length !== rows * own)
        return `has a table of ${numbers.length} numbers where its states and parents need ${rows * own}`;
      return transposed(numbers, rows, own);
    }
    if (other) rest = numbers;
    else if (entry) {
      const row = rowOfStates(splitList(entry[1], states.length), states);
      if (row === undefined || numbers.length !== own || listed.has(row))
        return `has a row of its table that does not fit: (${entry[1].trim()})`;
      listed.set(row, numbers);
    }
  }
  return tableOfRows(listed, rest, rows, own);
}

function transposed(numbers: readonly number[], rows: number, states: number): number[] {
  return Array.from(numbers, (_, i) => numbers[(i % states) * rows + Math.floor(i / states)]);
}
