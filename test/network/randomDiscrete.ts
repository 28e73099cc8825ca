import { DiscreteNetwork, type DiscreteNode } from "../../src/network/index.ts";
import type { Random } from "../../src/numeric/random.ts";

/** A discrete network of random graph, states and tables; some probabilities are 0. */
export function randomDiscrete(size: number, random: Random, density = 0.5): DiscreteNetwork {
  const nodes: DiscreteNode[] = [];
  for (let i = 0; i < size; i++) {
    const parents = nodes.filter(() => random.uniform() < density).slice(-3);
    const states = Array.from({ length: 2 + random.integer(3) }, (_, s) => `s${s}`);
    const rows = parents.reduce((product, parent) => product * parent.states.length, 1);
    const table: number[] = [];
    for (let row = 0; row < rows; row++) {
      const raw = states.map((_, s) => (s > 0 && random.uniform() < 0.2 ? 0 : 0.1 + random.uniform()));
      const sum = raw.reduce((a, b) => a + b, 0);
      table.push(...raw.map((value) => value / sum));
    }
    nodes.push({ name: `n${i}`, states, parents: parents.map(({ name }) => name), table });
  }
  return new DiscreteNetwork({ name: "random", nodes });
}

/** Every joint state with its probability, by multiplying the tables: the definition, and nothing else. */
export function jointStates(network: DiscreteNetwork): { states: number[]; probability: number }[] {
  let joint: { states: number[]; probability: number }[] = [{ states: [], probability: 1 }];
  const index = new Map(network.nodes.map(({ name }, i) => [name, i]));
  // Nodes are declared parents first here.
  for (const { states: own, parents, table } of network.nodes) {
    joint = joint.flatMap(({ states, probability }) =>
      own.map((_, state) => {
        let row = 0;
        for (const parent of parents) {
          const at = index.get(parent)!;
          row = row * network.nodes[at].states.length + states[at];
        }
        return { states: [...states, state], probability: probability * table[row * own.length + state] };
      }),
    );
  }
  return joint;
}
