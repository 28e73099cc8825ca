import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Dataset } from "../../src/data/index.ts";
import { builtInNetwork, DiscreteNetwork, type DiscreteNode } from "../../src/network/index.ts";
import { EliminationPlan } from "../../src/network/inference/eliminationPlan.ts";
import { InputError } from "../../src/numeric/errors.ts";
import { Random } from "../../src/numeric/random.ts";
import { jointStates, randomDiscrete } from "./randomDiscrete.ts";

const near = (a: number, b: number, tolerance = 1e-10) =>
  assert.ok(Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b)) || a === b, `${a} is not ${b}`);

/** Rows with gaps from a network, all nodes in the table. */
function gappedRows(network: DiscreteNetwork, rowCount: number, random: Random): Dataset {
  const rows = network.sample(rowCount, random, { includeLatents: true });
  return { ...rows, values: rows.values.map((value) => (random.uniform() < 0.5 ? Number.NaN : value)) };
}

describe("against sums over all joint states", () => {
  for (let seed = 1; seed <= 12; seed++) {
    const random = new Random(seed);
    const network = randomDiscrete(4 + (seed % 4), random);
    const joint = jointStates(network);
    const fits = (states: number[], row: Float64Array) =>
      row.every((value, node) => Number.isNaN(value) || value === states[node]);

    test(`network ${seed}: likelihood of rows with gaps, and the posterior of what is missing`, () => {
      const rows = gappedRows(network, 20, random);
      const width = network.dag.size;
      const { perRow } = network.exact.logLikelihood(rows);
      const posterior = network.posteriorOf(rows);
      for (let row = 0; row < rows.rowCount; row++) {
        const own = rows.values.subarray(row * width, (row + 1) * width);
        const matching = joint.filter(({ states }) => fits(states, own));
        const mass = matching.reduce((sum, { probability }) => sum + probability, 0);
        near(perRow[row], Math.log(mass));
        posterior.latents.forEach((name, k) => {
          const node = network.dag.indexOf(name);
          const count = network.nodes[node].states.length;
          for (let state = 0; state < count; state++) {
            const share = matching
              .filter(({ states }) => states[node] === state)
              .reduce((sum, { probability }) => sum + probability, 0);
            near(posterior.probabilities[k][row * count + state], share / mass);
          }
        });
      }
    });

    test(`network ${seed}: entropy of the observed nodes`, () => {
      const masses = new Map<string, number>();
      for (const { states, probability } of joint) {
        const key = network.dag.observed.map((node) => states[node]).join();
        masses.set(key, (masses.get(key) ?? 0) + probability);
      }
      const wanted = [...masses.values()].reduce((sum, p) => (p > 0 ? sum - p * Math.log(p) : sum), 0);
      near(network.exact.entropy()!, wanted);
    });

    test(`network ${seed}: the expected counts of whole tables`, () => {
      const measured = new Set([network.dag.size - 1]);
      const plan = new EliminationPlan({
        names: network.dag.names,
        cardinalities: network.nodes.map(({ states }) => states.length),
        scopes: network.nodes.map((_, node) => [...network.dag.parents(node), node]),
        measured,
      });
      const tables = network.nodes.map(({ table }) => Float64Array.from(table));
      const states = new Int32Array(network.dag.size);
      const mass = Math.exp(plan.run(tables, states));
      const counts = tables.map((table) => new Float64Array(table.length));
      plan.addPosterior(counts, 2);
      network.nodes.forEach(({ states: own }, node) => {
        const wanted = new Float64Array(tables[node].length);
        for (const { states: joined, probability } of joint) {
          if (joined.at(-1) !== 0) continue;
          let row = 0;
          for (const parent of network.dag.parents(node))
            row = row * network.nodes[parent].states.length + joined[parent];
          wanted[row * own.length + joined[node]] += (2 * probability) / mass;
        }
        counts[node].forEach((count, cell) => {
          near(count, wanted[cell]);
        });
      });
    });
  }
});

