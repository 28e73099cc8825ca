import { Graphviz } from "@hpcc-js/wasm-graphviz";
import type { Dag } from "../graph/index.ts";

/** A name as a quoted DOT string. */
function quoted(name: string): string {
  return `"${name.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", " ")}"`;
}

/**
 * The graph in the DOT language: measured nodes are boxes, hidden ones ellipses.
 *
 * @example
 * networkDot(Dag.create([{ name: "z", parents: [] }, { name: "x", parents: ["z"] }]));
 */
export function networkDot(dag: Dag): string {
  const nodes = dag.names.map((name, node) => {
    const look =
      dag.roles[node] === "observed" ? 'shape=box, class="observed"' : 'shape=ellipse, class="latent"';
    return `  ${quoted(name)} [${look}];`;
  });
  const arcs = dag.names.flatMap((name, node) =>
    dag.parents(node).map((parent) => `  ${quoted(dag.names[parent])} -> ${quoted(name)};`),
  );
  // A dense graph is laid out wide and shown small: its names must be drawn larger to be read.
  const scale = Math.min(3, Math.max(1, dag.arcCount / (1.7 * dag.size)));
  const inches = (size: number) => (size * scale).toFixed(2);
  const settings = [
    `  bgcolor="transparent"; ranksep=${inches(0.45)}; nodesep=${inches(scale > 1.5 ? 0.04 : 0.12)};`,
    `  node [fontname="sans-serif", fontsize=${(13 * scale).toFixed(0)}, margin="${inches(0.06)},${inches(0.03)}", height=${inches(0.28)}, width=${inches(0.4)}, penwidth=${inches(1.2)}];`,
    `  edge [arrowsize=${inches(0.5)}, penwidth=0.7];`,
  ];
  return `digraph {\n${[...settings, ...nodes, ...arcs].join("\n")}\n}\n`;
}

const STYLE = `<style>
.siren-graph { color: #1b2733; max-width: 100%; height: auto; }
.siren-graph text { fill: currentColor; }
.siren-graph .node.observed polygon { fill: #cfe3f7; stroke: #1f6fb2; }
.siren-graph .node.latent ellipse { fill: #fff3d6; stroke: #b36b00; stroke-dasharray: 4 2; }
.siren-graph .edge path { stroke: currentColor; stroke-opacity: 0.45; }
.siren-graph .edge polygon { fill: currentColor; stroke: none; fill-opacity: 0.6; }
@media (prefers-color-scheme: dark) {
  .siren-graph { color: #e6edf3; }
  .siren-graph .node.observed polygon { fill: #16324d; stroke: #6cb2f0; }
  .siren-graph .node.latent ellipse { fill: #3d2c0a; stroke: #e0a63a; }
}
</style>`;

let loading: Promise<Graphviz> | undefined;

/** SVG of a graph, laid out by Graphviz; it follows the page between light and dark. */
export async function networkFigure(dag: Dag): Promise<string> {
  loading ??= Graphviz.load();
  const graphviz = await loading;
  const svg = graphviz.layout(networkDot(dag), "svg", "dot");
  return svg
    .slice(svg.indexOf("<svg"))
    .replace("<svg ", '<svg class="siren-graph" role="img" aria-label="network graph" ')
    .replace(/(<svg[^>]*>)/, `$1${STYLE}`)
    .replaceAll(/ (fill|stroke)="(black|none)"/g, (_, attribute, value) =>
      value === "none" ? ` ${attribute}="none"` : "",
    )
    .trim();
}
