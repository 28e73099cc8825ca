import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { builtInNetwork, Random, train } from "../../src/internals.ts";

/** A model that is only started, from a density's fit. */
function started(name: string, rows: number, seed: number, interactions?: false) {
  const built = builtInNetwork(name);
  const network = built.withObserved(built.dag.names);
  const architecture = { family: "flow", flow: "residual-exact", hidden: [40], blocks: 1 } as const;
  return train(network.dag, network.sample(rows, new Random(seed)), {
    seed,
    architecture: { ...architecture, ...(interactions === false && { interactions }) },
    trust: "full",
    tuning: { epochs: 0, start: "linear-gaussian" },
  });
}

const nats = async (name: string, model: ReturnType<typeof started>) => {
  const built = builtInNetwork(name);
  const fresh = built.withObserved(built.dag.names).sample(4000, new Random(9));
  return (await model).logLikelihood(fresh, { samples: 1 }).mean;
};

describe("the start of a density with means of second order", () => {
  test("has the product that decides a node, which a linear one has not", async () => {
    const circuit = "arithmetic-circuit";
    const linear = await nats(circuit, started(circuit, 1000, 1, false));
    const second = await nats(circuit, started(circuit, 1000, 1));
    assert.ok(second > linear + 3, `${linear} to ${second}`);
  });

  test("leaves means linear where products tell other rows nothing", async () => {
    const tree = "gaussian-tree";
    const linear = await nats(tree, started(tree, 1000, 1, false));
    const second = await nats(tree, started(tree, 1000, 1));
    assert.ok(Math.abs(second - linear) < 0.02, `${linear} to ${second}`);
  });
});
