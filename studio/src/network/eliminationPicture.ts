import type { Dag, FaithfulInverse } from "../../../src/internals.ts";
import { linePath } from "./arcPath.ts";
import type { PictureArc } from "./GraphPicture.tsx";
import type { Placement } from "./placement.ts";

/**
 * What the elimination looks like after some steps: the moral graph of what is left as plain edges (those that a step
 * has filled in apart), and the arcs of the inverse found so far.
 */
export function eliminationPicture(
  dag: Dag,
  inverse: FaithfulInverse,
  steps: number,
  placement: Placement,
): PictureArc[] {
  const trace = inverse.trace!;
  const edges = new Map<string, PictureArc>();
  const name = (node: number) => dag.names[node];
  const join = (a: number, b: number, className: string) => {
    const [low, high] = a < b ? [a, b] : [b, a];
    const key = `${low} ${high}`;
    if (edges.has(key)) return;
    const from = placement.nodes.get(name(low))!;
    const to = placement.nodes.get(name(high))!;
    const path = linePath(from, to);
    edges.set(key, { parent: name(low), child: name(high), undirected: true, className, path });
  };
  for (let child = 0; child < dag.size; child++) {
    const parents = dag.parents(child);
    for (const parent of parents) join(parent, child, "moral");
    for (const a of parents) for (const b of parents) if (a < b) join(a, b, "moral married");
  }
  const arcs: PictureArc[] = [];
  for (let i = 0; i < steps; i++) {
    const { node, parents, addedEdges, partedFrom } = trace[i];
    const latest = i === steps - 1;
    for (const other of [...parents, ...partedFrom])
      edges.delete(`${Math.min(node, other)} ${Math.max(node, other)}`);
    for (const [a, b] of addedEdges) join(a, b, latest ? "filled latest" : "filled");
    for (const parent of parents) {
      arcs.push({
        parent: name(parent),
        child: name(node),
        className: latest ? "inverse latest" : "inverse",
      });
    }
  }
  return [...edges.values(), ...arcs];
}
