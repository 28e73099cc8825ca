import type { Dag } from "../graph/index.ts";
import { printable, shortened } from "./markup.ts";

/** Parents above their children (`TB`) or left of them (`LR`). */
export type Direction = "TB" | "LR";

/** Longer names are cut in the picture, where one of them would make it unreadable as a whole. */
const LONGEST_NAME = 40;

/**
 * The graph in the DOT language: observed nodes are boxes, latent ones ellipses. Nodes are called n0, n1, ... in the
 * order of their declaration and carry their names, cut to 40 characters, as labels.
 *
 * @example
 * const chain = Dag.create([
 *   { name: "z", parents: [] },
 *   { name: "x", parents: ["z"] },
 * ]);
 * networkDot(chain).includes("n0 -> n1;"); // true
 */
export function networkDot(dag: Dag, direction: Direction = "TB"): string {
  const nodes = dag.names.map((name, node) => {
    const shape = dag.roles[node] === "observed" ? "box" : "ellipse";
    return `  n${node} [label=${quoted(shortenedName(name))}, shape=${shape}];`;
  });
  const arcs = dag.names.flatMap((_, node) => dag.parents(node).map((parent) => `  n${parent} -> n${node};`));
  const settings = [
    `  rankdir=${direction};`,
    // Splines round hundreds of arcs take half a minute and three times the width; straight arcs pass behind nodes.
    isDense(dag)
      ? "  graph [splines=line, ranksep=0.35, nodesep=0.08, nslimit=2, mclimit=0.1];"
      : "  graph [ranksep=0.4, nodesep=0.12];",
    '  node [fontname="Helvetica", fontsize=13, margin="0.07,0.03", height=0.3, width=0.35];',
    "  edge [arrowsize=0.5];",
  ];
  return `digraph {\n${[...settings, ...nodes, ...arcs].join("\n")}\n}\n`;
}

/** Where arcs outnumber nodes by far, as in most inverses, the picture shows the layers rather than single arcs. */
export function isDense(dag: Dag): boolean {
  return dag.arcCount > 3 * dag.size;
}

/** A node's name as the picture shows it. */
export function shortenedName(name: string): string {
  return shortened(printable(name), LONGEST_NAME);
}

/** Graphviz reads backslashes and HTML entities inside quoted labels. */
function quoted(label: string): string {
  return `"${label.replaceAll("&", "&amp;").replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}
