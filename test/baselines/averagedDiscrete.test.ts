import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { averageDiscrete } from "../../src/baselines/index.ts";
import { builtInNetwork, type DiscreteNetwork } from "../../src/network/index.ts";
import { Random } from "../../src/numeric/random.ts";

const near = (a: number, b: number, tolerance: number) =>
  assert.ok(Math.abs(a - b) <= tolerance, `${a} is not ${b} within ${tolerance}`);

const GAP = Number.NaN;
const nodes = [
  { name: "root", states: ["a", "b"], parents: [] },
  { name: "hidden", states: ["a", "b", "c"], parents: ["root"] },
  { name: "leaf", states: ["a", "b"], parents: ["hidden", "root"] },
];
const cards = [2, 3, 2];
const parents = [[], [0], [1, 0]];
const measured: (readonly [number, number])[] = [
  [0, 0],
  [GAP, 1],
  [1, 1],
  [1, GAP],
  [GAP, 0],
];
const rows = {
  columns: ["root", "leaf"],
  rowCount: measured.length,
  values: Float64Array.from(measured.flat()),
};
/** One row for every configuration, by the fourth root of their number. */
const prior = [1, 1 / 2 ** 0.25, 1 / 6 ** 0.25];

/** Posterior means of tables and of the probability of a further row by summing over everything that is hidden in the rows. */
function enumerated() {
  const tables = () => [new Float64Array(2), new Float64Array(6), new Float64Array(12)];
  const cellOf = (node: number, states: readonly number[]) =>
    [...parents[node], node].reduce((cell, each) => cell * cards[each] + states[each], 0);
  const joint = [0, 1].flatMap((r) => [0, 1, 2].flatMap((h) => [0, 1].map((l) => [r, h, l])));
  const expected = tables();
  const further = new Float64Array(4);
  let total = 0;
  const meansOf = (counts: readonly Float64Array[]) =>
    counts.map((own, node) =>
      own.map((count, cell) => {
        const first = cell - (cell % cards[node]);
        const sum = own.subarray(first, first + cards[node]).reduce((a, b) => a + b);
        return (count + prior[node] / cards[node]) / (sum + prior[node]);
      }),
    );
  const walk = (row: number, counts: readonly Float64Array[], weight: number) => {
    const means = meansOf(counts);
    if (row === rows.rowCount) {
      total += weight;
      means.forEach((own, node) => {
        own.forEach((mean, cell) => {
          expected[node][cell] += weight * mean;
        });
      });
      for (const states of joint)
        further[2 * states[0] + states[2]] +=
          weight * means.reduce((p, own, node) => p * own[cellOf(node, states)], 1);
      return;
    }
    const [root, leaf] = measured[row];
    for (const states of joint) {
      if (!(Number.isNaN(root) || states[0] === root) || !(Number.isNaN(leaf) || states[2] === leaf))
        continue;
      let chance = 1;
      const next = counts.map((own, node) => {
        const copy = own.slice();
        const cell = cellOf(node, states);
        chance *= means[node][cell];
        copy[cell]++;
        return copy;
      });
      walk(row + 1, next, weight * chance);
    }
  };
  walk(0, tables(), 1);
  return {
    tables: expected.map((own) => own.map((value) => value / total)),
    further: further.map((value) => value / total),
  };
}

describe("a discrete network averaged over its tables", () => {
  test("has the posterior means of tables and the density of a further row that enumeration gives", () => {
    const { tables, further } = enumerated();
    const fit = averageDiscrete(nodes, rows, { chains: 1500, sweeps: 10, seed: 3 });
    tables.forEach((table, node) => {
      table.forEach((value, cell) => {
        const mean =
          fit.networks.reduce((sum, network) => sum + network.nodes[node].table[cell], 0) /
          fit.networks.length;
        near(mean, value, 0.025);
      });
    });
    const every = { ...rows, rowCount: 4, values: Float64Array.of(0, 0, 0, 1, 1, 0, 1, 1) };
    fit.logLikelihood(every).forEach((value, row) => {
      near(Math.exp(value), further[row], 0.01);
    });
  });

  test("its probabilities of all rows sum to 1, gaps sum over values, and draws follow it", () => {
    const fit = averageDiscrete(nodes, rows, { seed: 2 });
    const every = { ...rows, rowCount: 4, values: Float64Array.of(0, 0, 0, 1, 1, 0, 1, 1) };
    const probabilities = fit.logLikelihood(every).map(Math.exp);
    near(
      probabilities.reduce((a, b) => a + b),
      1,
      1e-12,
    );
    const gapped = { ...rows, rowCount: 1, values: Float64Array.of(1, GAP) };
    near(Math.exp(fit.logLikelihood(gapped)[0]), probabilities[2] + probabilities[3], 1e-12);
    const drawn = fit.sample(4000, new Random(1));
    assert.deepEqual(drawn.columns, rows.columns);
    const shares = new Float64Array(4);
    for (let row = 0; row < 4000; row++)
      shares[2 * drawn.values[2 * row] + drawn.values[2 * row + 1]] += 1 / 4000;
    shares.forEach((share, at) => {
      near(share, probabilities[at], 0.03);
    });
  });

  test("on asia it scores columns in their order, the same bits for the same seed", () => {
    const asia = builtInNetwork("asia") as DiscreteNetwork;
    const held = asia.sample(100, new Random(9));
    const fit = (seed: number) => averageDiscrete(asia.nodes, asia.sample(50, new Random(1)), { seed });
    const one = fit(1);
    assert.equal(one.parameters, 18);
    assert.deepEqual(one.logLikelihood(held), fit(1).logLikelihood(held));
    assert.notDeepEqual(one.logLikelihood(held), fit(2).logLikelihood(held));
    assert.throws(() => one.logLikelihood({ ...held, columns: [...held.columns].reverse() }), {
      name: "InputError",
      message: /column 1 to be "xray".*got "dysp"/,
    });
    assert.deepEqual(one.sample(3, new Random(1)).types, held.types);
  });

  test("names what is wrong", () => {
    const fails = (message: RegExp, call: () => unknown) =>
      assert.throws(call, { name: "InputError", message });
    fails(/above 0, got 0/, () => averageDiscrete(nodes, rows, { priorRows: 0 }));
    fails(/chains of the averaged network, got 0/, () => averageDiscrete(nodes, rows, { chains: 0 }));
    fails(/sweeps of the averaged network, got 0.5/, () => averageDiscrete(nodes, rows, { sweeps: 0.5 }));
    fails(/"b"/, () => averageDiscrete(nodes, { ...rows, columns: ["b", "leaf"] }));
  });
});
