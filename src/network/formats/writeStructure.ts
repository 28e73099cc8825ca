import type { Dag } from "../../graph/dag.ts";

/**
 * The graph as DOT with the nodes' own names and their roles as attributes; `readNetwork` reads it back the same.
 *
 * @example
 * dagToDot(Dag.create([{ name: "z", parents: [] }, { name: "x", parents: ["z"] }])).includes('"z" -> "x";'); // true
 */
export function dagToDot(dag: Dag, name = "network"): string {
  const lines = dag.names.map((node, i) => `  ${quoted(node)} [${dag.roles[i]}=true];`);
  return `digraph ${quoted(name)} {\n${[...lines, ...arcs(dag)].join("\n")}\n}\n`;
}

/** The graph in the text of dagitty, latent nodes marked. */
export function dagToDagitty(dag: Dag): string {
  const lines = dag.names.map(
    (node, i) => `  ${quoted(node)}${dag.roles[i] === "latent" ? " [latent]" : ""}`,
  );
  return `dag {\n${[...lines, ...arcs(dag)].join("\n")}\n}\n`;
}

/** The arcs as CSV with a header; roles are not kept, nodes without arcs are. */
export function dagToEdgeList(dag: Dag): string {
  const rows = dag.names.flatMap((node, i) => {
    const parents = dag.parents(i);
    return parents.length > 0 ? parents.map((parent) => [dag.names[parent], node]) : [[node, ""]];
  });
  return `${[["from", "to"], ...rows].map((row) => row.map(field).join(",")).join("\n")}\n`;
}

function arcs(dag: Dag): string[] {
  return dag.names.flatMap((node, i) =>
    dag.parents(i).map((parent) => `  ${quoted(dag.names[parent])} -> ${quoted(node)};`),
  );
}

function quoted(name: string): string {
  return `"${name.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

function field(text: string): string {
  return /^[\p{L}\p{N}_.-]*$/u.test(text) ? text : `"${text.replaceAll('"', '""')}"`;
}
