import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fitBaselines } from "../../src/baselines/index.ts";
import { createDataset, selectColumns } from "../../src/data/index.ts";
import { criticiseTable } from "../../src/evaluation/index.ts";
import { fitLinearGaussian } from "../../src/gaussian/index.ts";
import { Dag } from "../../src/graph/index.ts";
import {
  builtInNetwork,
  networkToJson,
  parseNetwork,
  readNetwork,
  StructureNetwork,
} from "../../src/network/index.ts";
import { Random } from "../../src/numeric/random.ts";
import { train } from "../../src/train/index.ts";

const nodes = [
  { name: "z", parents: [] },
  { name: "a", parents: ["z"] },
  { name: "b", parents: ["z", "a"] },
  { name: "c", parents: ["z"] },
];
const random = new Random(1);
const rows = Array.from({ length: 60 }, () => {
  const z = random.normal();
  const a = z + random.normal();
  return [z + random.normal(), a, z + a + random.normal()];
});
const table = createDataset(["c", "a", "b"], rows);
const options = { seed: 1, architecture: { hidden: [4], blocks: 1 }, tuning: { epochs: 0 } };

describe("where nobody said which nodes are measured, the columns of the table do", () => {
  test("an inner node with a column is measured in a training, and what is hidden is told", async () => {
    const notes: string[] = [];
    const open = await train(Dag.create(nodes), table, {
      ...options,
      onNote: (sentence) => notes.push(sentence),
    });
    assert.deepEqual(open.observedNames, ["a", "b", "c"]);
    assert.deepEqual(open.latentNames, ["z"]);
    assert.deepEqual(notes, ["Measured are the nodes that have a column; hidden is z."]);
    const marked = await train(Dag.create(nodes, ["a", "b", "c"]), table, options);
    assert.deepEqual(open.toParts().parameters, marked.toParts().parameters);
  });

  test("a leaf without a column is missed as ever", async () => {
    await assert.rejects(train(Dag.create(nodes), selectColumns(table, ["a", "b"]), options), {
      name: "InputError",
      message: /Expected a column "c"/,
    });
  });

  test("marks win, and a hidden node that has a column is told", async () => {
    const notes: string[] = [];
    const marked = await train(Dag.create(nodes, ["b", "c"]), table, {
      ...options,
      onNote: (sentence) => notes.push(sentence),
    });
    assert.deepEqual(marked.observedNames, ["b", "c"]);
    assert.match(
      notes.join("\n"),
      /^The network marks a as hidden, so its column is not used; .*withObserved/,
    );
  });

  test("the roles of built-in networks are settled", async () => {
    const network = builtInNetwork("gaussian-tree");
    const all = network.sample(60, new Random(1), { includeLatents: true });
    const model = await train(network.dag, all, {
      seed: 1,
      architecture: { blocks: 1 },
      tuning: { epochs: 0 },
    });
    assert.equal(model.observedNames.length, 16);
  });

  test("baselines and the critique see the same nodes", async () => {
    const ordered = selectColumns(table, ["a", "b", "c"]);
    const open = Dag.create(nodes);
    const marked = open.withObserved(["a", "b", "c"]);
    const fit = (dag: Dag) => fitLinearGaussian(dag, ordered, { kind: "map", seed: 1 });
    assert.deepEqual(fit(open).covariance, fit(marked).covariance);
    assert.deepEqual(
      Object.keys(fitBaselines(open, ordered, 1)),
      Object.keys(fitBaselines(marked, ordered, 1)),
    );
    const quick = { resamplings: 2 };
    assert.deepEqual(
      await criticiseTable(open, ordered, quick),
      await criticiseTable(marked, ordered, quick),
    );
  });
});

test("a network that is written keeps its marks where they are those of the leaves", () => {
  const marked = new StructureNetwork({ name: "own", nodes, observed: ["b", "c"] });
  assert.equal(parseNetwork(networkToJson(marked)).dag.rolesAssumed, false);
  const open = new StructureNetwork({ name: "own", nodes });
  assert.equal(parseNetwork(networkToJson(open)).dag.rolesAssumed, true);
  const read = readNetwork("digraph { z [latent=true]; z -> a; z -> b }", "own.dot").network;
  assert.equal(parseNetwork(networkToJson(read)).dag.rolesAssumed, false);
});
