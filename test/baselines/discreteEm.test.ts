import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fitDiscreteEm } from "../../src/baselines/index.ts";
import { builtInNetwork, type DiscreteNetwork } from "../../src/network/index.ts";
import { Random } from "../../src/numeric/random.ts";
import { jointStates, randomDiscrete } from "../network/randomDiscrete.ts";

const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
const near = (a: number, b: number, tolerance: number) =>
  assert.ok(Math.abs(a - b) <= tolerance, `${a} is not ${b} within ${tolerance}`);

describe("EM on a discrete network", () => {
  test("with all nodes measured its tables are counts plus the prior", () => {
    const network = randomDiscrete(5, new Random(2));
    const rows = network.sample(60, new Random(1), { includeLatents: true });
    const fit = fitDiscreteEm(network.nodes, rows, { priorRows: 0.5 });
    network.nodes.forEach(({ states, parents }, node) => {
      const counts = new Float64Array(network.nodes[node].table.length).fill(0.5 / states.length);
      for (let row = 0; row < rows.rowCount; row++) {
        const values = rows.values.subarray(row * 5, (row + 1) * 5);
        let index = 0;
        for (const parent of parents) {
          const at = network.dag.indexOf(parent);
          index = index * network.nodes[at].states.length + values[at];
        }
        counts[index * states.length + values[node]]++;
      }
      fit.network.nodes[node].table.forEach((p, cell) => {
        const first = cell - (cell % states.length);
        near(p, counts[cell] / counts.subarray(first, first + states.length).reduce((a, b) => a + b), 1e-12);
      });
    });
  });

  test("climbs, and ends where the expected counts by enumeration give the same tables", () => {
    const network = randomDiscrete(5, new Random(8), 0.9);
    const measured = network.dag.names.slice(2);
    const drawn = network.withObserved(measured).sample(40, new Random(3));
    const rows = { ...drawn, values: drawn.values.map((value, i) => (i % 7 === 0 ? Number.NaN : value)) };
    const fit = fitDiscreteEm(network.nodes, rows, { iterations: 3000, starts: 2 });
    for (let i = 1; i < fit.history.length; i++) assert.ok(fit.history[i] >= fit.history[i - 1] - 1e-12);
    const joint = jointStates(fit.network);
    network.nodes.forEach(({ states, parents }, node) => {
      const counts = new Float64Array(network.nodes[node].table.length).fill(1 / states.length);
      for (let row = 0; row < rows.rowCount; row++) {
        const fits = joint.filter(({ states: own }) =>
          measured.every((name, c) => {
            const value = rows.values[row * measured.length + c];
            return Number.isNaN(value) || own[network.dag.indexOf(name)] === value;
          }),
        );
        const total = fits.reduce((sum, { probability }) => sum + probability, 0);
        for (const { states: own, probability } of fits) {
          let index = 0;
          for (const parent of parents) {
            const at = network.dag.indexOf(parent);
            index = index * network.nodes[at].states.length + own[at];
          }
          counts[index * states.length + own[node]] += probability / total;
        }
      }
      fit.network.nodes[node].table.forEach((p, cell) => {
        const first = cell - (cell % states.length);
        near(p, counts[cell] / counts.subarray(first, first + states.length).reduce((a, b) => a + b), 5e-3);
      });
    });
  });

  test("on asia it comes near the truth with many rows, and scores and draws in the order of the columns", () => {
    const asia = builtInNetwork("asia") as DiscreteNetwork;
    const held = asia.sample(2000, new Random(9));
    const fit = fitDiscreteEm(asia.nodes, asia.sample(800, new Random(1)), { seed: 1 });
    const excess = mean(asia.exact.logLikelihood(held).perRow) - mean(fit.logLikelihood(held));
    assert.ok(excess < 0.02, `${excess}`);
    assert.equal(fit.parameters, 18);
    const swapped = { ...held, columns: [...held.columns].reverse() };
    assert.throws(() => fit.logLikelihood(swapped), {
      name: "InputError",
      message: /column 1 to be "xray".*got "dysp"/,
    });
    assert.deepEqual(fit.sample(3, new Random(1)).types, held.types);
    assert.deepEqual(
      fitDiscreteEm(asia.nodes, asia.sample(50, new Random(1)), { seed: 1 }).network.nodes,
      fitDiscreteEm(asia.nodes, asia.sample(50, new Random(1)), { seed: 1 }).network.nodes,
    );
  });

  test("names what is wrong", () => {
    const nodes = [{ name: "a", states: ["0", "1"], parents: [] }];
    const rows = { columns: ["a"], rowCount: 2, values: Float64Array.of(0, 1) };
    const fails = (message: RegExp, call: () => unknown) =>
      assert.throws(call, { name: "InputError", message });
    fails(/above 0, got 0/, () => fitDiscreteEm(nodes, rows, { priorRows: 0 }));
    fails(/starts of EM, got 0/, () => fitDiscreteEm(nodes, rows, { starts: 0 }));
    fails(/"b"/, () => fitDiscreteEm(nodes, { ...rows, columns: ["b"] }));
    fails(/got 2 in row 2/, () => fitDiscreteEm(nodes, { ...rows, values: Float64Array.of(0, 2) }));
  });
});
