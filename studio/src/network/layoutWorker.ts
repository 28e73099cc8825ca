import { Dag, type FaithfulInverse, type InversionMode } from "../../../src/graph/index.ts";
import { type Effect, effectOf, type Implication, implications } from "./claims.ts";
import type { ClaimTable } from "./claimTests.ts";
import { place } from "./layout.ts";
import type { GraphShape, Placement } from "./placement.ts";
import { sparsestInverse } from "./sparsestInverse.ts";

/** What takes too long for the page's own thread. */
export interface GraphTasks {
  place: { input: { graph: GraphShape; aspect: number }; output: Placement };
  invert: {
    input: { graph: GraphShape; observed: readonly string[]; modes: readonly InversionMode[] };
    output: { found: FaithfulInverse; mode: InversionMode };
  };
  implications: {
    input: { graph: GraphShape; observed: readonly string[]; table?: ClaimTable };
    output: readonly Implication[];
  };
  effect: {
    input: { graph: GraphShape; observed: readonly string[]; exposure: string; outcome: string };
    output: Effect;
  };
}

export type GraphTask = keyof GraphTasks;

export interface GraphQuestion<T extends GraphTask = GraphTask> {
  readonly id: number;
  readonly task: T;
  readonly input: GraphTasks[T]["input"];
}

const tasks: { readonly [T in GraphTask]: (input: GraphTasks[T]["input"]) => GraphTasks[T]["output"] } = {
  place: ({ graph, aspect }) => place(graph, aspect),
  implications: ({ graph, observed, table }) => implications(Dag.create(graph.nodes, observed), table),
  effect: ({ graph, observed, exposure, outcome }) =>
    effectOf(Dag.create(graph.nodes, observed), exposure, outcome),
  invert: ({ graph, observed, modes }) => sparsestInverse(Dag.create(graph.nodes, observed), modes),
};

self.addEventListener("message", ({ data: { id, task, input } }: MessageEvent<GraphQuestion>) => {
  try {
    self.postMessage({ id, output: tasks[task](input as never) });
  } catch (error) {
    self.postMessage({ id, problem: error instanceof Error ? error.message : String(error) });
  }
});
