import { selectColumns } from "../../src/data/index.ts";
import { DiscreteNetwork, Random, type TrainedModel, type TrainOptions } from "../../src/internals.ts";

const answer = (name: string, ...table: number[]) => ({
  name,
  states: ["no", "yes"],
  parents: ["mood"],
  table,
});
export const leaves = ["sleep", "work", "friends", "food"];
const mood = { name: "mood", states: ["low", "middle", "high"], parents: [], table: [0.3, 0.4, 0.3] };
/** A mood that nobody measured behind four answers. */
export const network = new DiscreteNetwork({
  name: "mood",
  nodes: [
    mood,
    answer("sleep", 0.9, 0.1, 0.5, 0.5, 0.1, 0.9),
    answer("work", 0.8, 0.2, 0.3, 0.7, 0.2, 0.8),
    answer("friends", 0.1, 0.9, 0.5, 0.5, 0.9, 0.1),
    answer("food", 0.7, 0.3, 0.6, 0.4, 0.1, 0.9),
  ],
  observed: leaves,
});
/** The same nodes, none of which has to do with another. */
export const apart = new DiscreteNetwork({
  name: "apart",
  nodes: [mood, ...leaves.map((name) => ({ ...answer(name, 0.5, 0.5), parents: [] }))],
  observed: leaves,
});
export const rows = selectColumns(network.sample(60, new Random(1)), leaves);
export const fresh = selectColumns(network.sample(400, new Random(2)), leaves);
export const LEARNING = "learning from the averaged tables";
export const options: TrainOptions = {
  seed: 3,
  types: network.types,
  architecture: { hidden: [8], blocks: 1 },
};
export const weights = (model: TrainedModel) => model.toParts().parameters.map(({ values }) => values);
export const mean = (values: ArrayLike<number>) =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
