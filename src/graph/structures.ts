/**
 * The three structures that the models are compared with: what one knows, and two ways of not knowing it.
 */
import { requireArgument } from "../numeric/arguments.ts";
import { Dag, type NodeSpec } from "./dag.ts";
import { requireDag } from "./requireDag.ts";

/**
 * `true`: the network as given. `ind`: latents independent of each other. `fc`: latents fully connected.
 * In `ind` and `fc` every observed node reads every latent.
 */
export type Structure = "true" | "ind" | "fc";

/**
 * The network with its arcs replaced as the structure says. Names, declaration order and roles stay, and so do the arcs from
 * observed nodes to observed nodes; `ind` and `fc` drop those from observed nodes to latents. `fc` orders the latents by the network's
 * topological order. Without latents all three have the same arcs where the parents are observed.
 *
 * Source: the structures compared in table 1 of the SIReN-VAE paper.
 *
 * @example
 * const dag = Dag.create([
 *   { name: "z1", parents: [] },
 *   { name: "z2", parents: ["z1"] },
 *   { name: "x", parents: ["z2"] },
 * ]);
 * withStructure(dag, "ind").toSpecs()[2]; // { name: "x", parents: ["z1", "z2"] }
 * withStructure(dag, "ind").toSpecs()[1]; // { name: "z2", parents: [] }
 */
export function withStructure(dag: Dag, structure: Structure): Dag {
  requireDag(dag);
  requireArgument(["true", "ind", "fc"].includes(structure), "the structure true, ind or fc", structure);
  if (structure === "true") return dag;
  const named = (nodes: readonly number[]) => nodes.map((node) => dag.names[node]);
  const specs: NodeSpec[] = dag.names.map((name) => ({ name, parents: [] }));
  dag.latent.forEach((node, position) => {
    const earlier = structure === "fc" ? dag.latent.slice(0, position) : [];
    specs[node] = { name: dag.names[node], parents: named(earlier) };
  });
  for (const node of dag.observed) {
    const observedParents = dag.parents(node).filter((parent) => dag.roles[parent] === "observed");
    specs[node] = { name: dag.names[node], parents: named([...dag.latent, ...observedParents]) };
  }
  return Dag.create(specs, named(dag.observed));
}
