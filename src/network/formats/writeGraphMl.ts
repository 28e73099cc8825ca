import type { Dag } from "../../graph/dag.ts";
import { InputError } from "../../numeric/errors.ts";

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
/** What XML 1.0 can't hold, not even as an entity; a lone half of a surrogate pair among it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is sought
const IMPOSSIBLE = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Cs}/u;

/**
 * The graph as GraphML, each node with its name and whether it is latent, for igraph, networkx, yEd, Gephi and Cytoscape;
 * `readNetwork` reads it back the same.
 *
 * @throws InputError for a name with characters that XML does not have
 *
 * @example
 * dagToGraphMl(Dag.create([{ name: "z", parents: [] }, { name: "x", parents: ["z"] }])).includes("<edge source"); // true
 */
export function dagToGraphMl(dag: Dag, name = "network"): string {
  const nodes = dag.names.map(
    (node, i) =>
      `    <node id="n${i}"><data key="name">${escaped(node)}</data><data key="latent">${dag.roles[i] === "latent"}</data></node>`,
  );
  const edges = dag.names.flatMap((_, i) =>
    dag.parents(i).map((parent) => `    <edge source="n${parent}" target="n${i}"/>`),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
  <key id="name" for="node" attr.name="name" attr.type="string"/>
  <key id="latent" for="node" attr.name="latent" attr.type="boolean"/>
  <graph id="${escaped(name)}" edgedefault="directed">
${[...nodes, ...edges].join("\n")}
  </graph>
</graphml>
`;
}

function escaped(text: string): string {
  if (IMPOSSIBLE.test(text)) {
    throw new InputError(
      `Expected names that XML can hold, got a control character in ${JSON.stringify(text)}. Rename the node, or choose another format.`,
    );
  }
  return text
    .replace(/[&<>"]/g, (sign) => ENTITIES[sign])
    .replace(/[\t\n\r]/g, (blank) => `&#${blank.charCodeAt(0)};`);
}
