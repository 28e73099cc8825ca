import { flows } from "../flow/index.ts";
import { priorDependence } from "../graph/index.ts";
import { priorFlow } from "../model/config.ts";
import type { QueryContext } from "./context.ts";

/** From an input to an output. */
interface Arc {
  readonly input: number;
  readonly output: number;
}

/**
 * Inputs of conditionals in groups whose members may be moved at the same time: what is wanted of one, that is a latent's own
 * component and the ends of its arcs, depends on no other member. A sparse network needs far fewer groups than it has nodes.
 *
 * Two hidden nodes without a common child are one group.
 *
 * @param inputs latents first, then features
 */
export function movedTogether(
  context: QueryContext,
  arcs: readonly Arc[],
  inputs: readonly number[],
): number[][] {
  const reads = readingOf(context, arcs, inputs);
  const wanted = new Map(inputs.map((input) => [input, new Set<number>()]));
  const want = (input: number, output: number) => {
    for (const read of reads(output)) wanted.get(input)!.add(read);
  };
  for (const input of inputs) if (input < context.model.latentNames.length) want(input, input);
  for (const { input, output } of arcs) want(input, output);
  const groups: number[][] = [];
  /** For every input the groups of inputs that must not be moved with it. */
  const kept = new Map<number, Set<number>>();
  const groupOf = new Map<number, number>();
  for (const input of inputs) {
    const taken = new Set(kept.get(input));
    for (const read of wanted.get(input)!) {
      const group = groupOf.get(read);
      if (group !== undefined) taken.add(group);
    }
    let group = 0;
    while (taken.has(group)) group++;
    if (group === groups.length) groups.push([]);
    groups[group].push(input);
    groupOf.set(input, group);
    for (const read of wanted.get(input)!) {
      const list = kept.get(read);
      if (list === undefined) kept.set(read, new Set([group]));
      else list.add(group);
    }
  }
  return groups;
}

/** The inputs that an output depends on: all that a component of the prior hears of, what the decoder of a column reads. */
function readingOf(
  { model, coding }: QueryContext,
  arcs: readonly Arc[],
  inputs: readonly number[],
): (output: number) => Iterable<number> {
  const K = model.latentNames.length;
  const { architecture, graph } = model;
  const ofColumn = new Map<number, number[]>();
  for (const { input, output } of arcs) {
    const list = ofColumn.get(output);
    if (list === undefined) ofColumn.set(output, [input]);
    else list.push(input);
  }
  const ofLatent = new Map<number, readonly number[]>();
  if (graph !== undefined && flows[priorFlow(architecture)].local) {
    const latent = new Map(graph.latent.map((node, k) => [node, k]));
    const column = new Map(graph.observed.map((node, c) => [node, c]));
    const { blocks, factorisation, affine } = architecture;
    for (const [node, heard] of priorDependence(graph, blocks, factorisation, affine)) {
      const rows = heard.flatMap((other) => {
        const k = latent.get(other);
        return k !== undefined ? [k] : coding.featuresOf(column.get(other)!).map((row) => K + row);
      });
      ofLatent.set(latent.get(node)!, rows);
    }
  }
  return (output) => (output < K ? (ofLatent.get(output) ?? inputs) : (ofColumn.get(output) ?? []));
}
