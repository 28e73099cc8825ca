import { InputError } from "../numeric/errors.ts";
import type { QueryContext } from "./context.ts";
import type { LocalArc } from "./localConditionals.ts";

/** All directed paths from one node to another, as arcs between coded values. */
export interface EffectPath {
  readonly from: string;
  readonly to: string;
  readonly input: number;
  readonly output: number;
  /** The sum over all paths of the products of the slopes, and the slope of the arc between the two alone. */
  along(slope: (arc: number) => number): { total: number; direct: number };
}

/**
 * Prepares an effect.
 *
 * @throws InputError where a node is unknown, none depends on the other, or a product of slopes would be no effect: through a
 *   node whose own values its slopes do not move one for one, or at one that has several
 */
export function effectPath(
  { model, coding }: QueryContext,
  arcs: readonly LocalArc[],
  from: string,
  to: string,
): EffectPath {
  const graph = model.graph!;
  const [source, target] = [graph.indexOf(from), graph.indexOf(to)];
  const above = graph.ancestors(target);
  if (!above.has(source)) {
    throw new InputError(
      `Expected an effect on a node that depends on the first one, but no path leads from ${from} to ${to}. Turn them round, or choose others.`,
    );
  }
  const column = new Map(graph.observed.map((node, c) => [node, c]));
  const kindOf = (node: number) => coding.columns[column.get(node)!].type.kind;
  for (const node of [source, target]) {
    const c = column.get(node);
    if (c === undefined || coding.featuresOf(c).length === 1) continue;
    throw new InputError(
      `Expected an effect between nodes with one value each, but ${graph.names[node]} is ${kindOf(node)} and has a coefficient for every level. Use \`do\` to compare settings.`,
    );
  }
  const between = graph.topologicalOrder.filter(
    (node) => above.has(node) && graph.ancestors(node).has(source),
  );
  for (const node of between) {
    const c = column.get(node);
    if (c === undefined) continue;
    const { shape, carries, predictor } = coding.likelihoods[c];
    const rows = Array.from({ length: shape(coding.columns[c].type).locations }, (_, row) => row);
    if (rows.every((row) => carries(row))) continue;
    throw new InputError(
      `Expected an effect through nodes whose slopes are of their own values, but a path from ${from} to ${to} leads through ${graph.names[node]} (${kindOf(node)}), whose slopes are of its ${[...new Set(rows.map((row) => predictor(row)))].join(" and ")}: no product of slopes is its effect. Use \`do\` to compare settings.`,
    );
  }
  const nodes = [source, ...between, target];
  const place = new Map(nodes.map((node, i) => [graph.names[node], i]));
  const steps = arcs.flatMap(({ parent, child }, arc) => {
    const [start, end] = [place.get(parent), place.get(child)];
    return start === undefined || end === undefined ? [] : [{ arc, start, end }];
  });
  // Arcs come in the order of the file; parents must be settled before their children.
  steps.sort((a, b) => a.end - b.end);
  const arcAt = (start: number | undefined, end: number) =>
    steps.find((step) => (start === undefined || step.start === start) && step.end === end)?.arc;
  const last = nodes.length - 1;
  const directArc = arcAt(0, last);
  const one = arcs.find(({ parent }) => parent === from)!;
  return {
    from,
    to,
    input: one.input,
    output: arcs[arcAt(undefined, last)!].output,
    along: (slope) => {
      const effect = new Float64Array(nodes.length);
      effect[0] = 1;
      for (const { arc, start, end } of steps) effect[end] += slope(arc) * effect[start];
      return { total: effect[last], direct: directArc === undefined ? 0 : slope(directArc) };
    },
  };
}
