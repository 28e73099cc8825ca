import { withArticle } from "../../numeric/withArticle.ts";
import type { GaussianRegression } from "../conditionalGaussianNode.ts";
import { LinearGaussianNetwork } from "../linearGaussian.ts";
import type { StructureNetwork } from "../structureNetwork.ts";
import { CollectedGraph } from "./collectedGraph.ts";
import { CollectedTables, structureReading } from "./collectedTables.ts";
import type { NetworkReading, TextNetworkReader } from "./networkReader.ts";
import { normalEquation } from "./normalEquation.ts";
import { numbersOf } from "./numbersOf.ts";
import { oneStateRows } from "./oneState.ts";
import type { SourceText } from "./sourceText.ts";
import { readXml, type XmlElement, xmlRoot } from "./xmlTree.ts";

const NOISY = new Set(["noisymax", "noisyadder"]);
const NAME = /(?<![\p{L}\p{N}_.])([\p{L}_][\p{L}\p{N}_]*)(?![\p{L}\p{N}_]|\s*\()/gu;
const CHANCE = new Set(["cpt", "deterministic", "equation", ...NOISY]);

/**
 * GeNIe's .xdsl: chance nodes with their states and tables (`cpt`, the node's own state fastest, then the last parent's),
 * `deterministic` ones, and `equation` nodes; these are read with their parameters where all are linear with normal noise.
 * Tables of noisy-MAX nodes are passed over. Nodes are named by their ids. In files of aGrUM and pyAgrum the first parent changes
 * fastest, other than GeNIe has it.
 *
 * @throws InputError naming line and column; where the XML is not well-formed, for decision and utility nodes, dynamic
 *   networks, parents that are no nodes, cycles
 */
export const xdslReader = {
  name: "xdsl",
  title: "GeNIe's XDSL",
  extensions: ["xdsl"],
  recognise: (start) => xmlRoot(start)?.tag === "smile",
  read: readXdsl,
} as const satisfies TextNetworkReader;

function readXdsl(source: SourceText, name: string): NetworkReading {
  const root = readXml(source);
  if (root.tag !== "smile")
    source.fail(root.at, "GeNIe's XDSL, whose outermost element is smile", `<${root.tag}>`);
  const dynamic = root.children.find(({ tag }) => tag === "dynamic");
  if (dynamic !== undefined)
    source.fail(dynamic.at, "a static network", "a dynamic one. Unroll it in GeNIe first");
  const elements: XmlElement[] = [];
  for (const { children } of root.children.filter(({ tag }) => tag === "nodes")) elements.push(...children);
  const graph = new CollectedGraph(source);
  for (const element of elements) {
    if (!CHANCE.has(element.tag))
      source.fail(
        element.at,
        "a network of chance nodes",
        `${withArticle(`${element.tag} node`)}, whose value is not distributed`,
      );
    graph.newNode(idOf(source, element), element.at);
  }
  const tables = new CollectedTables();
  const equations = new Map<string, string>();
  const isTurned = isOfAgrum(root);
  let turned = 0;
  for (const element of elements) {
    const id = idOf(source, element);
    const parents = wordsOf(element, "parents");
    for (const parent of parents) {
      graph.requireNode(parent, element.at);
      graph.arc(parent, id, element.at, true);
    }
    if (element.tag === "equation") equations.set(id, definitionOf(source, graph, element, parents));
    else distribution(source, tables, element, id, isTurned ? parents.toReversed() : parents);
    if (isTurned && parents.length > 1) turned++;
  }
  const structure = graph.finish(root.attributes.id || name);
  if (equations.size > 0) return equationNetwork(structure, tables, equations);
  const reading = tables.reading(structure);
  if (turned === 0) return reading;
  const note = `${source.name} was written by aGrUM: in tables of several parents the first one was read as changing fastest, as aGrUM has it, and not as in GeNIe's own files.`;
  return { ...reading, notes: [note, ...reading.notes] };
}

/** @throws InputError for an equation that names a node which is no parent: one of the two is wrong, and an arc would be lost */
function definitionOf(
  source: SourceText,
  graph: CollectedGraph,
  element: XmlElement,
  parents: readonly string[],
): string {
  const id = idOf(source, element);
  const definition = childText(element, "definition") ?? "";
  // What stands in quotes is a state, and what a parenthesis follows a function.
  for (const [, name] of definition.replace(/"[^"]*"|'[^']*'/g, "").matchAll(NAME)) {
    if (name === id || parents.includes(name) || !graph.has(name)) continue;
    source.fail(
      element.at,
      `"${name}", which the equation of "${id}" names, among its parents`,
      parents.length === 0 ? "none" : parents.join(", "),
    );
  }
  return definition;
}

/** aGrUM writes and reads such tables in the order of its own memory, in all versions from 1.9 to 3.1. */
function isOfAgrum(root: XmlElement): boolean {
  return root.children
    .filter(({ tag }) => tag === "extensions")
    .flatMap(({ children }) => children)
    .some(({ tag, attributes }) => tag === "genie" && /^(?:py)?agrum\b/i.test(attributes.app ?? ""));
}

function distribution(
  source: SourceText,
  tables: CollectedTables,
  element: XmlElement,
  id: string,
  parents: readonly string[],
): void {
  const states = element.children.filter(({ tag }) => tag === "state").map((state) => idOf(source, state));
  tables.states(id, states);
  if (NOISY.has(element.tag)) {
    tables.without(
      id,
      "has a noisy distribution, which is passed over (change its type to General in GeNIe)",
    );
    return;
  }
  const numbers =
    element.tag === "deterministic"
      ? oneStateRows(states, wordsOf(element, "resultingstates"))
      : numbersOf(childText(element, "probabilities") ?? "");
  if (numbers === undefined) tables.without(id, "has a table with something else than numbers and states");
  else tables.table(id, parents, numbers);
}

function equationNetwork(
  structure: StructureNetwork,
  tables: CollectedTables,
  equations: ReadonlyMap<string, string>,
): NetworkReading {
  const { dag } = structure;
  const regressions = new Map<string, GaussianRegression>();
  for (const [node, name] of dag.names.entries()) {
    const parents = dag.parents(node).map((parent) => dag.names[parent]);
    const definition = equations.get(name);
    const regression = definition === undefined ? undefined : normalEquation(name, definition, parents);
    if (regression === undefined) {
      const why = `Only the structure was read, since the equation of "${[...equations.keys()].includes(name) ? name : [...equations.keys()][0]}" or a node beside it is not linear with normal noise, as in y=2*x+Normal(0,1).`;
      const names = dag.names.filter((one) => !equations.has(one));
      return structureReading(structure, tables.nodes(structure, names).discrete, [why]);
    }
    regressions.set(name, regression);
  }
  const nodes = [...regressions].map(([name, { intercept, coefficients = {}, variance }]) => ({
    name,
    parents: coefficients,
    intercept,
    variance,
  }));
  return { network: new LinearGaussianNetwork({ name: structure.name, nodes }), notes: [] };
}

function idOf(source: SourceText, { attributes, tag, at }: XmlElement): string {
  return attributes.id || source.fail(at, `an id of the ${tag}`, "none");
}

function childText({ children }: XmlElement, wanted: string): string | undefined {
  return children.find(({ tag }) => tag === wanted)?.text;
}

function wordsOf(element: XmlElement, wanted: string): string[] {
  return (childText(element, wanted) ?? "").split(/\s+/).filter((word) => word !== "");
}
