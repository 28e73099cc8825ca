import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  criticise,
  Dag,
  fitLinearGaussian,
  InputError,
  linearGaussianBaseline,
  Random,
  splitFolds,
} from "../../src/internals.ts";
import { sharedIndicator as truth } from "../twoCauses.ts";

const observed = truth.dag.observed.map((node) => truth.dag.names[node]);
const data = truth.sample(200, new Random(4));
const quick = { resamplings: 4, seed: 1 };

function changed(change: (parents: readonly string[], name: string) => readonly string[]): Dag {
  return Dag.create(
    truth.dag.toSpecs().map(({ name, parents }) => ({ name, parents: change(parents, name) })),
    observed,
  );
}

describe("a critique", () => {
  test("of the right network asks for nothing and finds it worth having", async () => {
    const critique = await criticise(truth.dag, data, quick);
    assert.deepEqual(critique.requested, []);
    assert.deepEqual(critique.needless, []);
    assert.deepEqual(critique.unexplained, []);
    const shrunk = critique.rivals.find(({ name }) => name === "shrunk")!.advantage;
    assert.ok(shrunk.mean > 0, `${shrunk.mean}`);
    // The same held-out rows, scored by hand.
    let sum = 0;
    for (const { training, heldOut } of splitFolds(data, 5, 1)) {
      const fit = fitLinearGaussian(truth.dag, training, { kind: "map", seed: 1, history: false });
      for (const value of linearGaussianBaseline(fit).logLikelihood(heldOut)) sum += value;
    }
    assert.ok(Math.abs(critique.logDensity - sum / data.rowCount) < 1e-12);
  });

  test("names arcs that are missing, with what they are worth", async () => {
    const dag = changed((parents, name) => (name === "b" ? [] : parents.slice(0, 1)));
    const critique = await criticise(dag, data, quick);
    const named = critique.requested.map(({ parent, child }) => `${parent} -> ${child}`);
    assert.ok(named.includes("a -> b"), named.join());
    assert.ok(named.includes("a -> y3"), named.join());
    for (const { gain, agreement, weight } of critique.requested) {
      assert.ok(gain.mean > 2 * gain.standardError && agreement >= 0.5 && Math.abs(weight) >= 0.1);
    }
    const trust = critique.rivals.find(({ name }) => name === "trust")!.advantage;
    assert.ok(trust.mean < -0.2, `${trust.mean}`);
    assert.ok(critique.unexplained.length > 0);
    assert.ok(critique.unexplained.every(({ deviation }) => Math.abs(deviation) > 3));
  });

  test("names a hidden node that has nothing to do", async () => {
    const specs = [...truth.dag.toSpecs(), { name: "idle", parents: [] }];
    const critique = await criticise(Dag.create(specs, observed), data, { resamplings: 0, seed: 1 });
    assert.deepEqual(
      critique.unsupported.map(({ name }) => name),
      ["idle"],
    );
  });

  test("gives way and tells how far it is within a fit, too", async () => {
    const told: { phase: string; share: number }[] = [];
    const stop = new AbortController();
    const folds = 2;
    const critique = criticise(truth.dag, data, {
      ...quick,
      folds,
      signal: stop.signal,
      onProgress: (phase, done, total) => {
        told.push({ phase, share: done / total });
        if (phase !== told[0].phase) stop.abort();
      },
    });
    await assert.rejects(critique, { name: "AbortError" });
    const first = told.filter(({ phase }) => phase === told[0].phase);
    // The network and the two that it is compared with are fits of their own in every fold.
    assert.ok(first.length >= 3 * folds, `${first.length}`);
    first.forEach(({ share }, i) => {
      assert.ok(i === 0 ? share === 0 : share >= first[i - 1].share && share < 1, `${share}`);
    });
    assert.ok(first.at(-1)!.share > 0);
  });

  test("stops when told, and refuses columns that are no numbers", async () => {
    const controller = new AbortController();
    controller.abort();
    await assert.rejects(criticise(truth.dag, data, { ...quick, signal: controller.signal }), {
      name: "AbortError",
    });
    const types = data.columns.map((_, c) =>
      c === 0 ? { kind: "binary", levels: ["no", "yes"] } : { kind: "gaussian" },
    );
    await assert.rejects(criticise(truth.dag, { ...data, types } as never, quick), InputError);
    const width = data.columns.length;
    const rare = data.values.map((value, i) => (i % width > 0 ? value : i === 0 ? 2 : 1));
    await assert.rejects(
      criticise(truth.dag, { ...data, values: rare }, quick),
      /"\w+" is 1 in all 160 rows that are left.*differs in too few rows/,
    );
  });
});
