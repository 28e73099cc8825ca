import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Dataset, selectColumns } from "../../src/data/index.ts";
import {
  ConditionalGaussianNetwork,
  type ConditionalGaussianNode,
  isDiscrete,
  LinearGaussianNetwork,
  networkToJson,
  parseNetwork,
} from "../../src/network/index.ts";
import { InputError } from "../../src/numeric/errors.ts";
import { Random } from "../../src/numeric/random.ts";

const near = (a: number, b: number, tolerance = 1e-9) =>
  assert.ok(Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b)) || a === b, `${a} is not ${b}`);

/** Discrete and Gaussian nodes in random order, arcs at random where they are allowed. */
function randomHybrid(size: number, random: Random): ConditionalGaussianNetwork {
  const nodes: ConditionalGaussianNode[] = [];
  for (let i = 0; i < size; i++) {
    const discrete = i === 0 || random.uniform() < 0.45;
    const allowed = nodes.filter((node) => isDiscrete(node) || !discrete);
    const parents = allowed.filter(() => random.uniform() < 0.5).slice(-4);
    const rows = parents.reduce((product, node) => product * (isDiscrete(node) ? node.states.length : 1), 1);
    const head = { name: `n${i}`, parents: parents.map(({ name }) => name) };
    if (discrete) {
      const states = Array.from({ length: 2 + random.integer(2) }, (_, s) => `s${s}`);
      const table = Array.from({ length: rows }, () => {
        const raw = states.map(() => 0.1 + random.uniform());
        const sum = raw.reduce((a, b) => a + b);
        return raw.map((value) => value / sum);
      });
      nodes.push({ ...head, states, table: table.flat() });
    } else {
      const gaussian = parents.filter((node) => !isDiscrete(node));
      const regressions = Array.from({ length: rows }, () => ({
        intercept: 2 * random.normal(),
        coefficients: Object.fromEntries(gaussian.map(({ name }) => [name, random.normal()])),
        variance: 0.3 + random.uniform(),
      }));
      nodes.push({ ...head, regressions });
    }
  }
  return new ConditionalGaussianNetwork({ name: "random", nodes });
}

/** The mixture over all joint states of the discrete nodes, each a linear-Gaussian network of its own. */
function bruteForce(network: ConditionalGaussianNetwork, data: Dataset, row: number): number {
  const width = data.columns.length;
  const given = new Map(
    data.columns
      .map((name, c) => [name, data.values[row * width + c]] as const)
      .filter(([, value]) => !Number.isNaN(value)),
  );
  let joint: { states: Map<string, number>; mass: number }[] = [{ states: new Map(), mass: 1 }];
  const rowOf = (node: ConditionalGaussianNode, states: Map<string, number>) => {
    let index = 0;
    for (const name of node.parents) {
      const parent = network.nodes.find((one) => one.name === name)!;
      if (isDiscrete(parent)) index = index * parent.states.length + states.get(name)!;
    }
    return index;
  };
  for (const node of network.nodes) {
    if (!isDiscrete(node)) continue;
    const wanted = given.get(node.name);
    joint = joint.flatMap(({ states, mass }) =>
      node.states.flatMap((_, state) => {
        if (wanted !== undefined && wanted !== state) return [];
        const p = node.table[rowOf(node, states) * node.states.length + state];
        return [{ states: new Map(states).set(node.name, state), mass: mass * p }];
      }),
    );
  }
  const measured = network.nodes.filter((node) => !isDiscrete(node) && given.has(node.name));
  let total = 0;
  for (const { states, mass } of joint) {
    if (measured.length === 0) {
      total += mass;
      continue;
    }
    const linear = new LinearGaussianNetwork({
      name: "given",
      nodes: network.nodes.flatMap((node) => {
        if (isDiscrete(node)) return [];
        const { intercept, coefficients, variance } = node.regressions[rowOf(node, states)];
        return [{ name: node.name, parents: coefficients ?? {}, intercept, variance }];
      }),
    });
    const names = measured.map(({ name }) => name);
    const values = Float64Array.from(names, (name) => given.get(name)!);
    total += mass * Math.exp(linear.marginalLogDensity({ columns: names, rowCount: 1, values })[0]);
  }
  return Math.log(total);
}

