import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Dataset, InputError, Random, SettingEffects } from "../../src/internals.ts";
import { exactModel, toy } from "./exactModel.ts";

/** What a unit of one node adds to another along all directed paths. */
function totalEffect(from: string, to: string): number {
  if (from === to) return 1;
  const { parents } = toy.nodes.find(({ name }) => name === to)!;
  return Object.entries(parents).reduce(
    (sum, [parent, coefficient]) => sum + coefficient * totalEffect(from, parent),
    0,
  );
}

function effectsOf(
  settings: Record<string, number>,
  versus: Record<string, number> | undefined,
  rows: number,
) {
  const model = exactModel(toy, {});
  const tally = new SettingEffects();
  for (const seed of [1, 2]) {
    const options = { seed, includeLatents: true };
    const before = versus ? model.intervene(versus, rows, options) : model.sample(rows, options);
    tally.add(model.intervene(settings, rows, options).data, before.data);
  }
  return tally.effects();
}

describe("what a setting does", () => {
  test("has intervals of the confidence that is asked for", () => {
    const model = exactModel(toy, {});
    const tally = new SettingEffects();
    tally.add(model.intervene({ b: 2 }, 500, { seed: 1 }).data, model.sample(500, { seed: 2 }).data);
    for (const { difference, standardError, interval } of tally.effects({ confidence: 0.8 }))
      assert.ok(Math.abs(interval[1] - difference - 1.2815515655 * standardError) < 1e-9);
    for (const confidence of [0, 1, 80])
      assert.throws(() => tally.effects({ confidence }), /between 0 and 1/);
  });

  test("is the total effect of a linear network, to the last digits where both sides share their noise", () => {
    const found = effectsOf({ a: 1.5, x3: 2 }, { a: -0.5, x3: 1 }, 200);
    for (const { node, difference, interval } of found) {
      // Along a, but not through x3, which is set itself.
      const through = node === "x4" ? totalEffect("a", "x3") * 0.4 : 0;
      const exact = node === "x3" ? 1 : 2 * (totalEffect("a", node) - through) + (node === "x4" ? 0.4 : 0);
      assert.ok(Math.abs(difference - exact) < 1e-6, `${node}: ${difference}, not ${exact}`);
      assert.ok(interval[1] - interval[0] < 1e-6);
    }
    assert.equal(found.find(({ node }) => node === "o")!.difference, 0);
  });

  test("beside no setting covers the exact difference of means", () => {
    const mean = toy.mean();
    for (const { node, difference, standardError, interval } of effectsOf({ b: 2 }, undefined, 2000)) {
      const exact = totalEffect("b", node) * (2 - mean[toy.dag.indexOf("b")]);
      assert.ok(Math.abs(difference - exact) <= 4 * standardError, `${node}: ${difference}, not ${exact}`);
      assert.ok(Math.abs(interval[1] - difference - 1.96 * standardError) < 1e-4);
    }
  });

  test("is a difference of probabilities for every level, and has the errors of proportions", () => {
    const random = new Random(3);
    const rowsOf = (share: number): Dataset => ({
      columns: ["n", "answer"],
      rowCount: 500,
      values: Float64Array.from({ length: 1000 }, (_, at) =>
        at % 2 === 0 ? random.normal() : random.uniform() < share ? 1 : 0,
      ),
      types: [{ kind: "count" }, { kind: "binary", levels: ["no", "yes"] }],
    });
    const [after, before] = [rowsOf(0.8), rowsOf(0.3)];
    const tally = new SettingEffects();
    tally.add(after, before);
    const effects = tally.effects();
    assert.deepEqual(
      effects.map(({ node, kind, level }) => [node, kind, level]),
      [
        ["n", "count", undefined],
        ["answer", "binary", "no"],
        ["answer", "binary", "yes"],
      ],
    );
    const shareOf = ({ values }: Dataset) =>
      values.filter((value, at) => at % 2 === 1 && value === 1).length / 500;
    const [p, q] = [shareOf(after), shareOf(before)];
    const yes = effects[2];
    assert.ok(Math.abs(yes.after - p) < 1e-12 && Math.abs(yes.before - q) < 1e-12);
    assert.ok(Math.abs(yes.difference + effects[1].difference) < 1e-12);
    // Two independent shares.
    const exact = Math.sqrt((p * (1 - p) + q * (1 - q)) / 500);
    assert.ok(Math.abs(yes.standardError / exact - 1) < 0.1, `${yes.standardError}, not ${exact}`);
    assert.throws(() => tally.add(after, { ...before, columns: ["n", "other"] }), InputError);
  });

  test("of ordered levels that are numbers is one of their mean, too", () => {
    const rowsOf = (...values: number[]): Dataset => ({
      columns: ["age", "mood"],
      rowCount: values.length / 2,
      values: Float64Array.from(values),
      types: [
        { kind: "ordinal", levels: ["17.5", "22", "27"] },
        { kind: "ordinal", levels: ["bad", "good"] },
      ],
    });
    const tally = new SettingEffects();
    tally.add(rowsOf(2, 0, 1, 1), rowsOf(0, 0, 1, 1));
    assert.deepEqual(
      tally.effects().map(({ node, level, before, after }) => [node, level, before, after]),
      [
        ["age", undefined, 19.75, 24.5],
        ["age", "17.5", 0.5, 0],
        ["age", "22", 0.5, 0.5],
        ["age", "27", 0, 0.5],
        ["mood", "bad", 0.5, 0.5],
        ["mood", "good", 0.5, 0.5],
      ],
    );
  });
});
