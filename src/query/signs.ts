import type { Dag } from "../graph/index.ts";
import { requireArgument, requireObject } from "../numeric/arguments.ts";
import { InputError } from "../numeric/errors.ts";
import type { ArcSlope } from "./slopes.ts";

/** For a hidden node the node that it shall raise, or lower where the name has a minus before it. */
export type Anchors = Readonly<Record<string, string>>;

interface Anchor {
  readonly node: number;
  readonly sign: 1 | -1;
}

/**
 * Checks what was said about signs.
 *
 * @throws InputError for an anchor of a node that is not hidden, or on a node that does not depend on it
 */
export function checkAnchors(dag: Dag, anchors: Anchors): Map<number, Anchor> {
  requireObject('anchors such as { severity: "crp" }', anchors);
  const result = new Map<number, Anchor>();
  for (const [name, target] of Object.entries(anchors)) {
    requireArgument(typeof target === "string", `the name of a node as the anchor of "${name}"`, target);
    const latent = dag.indexOf(name);
    if (dag.roles[latent] !== "latent") {
      throw new InputError(
        `Expected an anchor for a hidden node, got one for "${name}", which is measured and has its sign. Drop it.`,
      );
    }
    const lowered = target.startsWith("-") && !dag.names.includes(target);
    const node = dag.indexOf(lowered ? target.slice(1) : target);
    if (!dag.ancestors(node).has(latent)) {
      throw new InputError(
        `Expected the anchor of "${name}" to depend on it, got "${dag.names[node]}", which does not. Choose one of its children, such as ${dag.children(latent).map((child) => dag.names[child])[0] ?? "none"}.`,
      );
    }
    result.set(latent, { node, sign: lowered ? -1 : 1 });
  }
  return result;
}

/**
 * Which hidden nodes' signs have to be turned, so that each raises its anchor; without one, its first child in the order of
 * the network. Nodes come after those that they raise, whose signs are settled by then.
 *
 * @returns positions in `dag.latent`
 */
export function signsToTurn(dag: Dag, graph: Dag, slopes: readonly ArcSlope[], anchors: Anchors): number[] {
  const given = checkAnchors(dag, anchors);
  const slopeOf = firstSlopes(dag, slopes);
  const turned = new Set<number>();
  for (const node of [...dag.topologicalOrder].reverse()) {
    if (dag.roles[node] !== "latent") continue;
    const anchor = given.get(node) ?? { node: dag.children(node)[0], sign: 1 };
    if (anchor.node === undefined) continue;
    const direct = slopeOf.get(`${node},${anchor.node}`);
    const effect = dag.hasArc(node, anchor.node) ? direct : totalEffect(graph, slopeOf, node, anchor.node);
    if (effect === undefined) continue;
    const seen = effect * (turned.has(anchor.node) ? -1 : 1);
    if (seen * anchor.sign < 0) turned.add(node);
  }
  return dag.latent.flatMap((node, k) => (turned.has(node) ? [k] : []));
}

function firstSlopes(dag: Dag, slopes: readonly ArcSlope[]): Map<string, number> {
  const result = new Map<string, number>();
  for (const { parent, child, slope } of slopes) {
    const key = `${dag.indexOf(parent)},${dag.indexOf(child)}`;
    if (!result.has(key) && Number.isFinite(slope)) result.set(key, slope);
  }
  return result;
}

/** The sum over all directed paths of the products of their slopes. */
export function totalEffect(
  graph: Dag,
  slopeOf: ReadonlyMap<string, number>,
  from: number,
  to: number,
): number {
  const effect = new Float64Array(graph.size);
  effect[from] = 1;
  for (const node of graph.topologicalOrder) {
    if (node === from) continue;
    for (const parent of graph.parents(node))
      effect[node] += effect[parent] * (slopeOf.get(`${parent},${node}`) ?? 0);
  }
  return effect[to];
}
