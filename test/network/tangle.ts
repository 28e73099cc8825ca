import { DiscreteNetwork, type DiscreteNode } from "../../src/network/index.ts";

/** Three hidden nodes of 200 states that hang together by their effects: exact sums need a table of 8 million cells. */
export function tangle(): DiscreteNetwork {
  const states = Array.from({ length: 200 }, (_, s) => `s${s}`);
  const hidden = ["a", "b", "c"].map((name): DiscreteNode => {
    return { name, states, parents: [], table: new Array(200).fill(1 / 200) };
  });
  const pairs = [
    ["a", "b"],
    ["b", "c"],
    ["a", "c"],
  ];
  const effects = pairs.map((parents): DiscreteNode => {
    const table = Array.from({ length: 40_000 }, (_, row) => [(row % 7) / 7, 1 - (row % 7) / 7]);
    return { name: parents.join(""), states: ["no", "yes"], parents, table: table.flat() };
  });
  return new DiscreteNetwork({ name: "tangle", nodes: [...hidden, ...effects] });
}
