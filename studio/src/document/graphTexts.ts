import {
  type Dag,
  dagToDagitty,
  dagToDot,
  dagToLavaan,
  dagToModelString,
  type GraphMarks,
  InputError,
} from "../../../src/internals.ts";
import { coefficientOf, type NetworkDocument, networkOf, networkText } from "./document.ts";

export interface GraphText {
  readonly key: string;
  readonly title: string;
  readonly ending: string;
  readonly text: string;
}

/** What is asked of the network, for formats that can say it. */
type GraphQuestion = Pick<Partial<GraphMarks>, "exposures" | "outcomes" | "adjusted">;

/** The network as other programs read it. */
export function graphTexts(document: NetworkDocument, asked: GraphQuestion = {}): readonly GraphText[] {
  const { dag } = networkOf(document);
  return [
    {
      key: "json",
      title: "JSON",
      ending: "json",
      text: networkText(document),
    },
    { key: "dot", title: "DOT", ending: "dot", text: dagToDot(dag, document.name) },
    {
      key: "dagitty",
      title: "dagitty",
      ending: "dagitty",
      text: orWhyNot(() => dagittyText(dag, document, asked), "//"),
    },
    { key: "lavaan", title: "lavaan", ending: "lavaan.txt", text: orWhyNot(() => dagToLavaan(dag)) },
    {
      key: "bnlearn",
      title: "bnlearn",
      ending: "bnlearn.R",
      text: orWhyNot(() => bnlearnText(dag, document)),
    },
    { key: "python", title: "Python", ending: "py", text: pythonText(document) },
  ];
}

/** Dagitty's units are those of its own picture: ours, made smaller. */
const DAGITTY_SCALE = 1 / 60;

function dagittyText(dag: Dag, { nodes }: NetworkDocument, asked: GraphQuestion): string {
  const places = nodes.flatMap(({ name, place }) => {
    return place ? [[name, { x: place.x * DAGITTY_SCALE, y: place.y * DAGITTY_SCALE }] as const] : [];
  });
  return dagToDagitty(dag, { ...asked, places: new Map(places) });
}

/** Nodes where a file puts them, in the units of our picture; where it leaves some out the page places all of them. */
export function withFilePlaces(document: NetworkDocument, { places }: GraphMarks): NetworkDocument {
  const all = [...places.values()];
  if (!document.nodes.every(({ name }) => places.has(name))) return document;
  const extent = (read: (place: { x: number; y: number }) => number) =>
    all.map(read).reduce((most, at) => Math.max(most, at)) -
    all.map(read).reduce((least, at) => Math.min(least, at));
  const reach = Math.max(
    extent(({ x }) => x),
    extent(({ y }) => y),
    1e-9,
  );
  // Dagitty also draws in a unit square: spread so that nodes do not lie on each other.
  const scale = Math.max(1 / DAGITTY_SCALE, (110 * Math.sqrt(all.length)) / reach);
  return {
    ...document,
    nodes: document.nodes.map((node) => {
      const { x, y } = places.get(node.name)!;
      return { ...node, place: { x: x * scale, y: y * scale } };
    }),
  };
}

/** What a format cannot say is said in a comment, with what to do. */
function orWhyNot(write: () => string, comment = "#"): string {
  try {
    return write();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return `${comment} ${error.message}\n`;
  }
}

function bnlearnText(dag: Dag, { nodes, kind }: NetworkDocument): string {
  const head = `library(bnlearn)\ndag <- model2network(${JSON.stringify(dagToModelString(dag).trimEnd())})\n`;
  if (kind !== "linear-gaussian") return head;
  const parts = nodes.map((node) => {
    const { name, parents, intercept = 0, variance = 1 } = node;
    const terms = [
      `"(Intercept)" = ${intercept}`,
      ...parents.map((parent) => `${JSON.stringify(parent)} = ${coefficientOf(node, parent)}`),
    ];
    return `  ${JSON.stringify(name)} = list(coef = c(${terms.join(", ")}), sd = ${Math.sqrt(variance)})`;
  });
  return `${head}fit <- custom.fit(dag, list(\n${parts.join(",\n")}\n))\n`;
}

/** The graph for networkx; of a linear network also a function that draws rows by numpy. */
function pythonText(document: NetworkDocument): string {
  const { nodes, observed, kind } = document;
  const text = (value: string) => JSON.stringify(value);
  const arcs = nodes.flatMap(({ name, parents }) =>
    parents.map((parent) => `    (${text(parent)}, ${text(name)}),`),
  );
  const head = [
    "import networkx as nx",
    "",
    "graph = nx.DiGraph()",
    `graph.add_nodes_from([${nodes.map(({ name }) => text(name)).join(", ")}])`,
    ...(arcs.length > 0 ? ["graph.add_edges_from([", ...arcs, "])"] : []),
    `measured = [${observed.map(text).join(", ")}]`,
    "assert nx.is_directed_acyclic_graph(graph)",
    "",
  ];
  if (kind !== "linear-gaussian") return head.join("\n");
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const { dag } = networkOf(document);
  const lines = dag.topologicalOrder.map((index) => {
    const node = byName.get(dag.names[index])!;
    const { name, parents, intercept = 0, variance = 1 } = node;
    const terms = parents.map((parent) => `${coefficientOf(node, parent)} * x[${text(parent)}]`);
    return `    x[${text(name)}] = ${[intercept, ...terms].join(" + ")} + rng.normal(0, ${Math.sqrt(variance)}, rows)`;
  });
  return [
    "import numpy as np",
    ...head,
    "",
    "def simulate(rows, seed=0):",
    "    rng = np.random.default_rng(seed)",
    "    x = {}",
    ...lines,
    "    return {name: x[name] for name in measured}",
    "",
  ].join("\n");
}