describe("the likelihood of what was measured", () => {
  for (let seed = 1; seed <= 15; seed++) {
    test(`equals the mixture over all states, network ${seed}`, () => {
      const random = new Random(seed);
      const network = randomHybrid(4 + (seed % 5), random);
      const rows = network.sample(15, random, { includeLatents: true });
      const gaps = {
        ...rows,
        values: rows.values.map((value) => (random.uniform() < 0.4 ? Number.NaN : value)),
      };
      for (const table of [gaps, rows]) {
        const { perRow } = network.exact.logLikelihood(table);
        for (let row = 0; row < table.rowCount; row++) near(perRow[row], bruteForce(network, table, row));
      }
      const joint = network.logDensity(rows);
      network.exact.logLikelihood(rows).perRow.forEach((value, row) => {
        near(value, joint[row]);
      });
    });
  }

  test("integrates to 1 over a hidden mixture with a hidden Gaussian cause", () => {
    const network = new ConditionalGaussianNetwork({
      name: "mixture",
      nodes: [
        { name: "d", states: ["a", "b"], parents: [], table: [0.3, 0.7] },
        {
          name: "z",
          parents: ["d"],
          regressions: [
            { intercept: -2, variance: 1 },
            { intercept: 1, variance: 0.5 },
          ],
        },
        { name: "x", parents: ["z"], regressions: [{ intercept: 0, coefficients: { z: 2 }, variance: 0.4 }] },
      ],
    });
    const step = 0.05;
    const values = Float64Array.from({ length: 1200 }, (_, i) => -30 + step * i);
    const { perRow } = network.exact.logLikelihood({ columns: ["x"], rowCount: values.length, values });
    near(
      perRow.reduce((sum, value) => sum + step * Math.exp(value), 0),
      1,
      1e-8,
    );
  });
});

test("simulated rows have the means of their states, and types", () => {
  const network = randomHybrid(6, new Random(4));
  const rows = network.sample(4000, new Random(1), { includeLatents: true });
  assert.equal(rows.types?.length, 6);
  const deviations = new Map<string, number[]>();
  const joint = network.logDensity(rows);
  assert.ok(joint.every(Number.isFinite));
  // Rest over standard deviation of every Gaussian node is standard normal: its square has mean 1.
  for (const node of network.nodes) {
    if (isDiscrete(node)) continue;
    const columns = selectColumns(rows, [...node.parents, node.name]);
    const width = columns.columns.length;
    const own: number[] = [];
    for (let row = 0; row < rows.rowCount; row++) {
      const values = columns.values.subarray(row * width, (row + 1) * width);
      let index = 0;
      node.parents.forEach((name, k) => {
        const parent = network.nodes.find((one) => one.name === name)!;
        if (isDiscrete(parent)) index = index * parent.states.length + values[k];
      });
      const { intercept, coefficients = {}, variance } = node.regressions[index];
      let mean = intercept;
      node.parents.forEach((name, k) => {
        mean += (coefficients[name] ?? 0) * values[k];
      });
      own.push((values[width - 1] - mean) / Math.sqrt(variance));
    }
    deviations.set(node.name, own);
  }
  assert.ok(deviations.size > 0);
  for (const own of deviations.values()) {
    const square = own.reduce((sum, value) => sum + value * value, 0) / own.length;
    assert.ok(Math.abs(square - 1) < 5 * Math.sqrt(2 / own.length), `${square}`);
  }
});

test("files say the same again", () => {
  const network = randomHybrid(7, new Random(11));
  const again = parseNetwork(
    JSON.parse(JSON.stringify(networkToJson(network))),
  ) as ConditionalGaussianNetwork;
  const rows = network.sample(5, new Random(1), { includeLatents: true });
  assert.deepEqual(again.sample(5, new Random(1), { includeLatents: true }), rows);
  assert.deepEqual(again.logDensity(rows), network.logDensity(rows));
  assert.deepEqual(networkToJson(again), networkToJson(network));
});

