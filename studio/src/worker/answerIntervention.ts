import { LinearGaussianNetwork, parseNetwork } from "../../../src/internals.ts";
import { modelOf } from "./heldModels.ts";
import type { InterventionAnswer, Questions } from "./messages.ts";

/** Small beside any variance of data, as the exact network needs one. */
const NO_VARIANCE = 1e-12;

/** Rows before and after a node is set to a value, and the exact means where the network is linear. */
export function answerIntervention({
  model,
  network,
  drawn,
  node,
  value,
  rows,
}: Questions["intervene"]["input"]): InterventionAnswer {
  const held = modelOf(model);
  const known = parseNetwork(network);
  const before = held.sample(rows, { seed: 1 }).data;
  const after = held.intervene({ [node]: value }, rows, { seed: 1 }).data;
  const isMeasured = held.observedNames.includes(node);
  if (!(drawn && known instanceof LinearGaussianNetwork && isMeasured))
    return { before, after, exact: undefined };
  const cut = new LinearGaussianNetwork({
    name: known.name,
    observed: [...held.observedNames],
    nodes: known.nodes.map((spec) =>
      spec.name === node ? { name: node, parents: {}, intercept: value, variance: NO_VARIANCE } : spec,
    ),
  });
  const mean = cut.mean();
  return { before, after, exact: Object.fromEntries(cut.dag.names.map((name, i) => [name, mean[i]])) };
}
