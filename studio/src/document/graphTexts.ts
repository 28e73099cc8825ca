import { type Dag, dagToDagitty, dagToDot, dagToLavaan, InputError } from "../../../src/internals.ts";
import { coefficientOf, documentToJson, type NetworkDocument, networkOf } from "./document.ts";

export interface GraphText {
  readonly key: string;
  readonly title: string;
  readonly ending: string;
  readonly text: string;
}

/** The network as other programs read it. */
export function graphTexts(document: NetworkDocument): readonly GraphText[] {
  const { dag } = networkOf(document);
  return [
    {
      key: "json",
      title: "JSON",
      ending: "json",
      text: `${JSON.stringify(documentToJson(document), null, 1)}\n`,
    },
    { key: "dot", title: "DOT", ending: "dot", text: dagToDot(dag, document.name) },
    { key: "dagitty", title: "dagitty", ending: "dagitty", text: withPositions(dagToDagitty(dag), document) },
    { key: "lavaan", title: "lavaan", ending: "lavaan.txt", text: lavaanText(dag) },
    { key: "bnlearn", title: "bnlearn", ending: "bnlearn.R", text: bnlearnText(document) },
    { key: "python", title: "Python", ending: "py", text: pythonText(document) },
  ];
}

/** Dagitty's units are those of its own picture: ours, made smaller. */
const DAGITTY_SCALE = 1 / 60;

function withPositions(text: string, { nodes, observed }: NetworkDocument): string {
  const measured = new Set(observed);
  const lines = text.split("\n");
  // Behind the opening line stand the nodes, in their order.
  nodes.forEach(({ place, name }, i) => {
    if (!place) return;
    const pos = `pos="${(place.x * DAGITTY_SCALE).toFixed(3)},${(place.y * DAGITTY_SCALE).toFixed(3)}"`;
    const mark = measured.has(name) ? `[${pos}]` : `[latent,${pos}]`;
    lines[i + 1] = `${lines[i + 1].replace(/ \[latent\]$/, "")} ${mark}`;
  });
  return lines.join("\n");
}

/** Places that a dagitty text gives its nodes, in the units of our picture. */
export function dagittyPlaces(text: string): ReadonlyMap<string, { readonly x: number; readonly y: number }> {
  const found = new Map<string, { x: number; y: number }>();
  const statement =
    /(?:"((?:[^"\\]|\\.)*)"|([\p{L}\p{N}_.]+))\s*\[[^\]]*?pos\s*=\s*"(-?[\d.]+)\s*,\s*(-?[\d.]+)"/gu;
  for (const [, quoted, plain, x, y] of text.matchAll(statement)) {
    const name = quoted === undefined ? plain : quoted.replaceAll(/\\(.)/g, "$1");
    const place = { x: Number(x), y: Number(y) };
    if (Number.isFinite(place.x) && Number.isFinite(place.y)) found.set(name, place);
  }
  // Dagitty also draws in a unit square: spread so that nodes do not lie on each other.
  const all = [...found.values()];
  if (all.length === 0) return found;
  const extent = (read: (place: { x: number; y: number }) => number) =>
    Math.max(...all.map(read)) - Math.min(...all.map(read));
  const reach = Math.max(
    extent(({ x }) => x),
    extent(({ y }) => y),
    1e-9,
  );
  const scale = Math.max(1 / DAGITTY_SCALE, (110 * Math.sqrt(all.length)) / reach);
  return new Map([...found].map(([name, { x, y }]) => [name, { x: x * scale, y: y * scale }]));
}

/** What lavaan cannot say is said in a comment, with what to do. */
function lavaanText(dag: Dag): string {
  try {
    return dagToLavaan(dag);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return `# ${error.message}\n`;
  }
}

function bnlearnText(document: NetworkDocument): string {
  const { nodes, kind } = document;
  const model = nodes
    .map(({ name, parents }) => `[${name}${parents.length > 0 ? `|${parents.join(":")}` : ""}]`)
    .join("");
  const head = `library(bnlearn)\ndag <- model2network(${JSON.stringify(model)})\n`;
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