describe("mistakes are named with their node", () => {
  const coin = { states: ["0", "1"], parents: [], table: [[0.5, 0.5]] };
  const line = {
    parents: ["coin"],
    regressions: [
      { intercept: 0, variance: 1 },
      { intercept: 1, variance: 1 },
    ],
  };
  const file = (nodes: object) => ({
    format: "siren-vae/network",
    version: 1,
    name: "hybrid",
    kind: "conditional-gaussian",
    nodes: { coin, line, ...nodes },
  });
  test("the file without mistakes", () => {
    assert.equal(parseNetwork(file({})).kind, "conditional-gaussian");
  });
  const cases: [string, object, RegExp][] = [
    [
      "a Gaussian parent of a discrete node",
      { d: { ...coin, parents: ["line"] } },
      /"d".*"line", which is Gaussian/,
    ],
    [
      "too few regressions",
      { line: { ...line, regressions: [line.regressions[0]] } },
      /"line" to be 2.*coin.*got 1/,
    ],
    [
      "no variance",
      { line: { ...line, regressions: [{ intercept: 0 }] } },
      /variance of regression 1 of node "line"/,
    ],
    ["a variance of 0", { y: { parents: [], regressions: [{ intercept: 0, variance: 0 }] } }, /"y".*got 0/],
    [
      "a coefficient of a discrete parent",
      {
        line: {
          ...line,
          regressions: [{ intercept: 0, variance: 1, coefficients: { coin: 1 } }, line.regressions[1]],
        },
      },
      /"line".*"coin" in regression 1/,
    ],
    [
      "a coefficient that is missing",
      { y: { parents: ["line"], regressions: [{ intercept: 0, variance: 1 }] } },
      /"line" in every regression of node "y"/,
    ],
    [
      "both kinds of parameters",
      { line: { ...line, states: ["a", "b"] } },
      /"line".*got states and regressions/,
    ],
    ["no parameters", { y: { parents: [] } }, /"y".*got none of them/],
    ["a kind that the node is not", { line: { ...line, kind: "count" } }, /"line".*"count"/],
    ["an unknown key", { line: { ...line, regresions: [] } }, /Did you mean "regressions"/],
    [
      "an unknown key of a regression",
      { y: { parents: [], regressions: [{ intercep: 0, intercept: 0, variance: 1 }] } },
      /Did you mean "intercept"/,
    ],
  ];
  for (const [name, nodes, message] of cases) {
    test(name, () => {
      assert.throws(
        () => parseNetwork(file(nodes)),
        (error) => {
          assert.ok(error instanceof InputError);
          assert.match(error.message, message);
          return true;
        },
      );
    });
  }

  test("labels in the column of a Gaussian node", () => {
    const table = {
      columns: ["line"],
      rowCount: 1,
      values: Float64Array.of(0),
      types: [{ kind: "binary", levels: ["a", "b"] }],
    };
    assert.throws(() => parseNetwork(file({})).exact!.logLikelihood(table), {
      name: "InputError",
      message: /"line"/,
    });
  });
});

test("too many hidden states together are counted in the message", () => {
  const causes = Array.from({ length: 16 }, (_, i): ConditionalGaussianNode => {
    return { name: `d${i}`, states: ["0", "1"], parents: [], table: [0.5, 0.5] };
  });
  // Four effects of four causes each that one hidden node holds together.
  const hidden: ConditionalGaussianNode = {
    name: "h",
    parents: [],
    regressions: [{ intercept: 0, variance: 1 }],
  };
  const effects = Array.from({ length: 4 }, (_, i): ConditionalGaussianNode => {
    const parents = ["h", ...causes.slice(4 * i, 4 * i + 4).map(({ name }) => name)];
    const regression = { intercept: i, coefficients: { h: 1 }, variance: 1 };
    return { name: `x${i}`, parents, regressions: new Array(16).fill(regression) };
  });
  const network = new ConditionalGaussianNetwork({ name: "wide", nodes: [...causes, hidden, ...effects] });
  const rows = network.sample(2, new Random(1));
  assert.throws(() => network.exact.logLikelihood(rows), {
    name: "InputError",
    message: /at most 16384 configurations.*got 6.55e\+4 of 16 nodes/,
  });
  const three = selectColumns(rows, ["x0", "x1", "x2"]);
  assert.ok(network.exact.logLikelihood(three).perRow.every(Number.isFinite));
});
