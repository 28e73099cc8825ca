import type { ParameterList } from "../engine/index.ts";
import type { Subset } from "../nn/index.ts";
import type { Random } from "../numeric/random.ts";
import { affineTransformer } from "./affineFlow.ts";
import type { FlowConfig } from "./flow.ts";
import { TriangularFlow } from "./triangularFlow.ts";

/**
 * The case without a graph: every component reads all that come before it in the flow's order, as in a masked autoregressive
 * flow (Papamakarios et al. 2017, normalizing) and an inverse autoregressive one (Kingma et al. 2016, generative). Of the
 * context it reads what any component up to it may read, so that a prior stays a density of the whole network.
 */
export function autoregressiveFlow(list: ParameterList, config: FlowConfig, random: Random): TriangularFlow {
  const full = { ...config, parents: earlierOnes(config) };
  return new TriangularFlow("autoregressive", list, full, affineTransformer, random);
}

/** For every component all earlier ones, and the context that they and it read. */
export function earlierOnes({ parents, parentsFirst, latents, givenContext, context }: FlowConfig): Subset[] {
  const result: Subset[] = parents.map(() => []);
  const read = new Set<number>();
  if (givenContext) for (let i = 0; i < (context[0]?.size ?? 0); i++) read.add(latents + i);
  for (const component of parentsFirst) {
    for (const input of parents[component]) read.add(input);
    result[component] = [...read].sort((a, b) => a - b);
    read.add(component);
  }
  return result;
}
