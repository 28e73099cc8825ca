import assert from "node:assert/strict";
import { test } from "node:test";
import { randomNetwork } from "../../bench/randomNetwork.ts";
import { createModel, Dag, defaultArchitecture, Random, SirenVae, train } from "../../src/internals.ts";

/** So many hidden causes with one measurement each: every one needs a hidden unit of its own. */
function pairs(count: number): Dag {
  return Dag.create(
    Array.from({ length: count }, (_, i) => [
      { name: `z${i}`, parents: [] },
      { name: `x${i}`, parents: [`z${i}`] },
    ]).flat(),
  );
}

test("a width that is too small is answered once with the one that serves all parts", () => {
  const { dag } = randomNetwork({ nodes: 150, arcs: 300, seed: 1 });
  const architecture = { ...defaultArchitecture, blocks: 1 };
  const wanted = (width: number): number => {
    try {
      createModel(dag, { ...architecture, hidden: [width] }, new Random(1));
      return width;
    } catch (error) {
      return Number(/at least (\d+) hidden units/.exec((error as Error).message)![1]);
    }
  };
  const most = wanted(3);
  assert.ok(most > 40);
  assert.equal(wanted(most), most);
  assert.equal(wanted(most - 1), most);
});

test("without a chosen width every part gets the units that its graph needs, and no part those of another", async () => {
  const dag = pairs(110);
  const random = new Random(1);
  const columns = dag.observed.map((node) => dag.names[node]);
  const values = Float64Array.from({ length: 30 * 110 }, () => random.normal());
  const tuning = { start: "linear-gaussian" as const, epochs: 1 };
  const options = { architecture: { blocks: 1 }, tuning };
  const model = await train(dag, { columns, rowCount: 30, values }, options);
  assert.equal(model.architecture.widen, true);
  assert.deepEqual(model.architecture.hidden, [100]);
  const inside = new SirenVae(model.dag, model.architecture, new Random(1));
  assert.equal(inside.decoder.network.units.length, 110);
  assert.ok(model.certificate().bound < 1);
});

test("where the default suffices the model is as if nobody had asked for more", () => {
  const dag = pairs(20);
  const asked = createModel(dag, { ...defaultArchitecture, widen: true }, new Random(1));
  const plain = createModel(dag, defaultArchitecture, new Random(1));
  assert.deepEqual(asked.architecture, plain.architecture);
  assert.deepEqual(asked.list.initial(), plain.list.initial());
});
