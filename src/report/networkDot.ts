import type { Dag } from "../graph/index.ts";
import { dotIdentifiers } from "../network/index.ts";
import { printable, shortened } from "./markup.ts";

/** Parents above their children (`TB`) or left of them (`LR`). */
export type Direction = "TB" | "LR";

/** Longer names are cut in the picture, where one of them would make it unreadable as a whole. */
const LONGEST_NAME = 40;

/**
 * The graph in the DOT language, to look at and to read again: observed nodes are boxes, latent ones ellipses, and every
 * node carries its role as an attribute. Labels are the names, cut to 40 characters.
 *
 * @example
 * const chain = Dag.create([
 *   { name: "z", parents: [] },
 *   { name: "x", parents: ["z"] },
 * ]);
 * networkDot(chain).includes('"z" -> "x";'); // true
 */
export function networkDot(dag: Dag, direction: Direction = "TB"): string {
  const identifiers = dotIdentifiers(dag.names);
  return source(
    dag,
    direction,
    identifiers.map(({ id }) => id),
    (node) =>
      `, ${dag.roles[node]}=true${identifiers[node].name === undefined ? "" : `, name=${identifiers[node].name}`}`,
  );
}

/**
 * The same picture for Graphviz alone: nodes are n0, n1, ..., whatever signs their names hold.
 *
 * @param labelOf what is written at an arc, for which room is left; absent or empty for nothing
 */
export function layoutDot(
  dag: Dag,
  direction: Direction,
  labelOf?: (parent: number, child: number) => string | undefined,
): string {
  return source(
    dag,
    direction,
    dag.names.map((_, node) => `n${node}`),
    () => "",
    labelOf,
  );
}

function source(
  dag: Dag,
  direction: Direction,
  ids: readonly string[],
  attributesOf: (node: number) => string,
  labelOf?: (parent: number, child: number) => string | undefined,
): string {
  const nodes = dag.names.map((name, node) => {
    const shape = dag.roles[node] === "observed" ? "box" : "ellipse";
    // Where names are mere numbers, whoever reads the file takes labels for the names.
    const label = /^\w+$/.test(name) && /\d$/.test(name) ? name : shortenedName(name);
    return `  ${ids[node]} [label=${quoted(label)}, shape=${shape}${attributesOf(node)}];`;
  });
  const arcs = dag.names.flatMap((_, node) =>
    dag.parents(node).map((parent) => {
      const label = labelOf?.(parent, node);
      const room = label ? ` [label=${quoted(` ${label} `)}, fontname="Helvetica", fontsize=10]` : "";
      return `  ${ids[parent]} -> ${ids[node]}${room};`;
    }),
  );
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
