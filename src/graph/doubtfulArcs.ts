/** The arcs that a network lacks and that data may ask for. */
import { Dag, type NodeSpec } from "./dag.ts";

/**
 * The network with every further arc that its order allows: from each latent to all later nodes, and from each measured
 * node that the network uses as a cause to all later ones. A measured node without children stays an effect: what several
 * of those share is for the latents to explain. Without latents every measured node may be a cause.
 *
 * Latents come as early in the order as the network lets them, so that as many arcs as possible lead from hidden nodes to
 * measured ones. A node's own parents stay first, in their order.
 *
 * @example
 * const specs = [{ name: "z", parents: [] }, { name: "x", parents: ["z"] }, { name: "y", parents: [] }];
 * withDoubtfulArcs(Dag.create(specs, ["x", "y"])).toSpecs()[2]; // { name: "y", parents: ["z"] }
 */
export function withDoubtfulArcs(dag: Dag): Dag {
  const causes = new Set(
    [...dag.names.keys()].filter(
      (node) => dag.latent.length === 0 || dag.roles[node] === "latent" || dag.children(node).length > 0,
    ),
  );
  const specs: NodeSpec[] = dag.toSpecs();
  const earlier: number[] = [];
  for (const node of latentsFirst(dag)) {
    const own = dag.parents(node);
    const more = earlier.filter((other) => causes.has(other) && !own.includes(other));
    specs[node] = { name: dag.names[node], parents: [...own, ...more].map((parent) => dag.names[parent]) };
    earlier.push(node);
  }
  return Dag.create(
    specs,
    dag.observed.map((node) => dag.names[node]),
  );
}

/** An arc by the names of its ends. */
export interface NamedArc {
  readonly parent: string;
  readonly child: string;
}

/**
 * The network with some more arcs, after each node's own parents in the order given.
 *
 * @throws InputError as {@link Dag.create}, for an arc that closes a cycle or is there already
 */
export function withArcs(dag: Dag, arcs: readonly NamedArc[]): Dag {
  const more = new Map<string, string[]>();
  for (const { parent, child } of arcs) {
    dag.indexOf(child);
    more.set(child, [...(more.get(child) ?? []), parent]);
  }
  return Dag.create(
    dag.toSpecs().map(({ name, parents }) => ({ name, parents: [...parents, ...(more.get(name) ?? [])] })),
    dag.observed.map((node) => dag.names[node]),
  );
}

/** The network without some arcs; one that it does not have is passed over. */
export function withoutArcs(dag: Dag, arcs: readonly NamedArc[]): Dag {
  return Dag.create(
    dag.toSpecs().map(({ name, parents }) => ({
      name,
      parents: parents.filter((parent) => !arcs.some((arc) => arc.parent === parent && arc.child === name)),
    })),
    dag.observed.map((node) => dag.names[node]),
  );
}

/** A topological order in which a latent comes before every measured node that could come next as well. */
function latentsFirst(dag: Dag): number[] {
  const waiting = Int32Array.from(dag.names, (_, node) => dag.parents(node).length);
  const rank = new Int32Array(dag.size);
  dag.topologicalOrder.forEach((node, at) => {
    rank[node] = at + (dag.roles[node] === "latent" ? 0 : dag.size);
  });
  const ready = [...dag.names.keys()].filter((node) => waiting[node] === 0);
  const order: number[] = [];
  while (ready.length > 0) {
    ready.sort((a, b) => rank[b] - rank[a]);
    const next = ready.pop()!;
    order.push(next);
    for (const child of dag.children(next)) if (--waiting[child] === 0) ready.push(child);
  }
  return order;
}
