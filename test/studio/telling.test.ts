import assert from "node:assert/strict";
import { test } from "node:test";
import { Dag, Random, trainWatched } from "../../src/internals.ts";
import { answerTelling } from "../../studio/src/worker/answerTelling.ts";
import { holdModel } from "../../studio/src/worker/heldModels.ts";

test("what the graph separates from a node tells nothing of it, exactly", async () => {
  const dag = Dag.create(
    [
      { name: "h", parents: [] },
      { name: "k", parents: [] },
      { name: "x", parents: ["h"] },
      { name: "y", parents: ["h"] },
      { name: "u", parents: ["k"] },
      { name: "v", parents: ["k"] },
    ],
    ["x", "y", "u", "v"],
  );
  const random = new Random(4);
  const rows = Array.from({ length: 80 }, () => {
    const [h, k] = [random.normal(), random.normal()];
    return [h + random.normal(), h ** 2 + random.normal(), k + random.normal(), random.normal() - k];
  });
  const data = { columns: ["x", "y", "u", "v"], rowCount: 80, values: Float64Array.from(rows.flat()) };
  const parts = await trainWatched(dag, data, {
    model: "true",
    start: "random",
    seed: 1,
    hidden: 20,
    blocks: 2,
    epochs: 5,
  });
  holdModel("a 1", parts);
  const told = answerTelling(
    { model: "a 1", network: undefined, drawn: false, seen: [["x", 0.5]], target: "h" } as never,
    () => undefined,
  );
  assert.deepEqual(told.map(({ name }) => name).toSorted(), ["u", "v", "y"]);
  for (const { name, nats } of told) assert.equal(nats > 0, name === "y", `${name} ${nats}`);
});
