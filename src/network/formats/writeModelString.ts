import type { Dag } from "../../graph/dag.ts";
import { InputError } from "../../numeric/errors.ts";

/**
 * The graph as bnlearn's model string, for `model2network`; roles are not kept.
 *
 * @throws InputError for a name with brackets, bars or colons, or blanks at its ends
 *
 * @example
 * dagToModelString(Dag.create([{ name: "z", parents: [] }, { name: "x", parents: ["z"] }])); // "[z][x|z]\n"
 */
export function dagToModelString(dag: Dag): string {
  const unfit = dag.names.find((name) => /[[\]|:\n]/.test(name) || name.trim() !== name || name === "");
  if (unfit !== undefined) {
    throw new InputError(
      `Expected names without brackets, bars, colons and blanks at their ends for a model string of bnlearn, got ${JSON.stringify(unfit)}. Rename the node, or choose another format.`,
    );
  }
  // bnlearn itself begins with the nodes that have no parents.
  const nodes = dag.topologicalOrder.map((node) => {
    const parents = dag.parents(node).map((parent) => dag.names[parent]);
    return `[${dag.names[node]}${parents.length > 0 ? `|${parents.join(":")}` : ""}]`;
  });
  return `${nodes.join("")}\n`;
}
