import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  builtInNetwork,
  calibrate,
  Dag,
  InputError,
  Random,
  StructureNetwork,
  TrainedModel,
  train,
  trainPosterior,
} from "../../src/internals.ts";
import { exactConditional, toy } from "../query/exactModel.ts";

const shape = { hidden: [16], blocks: 2 };

describe("an encoder of a given network", () => {
  test("started from the linear fit it is the exact posterior of a linear network, within what the rows leave open", async () => {
    const encoder = await trainPosterior(toy, {
      rows: 4000,
      architecture: shape,
      tuning: { epochs: 0, start: "linear-gaussian" },
    });
    const { distance, exact } = encoder.posteriorDistance(1000, { samples: 1, seed: 3 });
    assert.ok(exact && Math.abs(distance) < 0.02, `${distance}`);
    const rows = toy.sample(20, new Random(5));
    const { latents, mean, standardDeviation } = encoder.posterior(rows, { samples: 4000, seed: 1 });
    for (let row = 0; row < rows.rowCount; row++) {
      const own = exactConditional(toy, rows.columns, rows.values.subarray(5 * row, 5 * row + 5));
      own.names.forEach((name, i) => {
        const k = latents.indexOf(name);
        // In the network's units, and by its own p(x, z).
        assert.ok(Math.abs(mean[2 * row + k] - own.mean[i]) < 0.1 * own.deviation[i] + 0.02);
        assert.ok(Math.abs(standardDeviation[2 * row + k] / own.deviation[i] - 1) < 0.1);
      });
    }
    const said = encoder.logLikelihood(rows, { samples: 200, seed: 1 });
    const known = toy.exact!.logLikelihood(rows).perRow.reduce((sum, value) => sum + value / 20, 0);
    assert.ok(Math.abs(said.mean - known) < 0.01, `${said.mean}, exact ${known}`);
    assert.ok(said.effectiveSampleSize > 190);
    const { posterior } = calibrate(encoder, { simulations: 200, draws: 39, encoder: true, seed: 1 });
    assert.ok(posterior.every(({ inside }) => inside));
  });

  test("training brings it nearer to a posterior that no Gaussian is, and a stored one answers alike", async () => {
    const circuit = builtInNetwork("arithmetic-circuit");
    const distances: number[] = [];
    for (const epochs of [1, 25]) {
      const encoder = await trainPosterior(circuit, {
        rows: 1500,
        seed: 2,
        architecture: { ...shape, flow: "spline" },
        tuning: { epochs, start: "random", rate: 1e-2, warmUp: 0 },
      });
      const found = encoder.posteriorDistance(100, { samples: 300, seed: 3 });
      assert.equal(found.exact, false);
      distances.push(found.distance);
      const again = TrainedModel.fromParts(structuredClone(encoder.toParts()));
      assert.deepEqual(again.posteriorDistance(100, { samples: 300, seed: 3 }), found);
      // The loss is that of z given x in the network's units: it bounds the entropy of the exact posterior from above.
      assert.ok(Number.isFinite(encoder.training.history.at(-1)!.loss));
      const drawn = encoder.sample(50, { seed: 4, includeLatents: true }).data;
      assert.deepEqual(drawn.columns, [...encoder.latentNames, ...encoder.observedNames]);
    }
    assert.ok(distances[1] < distances[0] - 0.5, `${distances}`);
  });

  test("measured nodes may be of any kind: its importance estimate of log p(x) is that of the network", async () => {
    const network = builtInNetwork("mixed:gaussian-tree:1");
    const encoder = await trainPosterior(network, {
      rows: 1500,
      architecture: shape,
      tuning: { epochs: 0, start: "linear-gaussian" },
    });
    const rows = network.sample(12, new Random(3));
    const said = encoder.score(rows, { samples: 4000, seed: 1 });
    const known = network.exact!.logLikelihood(rows);
    known.perRow.forEach((value, row) => {
      const error = 0.3 + 4 * (known.standardError?.[row] ?? 0);
      assert.ok(Math.abs(said[row] - value) < error, `row ${row}: ${said[row]}, exact ${value}`);
    });
  });

  test("what it has no use for, or cannot be, is refused with the reason", async () => {
    const refused = (run: () => Promise<unknown>, words: RegExp) =>
      assert.rejects(run, (error) => error instanceof InputError && words.test(error.message));
    const measured = toy.withObserved(toy.dag.names);
    await refused(() => trainPosterior(measured), /nothing to infer/);
    await refused(() => trainPosterior(toy, { preset: "paper" }), /preset recommended/);
    await refused(() => trainPosterior(toy, { anchors: { a: "x1" } }), /no anchors/);
    await refused(() => trainPosterior(toy, { trust: 2 }), /no trust other than full/);
    await refused(
      () => trainPosterior(toy, { tuning: { objective: "iwae" }, rows: 50 }),
      /hidden nodes to draw/,
    );
    await refused(
      () => train(toy.dag, toy.sample(50, new Random(1)), { architecture: { family: "posterior" } }),
      /Use trainPosterior/,
    );
    const bare = new StructureNetwork({
      name: "bare",
      nodes: Dag.create(toy.dag.toSpecs(), ["x1"]).toSpecs(),
      observed: ["x1"],
    });
    await refused(() => trainPosterior(bare), /parameters/);
    const discrete = builtInNetwork("asia").withObserved(["xray", "dysp"]);
    await refused(() => trainPosterior(discrete, { rows: 200 }), /hidden nodes that are plain numbers/);
  });
});