describe("sampling", () => {
  test("frequencies are those of the joint distribution, and the types stand beside the columns", () => {
    const network = builtInNetwork("asia") as DiscreteNetwork;
    const rows = network.sample(40_000, new Random(3), { includeLatents: true });
    assert.deepEqual(rows.types?.[0], { kind: "binary", levels: ["yes", "no"] });
    const counted = new Map<string, number>();
    for (let row = 0; row < rows.rowCount; row++) {
      const key = rows.values.subarray(row * 8, (row + 1) * 8).join();
      counted.set(key, (counted.get(key) ?? 0) + 1);
    }
    let chi2 = 0;
    let cells = 0;
    for (const { states, probability } of jointStates(network)) {
      const expected = probability * rows.rowCount;
      if (probability === 0) assert.equal(counted.get(states.join()), undefined);
      if (expected < 5) continue;
      chi2 += ((counted.get(states.join()) ?? 0) - expected) ** 2 / expected;
      cells++;
    }
    // Five standard deviations above the mean of a chi-square distribution.
    assert.ok(chi2 < cells + 5 * Math.sqrt(2 * cells), `${chi2} with ${cells} cells`);
  });

  test("the same seed gives the same rows, one after the other or at once", () => {
    const network = builtInNetwork("alarm");
    const whole = network.sample(20, new Random(1));
    const stream = new Random(1);
    const parts = [network.sample(5, stream), network.sample(15, stream)];
    assert.deepEqual([...parts[0].values, ...parts[1].values], [...whole.values]);
  });

  test("impossible rows have mass 0", () => {
    const network = builtInNetwork("asia") as DiscreteNetwork;
    const row = {
      columns: ["lung", "either"],
      rowCount: 1,
      values: Float64Array.of(0, 1),
    };
    assert.equal(network.exact.logLikelihood(row).perRow[0], -Infinity);
    assert.ok(network.posteriorOf(row).probabilities[0].every(Number.isNaN));
  });
});

describe("published numbers", () => {
  test("asia: marginals and a posterior worked out by hand", () => {
    const network = builtInNetwork("asia");
    const p = (columns: string[], values: number[]) =>
      Math.exp(
        network.exact!.logLikelihood({ columns, rowCount: 1, values: Float64Array.from(values) }).perRow[0],
      );
    const tub = 0.01 * 0.05 + 0.99 * 0.01;
    const lung = 0.5 * 0.1 + 0.5 * 0.01;
    const either = 1 - (1 - tub) * (1 - lung);
    near(p(["tub"], [0]), tub);
    near(p(["lung"], [0]), lung);
    near(p(["xray"], [0]), either * 0.98 + (1 - either) * 0.05);
    near(p(["xray", "lung"], [0, 0]) / p(["xray"], [0]), (0.98 * lung) / p(["xray"], [0]));
  });

  test("alarm: 37 nodes, 46 arcs, 509 free parameters; its largest table is small", () => {
    const network = builtInNetwork("alarm") as DiscreteNetwork;
    assert.equal(network.dag.size, 37);
    assert.equal(network.dag.arcCount, 46);
    const free = network.nodes.map(
      ({ table, states }) => (table.length / states.length) * (states.length - 1),
    );
    assert.equal(
      free.reduce((a, b) => a + b),
      509,
    );
    assert.ok(network.citation?.includes("Beinlich"));
  });

  test("alarm: the mean log-likelihood of simulated rows is near minus the entropy", () => {
    const network = builtInNetwork("alarm");
    const { perRow } = network.exact!.logLikelihood(network.sample(3000, new Random(5)));
    const mean = perRow.reduce((a, b) => a + b) / perRow.length;
    const variance = perRow.reduce((sum, value) => sum + (value - mean) ** 2, 0) / perRow.length;
    assert.ok(Math.abs(mean + network.exact!.entropy()!) < 4 * Math.sqrt(variance / perRow.length));
  });
});

describe("levels", () => {
  const network = new DiscreteNetwork({
    name: "pair",
    nodes: [
      { name: "a", states: ["no", "yes"], parents: [], table: [0.9, 0.1] },
      {
        name: "b",
        states: ["low", "mid", "high"],
        parents: ["a"],
        table: [0.5, 0.3, 0.2, 0.1, 0.2, 0.7],
        kind: "ordinal",
      },
    ],
  });
  const table = (levels: string[], ...values: number[]): Dataset => ({
    columns: ["a"],
    rowCount: values.length,
    values: Float64Array.from(values),
    types: [{ kind: "binary", levels }],
  });

  test("a table is read by its labels, whatever their order", () => {
    const { perRow } = network.exact.logLikelihood(table(["yes", "no"], 0, 1));
    near(perRow[0], Math.log(0.1));
    near(perRow[1], Math.log(0.9));
  });

  test("a label or a code that is none of the states is named with its row", () => {
    const fails = (data: Dataset, message: RegExp) =>
      assert.throws(
        () => network.exact.logLikelihood(data),
        (error) => {
          assert.ok(error instanceof InputError);
          assert.match(error.message, message);
          return true;
        },
      );
    fails(table(["yes", "maybe"], 0, 1), /no, yes.*"a".*"maybe" in row 2/);
    fails({ columns: ["b"], rowCount: 1, values: Float64Array.of(3) }, /codes 0 to 2.*got 3 in row 1/);
    fails({ columns: ["b"], rowCount: 1, values: Float64Array.of(0.5) }, /got 0.5/);
    fails({ columns: ["c"], rowCount: 1, values: Float64Array.of(0) }, /"c"/);
  });

  test("the ordinal node says so", () => {
    assert.deepEqual(network.types.get("b"), { kind: "ordinal", levels: ["low", "mid", "high"] });
    assert.deepEqual(network.withObserved(["a", "b"]).types.get("b"), network.types.get("b"));
  });
});

