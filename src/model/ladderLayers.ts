import type { Dag } from "../graph/index.ts";
import { InputError } from "../numeric/errors.ts";

/** Names of the latents of each layer, from the top down. */
export type LadderLayers = readonly (readonly string[])[];

/**
 * The layers of a ladder: latents by how many latents lie above them on the longest path, or with widths that somebody chose.
 *
 * @throws InputError where all latents of the network lie at one depth and nobody chose widths
 *
 * @example
 * ladderLayers(network.dag, [2, 3]); // [["z1.1", "z1.2"], ["z2.1", "z2.2", "z2.3"]]
 */
export function ladderLayers(dag: Dag, widths?: readonly number[]): LadderLayers {
  if (widths !== undefined) {
    return widths.map((width, l) => Array.from({ length: width }, (_, i) => `z${l + 1}.${i + 1}`));
  }
  const above = new Int32Array(dag.size);
  for (const node of dag.topologicalOrder) {
    for (const parent of dag.parents(node)) {
      const own = dag.roles[parent] === "latent" ? 1 : 0;
      above[node] = Math.max(above[node], above[parent] + own);
    }
  }
  const depth = Math.max(-1, ...dag.latent.map((node) => above[node]));
  if (depth < 1) {
    throw new InputError(
      `Expected a network whose hidden nodes lie at several depths for the family ladder, got ${dag.latent.length === 0 ? "none that is hidden" : "all of them at one"}. Choose the widths of its layers, such as 4 and 2, or use the family vae.`,
    );
  }
  return Array.from({ length: depth + 1 }, (_, l) =>
    dag.latent.filter((node) => above[node] === l).map((node) => dag.names[node]),
  );
}
