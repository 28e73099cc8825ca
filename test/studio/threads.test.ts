import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { builtInNetwork, type ModelParts, networkToJson, Random, train } from "../../src/internals.ts";
import { inChromium, skip } from "./page.ts";

/** Within the page: a training in a worker of the studio, and how many workers that one starts. */
const IN_PAGE = `async (task) => {
  const script = document.createElement("script");
  script.src = "worker.js";
  await new Promise((done, fail) => {
    script.onload = done;
    script.onerror = fail;
    document.head.append(script);
  });
  const counted = "const Own = self.Worker; self.Worker = class extends Own {" +
    "constructor(...words) { super(...words); self.postMessage({ kind: 'started' }); } };";
  const text = counted + globalThis.sirenStudioWorkers["worker.js"];
  const worker = new Worker(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
  let started = 0;
  return new Promise((done, fail) => {
    worker.onerror = ({ message }) => fail(new Error(message));
    worker.onmessage = ({ data }) => {
      if (data.kind === "started") started++;
      if (data.kind === "failed") fail(new Error(data.message));
      if (data.kind === "done") {
        worker.terminate();
        done({ started, values: data.parts.parameters.map(({ values }) => [...values]) });
      }
    };
    worker.postMessage({ kind: "train", task });
  });
}`;

describe("a training in the studio, in Chromium", { skip }, () => {
  const studio = inChromium();

  test("takes all cores, one of them by its own worker, with the bits of Node", async () => {
    const network = builtInNetwork("gaussian-tree");
    const data = network.sample(60, new Random(1));
    const options = { model: "true", seed: 1, architecture: { hidden: [15], blocks: 1 } } as const;
    const expected = (await train(network.dag, data, options)).toParts().parameters;
    const page = await studio.open();
    const cores = await page.evaluate<number>("navigator.hardwareConcurrency");
    const task = {
      network: networkToJson(network),
      data: { ...data, values: [...data.values] },
      model: "true",
      method: "recommended",
      hidden: 15,
      blocks: 1,
      seed: 1,
      epochs: 10,
      start: "linear-gaussian",
    };
    const call = `(${IN_PAGE})((task => ({ ...task, data: { ...task.data, values: Float64Array.from(task.data.values) } }))(${JSON.stringify(task)}))`;
    const found = await page.evaluate<{
      started: number;
      values: ModelParts["parameters"][number]["values"][];
    }>(call);
    assert.deepEqual(
      found.values,
      expected.map(({ values }) => [...values]),
    );
    assert.equal(found.started, cores - 1);
  });
});