describe("mistakes are named with their node", () => {
  const make = (node: Partial<DiscreteNode>) =>
    new DiscreteNetwork({
      name: "one",
      nodes: [{ name: "a", states: ["no", "yes"], parents: [], table: [0.5, 0.5], ...node }],
    });
  const cases: [string, Partial<DiscreteNode>, RegExp][] = [
    ["too few probabilities", { table: [1] }, /table of node "a" to have 2 .*got 1/],
    ["a negative one", { table: [1.5, -0.5] }, /"a".*from 0 to 1, got 1.5 in row 1/],
    ["no number", { table: [Number.NaN, 1] }, /"a".*got NaN/],
    ["a row that does not sum to 1", { table: [0.5, 0.4] }, /row 1 .*"a" to sum to 1, got 0.9/],
    ["one state", { states: ["yes"], table: [1] }, /states of node "a" to be two or more, got 1/],
    ["a state twice", { states: ["yes", "yes"] }, /"yes" twice/],
    ["a kind of numbers", { kind: "count" }, /"a"/],
    ["an unknown kind", { kind: "ordinl" }, /Did you mean "ordinal"/],
  ];
  for (const [name, node, message] of cases) {
    test(name, () => {
      assert.throws(
        () => make(node),
        (error) => {
          assert.ok(error instanceof InputError);
          assert.match(error.message, message);
          return true;
        },
      );
    });
  }

  test("rows that are rounded are divided by their sum", () => {
    const network = make({ states: ["a", "b", "c"], table: [0.3333333, 0.3333333, 0.3333333] });
    const row = { columns: ["a"], rowCount: 1, values: Float64Array.of(1) };
    near(network.exact.logLikelihood(row).perRow[0], Math.log(1 / 3));
  });
});

test("a sum that is too large names the size of its clique", () => {
  const hidden = Array.from({ length: 30 }, (_, i): DiscreteNode => {
    return { name: `h${i}`, states: ["0", "1"], parents: [], table: [0.5, 0.5] };
  });
  // Pairs of causes with common effects in all ways: everything hangs together.
  const effects = hidden.flatMap((a, i) =>
    hidden.slice(i + 1).map((b): DiscreteNode => {
      const table = [0.9, 0.1, 0.5, 0.5, 0.4, 0.6, 0.2, 0.8];
      return { name: `${a.name}${b.name}`, states: ["0", "1"], parents: [a.name, b.name], table };
    }),
  );
  const network = new DiscreteNetwork({ name: "tangle", nodes: [...hidden, ...effects] });
  const rows = network.sample(1, new Random(1));
  assert.throws(() => network.exact.logLikelihood(rows), {
    name: "InputError",
    message: /clique of 30 variables.*1.07e\+9 joint states/,
  });
  assert.equal(network.exact.entropy(), undefined);
});

test("a chain of a thousand nodes", () => {
  const nodes = Array.from({ length: 1000 }, (_, i): DiscreteNode => {
    const parents = i === 0 ? [] : [`n${i - 1}`];
    return { name: `n${i}`, states: ["0", "1"], parents, table: i === 0 ? [0.3, 0.7] : [0.9, 0.1, 0.2, 0.8] };
  });
  const network = new DiscreteNetwork({ name: "chain", nodes, observed: nodes.map(({ name }) => name) });
  const rows = network.sample(2, new Random(1));
  const { perRow } = network.exact.logLikelihood(rows);
  const joint = network.logDensity(rows);
  near(perRow[0], joint[0]);
  const gaps = { ...rows, values: rows.values.map((value, i) => (i % 3 === 0 ? value : Number.NaN)) };
  // The forward recursion of a Markov chain.
  let forward = [0.3, 0.7];
  let log = 0;
  for (let i = 0; i < 1000; i++) {
    if (i > 0) {
      forward = [0.9 * forward[0] + 0.2 * forward[1], 0.1 * forward[0] + 0.8 * forward[1]];
    }
    if (i % 3 !== 0) continue;
    forward = forward.map((p, state) => (state === rows.values[i] ? p : 0));
    const sum = forward[0] + forward[1];
    log += Math.log(sum);
    forward = forward.map((p) => p / sum);
  }
  near(network.exact.logLikelihood(gaps).perRow[0], log);
});
