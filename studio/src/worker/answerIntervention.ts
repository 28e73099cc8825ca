import { LinearGaussianNetwork, parseNetwork } from "../../../src/internals.ts";
import { modelOf } from "./heldModels.ts";
import { inModelUnits, shownUnits } from "./latentUnits.ts";
import type { InterventionAnswer, Questions } from "./messages.ts";

/** Small beside any variance of data, as the exact network needs one. */
const NO_VARIANCE = 1e-12;

/** Rows before and after a node is set to a value, and the exact means where the network is linear. */
export function answerIntervention(question: Questions["intervene"]["input"]): InterventionAnswer {
  const { network, drawn, node, value, rows } = question;
  const held = modelOf(question.model);
  const known = parseNetwork(network);
  const line = shownUnits(held, question).lines.get(node);
  const before = held.sample(rows, { seed: 1 }).data;
  const after = held.intervene({ [node]: inModelUnits(line, value) }, rows, { seed: 1 }).data;
  // What is set must have the network's units: a hidden node has, where its line was found.
  const comparable = held.observedNames.includes(node) || line !== undefined;
  if (!(drawn && known instanceof LinearGaussianNetwork && comparable))
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
