import { CollectedGraph } from "./collectedGraph.ts";
import { CollectedTables } from "./collectedTables.ts";
import type { NetworkReading, TextNetworkReader } from "./networkReader.ts";
import { numbersOf } from "./numbersOf.ts";
import type { SourceText } from "./sourceText.ts";
import { readXml, type XmlElement, xmlRoot } from "./xmlTree.ts";

export const xmlBifReader = {
  name: "xmlbif",
  title: "XMLBIF",
  extensions: ["xml", "xmlbif", "xbif"],
  recognise: (start) => xmlRoot(start)?.tag.toUpperCase() === "BIF",
  read: readXmlBif,
} as const satisfies TextNetworkReader;

/**
 * XMLBIF 0.3: `<VARIABLE>` with `<NAME>` and `<OUTCOME>`, `<DEFINITION>` with `<FOR>`, `<GIVEN>` and `<TABLE>` (the node's
 * own state runs fastest, then the last parent's). Of older versions (`<PROBABILITY>`), whose order of numbers was another,
 * tables are passed over.
 *
 * @throws InputError naming line and column; where the XML is not well-formed, for decision and utility nodes, nodes that
 *   were not declared, cycles
 */
function readXmlBif(source: SourceText, name: string): NetworkReading {
  const root = readXml(source);
  if (upper(root) !== "BIF") source.fail(root.at, "XMLBIF, whose outermost element is BIF", `<${root.tag}>`);
  const networks = root.children.filter((child) => upper(child) === "NETWORK");
  if (networks.length > 1) source.fail(networks[1].at, "one network in a file", "a second one");
  const content = networks[0]?.children ?? root.children;
  const graph = new CollectedGraph(source);
  const tables = new CollectedTables();
  for (const element of content) {
    if (upper(element) === "VARIABLE") variable(source, graph, tables, element);
  }
  const defined = new Map<string, number>();
  for (const element of content) {
    if (isDefinition(element)) definition(source, graph, tables, element, defined);
  }
  const title = content.find((child) => upper(child) === "NAME")?.text.trim();
  return tables.reading(graph.finish(title || name));
}

function variable(
  source: SourceText,
  graph: CollectedGraph,
  tables: CollectedTables,
  element: XmlElement,
): void {
  const type =
    Object.entries(element.attributes).find(([key]) => key.toUpperCase() === "TYPE")?.[1] ?? "nature";
  if (!/^\s*(nature|chance|discrete)\s*$/i.test(type)) {
    source.fail(
      element.at,
      "a network of chance nodes (TYPE nature)",
      `a node of TYPE ${JSON.stringify(type)}, whose value is chosen or earned and not distributed`,
    );
  }
  const named = element.children.filter((child) => upper(child) === "NAME");
  if (named.length !== 1) source.fail(element.at, "one NAME in a variable", `${named.length}`);
  const name = required(source, named[0]);
  graph.newNode(name, named[0].textAt);
  const outcomes = element.children.filter((child) => ["OUTCOME", "VALUE"].includes(upper(child)));
  tables.states(
    name,
    outcomes.map(({ text }) => text.trim()),
  );
}

function isDefinition(element: XmlElement): boolean {
  return upper(element) === "DEFINITION" || upper(element) === "PROBABILITY";
}

function definition(
  source: SourceText,
  graph: CollectedGraph,
  tables: CollectedTables,
  element: XmlElement,
  defined: Map<string, number>,
): void {
  const inside = (tag: string) => element.children.filter((child) => upper(child) === tag);
  const [own, second] = inside("FOR");
  if (own === undefined) source.fail(element.at, "a definition with FOR", "none");
  if (second !== undefined) source.fail(second.at, "one FOR in a definition", "a second one");
  const child = required(source, own);
  graph.requireNode(child, own.textAt);
  if (defined.has(child)) source.fail(element.at, "one definition a variable", `a second one of "${child}"`);
  defined.set(child, element.at);
  const parents = inside("GIVEN").map((given) => {
    const parent = required(source, given);
    graph.requireNode(parent, given.textAt);
    graph.arc(parent, child, given.textAt, true);
    return parent;
  });
  const numbers = numbersOf(
    inside("TABLE")
      .map(({ text }) => text)
      .join(" "),
  );
  if (upper(element) === "PROBABILITY") tables.without(child, "is of an older version of the format");
  else if (numbers === undefined) tables.without(child, "has a table with something else than numbers");
  else if (numbers.length > 0) tables.table(child, parents, numbers);
}

function upper({ tag }: XmlElement): string {
  return tag.toUpperCase();
}

function required(source: SourceText, { text, textAt }: XmlElement): string {
  return text.trim() || source.fail(textAt, "a name", "none");
}
