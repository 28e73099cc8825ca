import type { Dataset } from "../data/index.ts";
import {
  addArcs,
  addLatents,
  type Dag,
  dropArcs,
  removeLatents,
  reverseArcs,
  structuralHammingDistance,
} from "../graph/index.ts";
import { learnStructure } from "../learn/index.ts";
import type { BayesianNetwork } from "../network/index.ts";
import { Random } from "../numeric/random.ts";
import type { Job } from "./job.ts";
import { simulationStream } from "./streams.ts";

/**
 * The graph that a job's model is given. Changed arcs and nodes are drawn with the job's seed, and more changes contain the
 * fewer: a curve over their number is the course of one growing mistake. Learned graphs see the
 * job's training rows only, with the hidden nodes' values (`learned-complete`, as if an earlier study had measured
 * them) or without, and then they have no hidden nodes at all (`learned-observed`).
 */
export function jobGraph(network: BayesianNetwork, job: Job): { dag: Dag; distance: number } {
  const dag = changed(network, job);
  return { dag, distance: structuralHammingDistance(network.dag, dag) };
}

function changed(network: BayesianNetwork, { change, changes, rows, seed }: Job): Dag {
  const { dag } = network;
  const random = new Random(seed).fork(`graph ${change}`);
  const observed = dag.observed.map((node) => dag.names[node]);
  const learn = (includeLatents: boolean): Dag => {
    const data: Dataset = network.sample(rows, simulationStream(seed), { includeLatents });
    return learnStructure(data, { observed });
  };
  switch (change) {
    case "none":
      return dag;
    case "arcs-dropped":
      return dropArcs(dag, changes, random);
    case "arcs-added":
      return addArcs(dag, changes, random);
    case "arcs-reversed":
      return reverseArcs(dag, changes, random);
    case "latents-removed":
      return removeLatents(dag, changes, random);
    case "latents-added":
      return addLatents(dag, changes, random);
    case "learned-complete":
      return learn(true);
    case "learned-observed":
      return learn(false);
  }
}
