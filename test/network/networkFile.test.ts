import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { alarm } from "../../src/network/data/alarm.ts";
import { arth150 } from "../../src/network/data/arth150.ts";
import { asia } from "../../src/network/data/asia.ts";
import { ecoli70 } from "../../src/network/data/ecoli70.ts";
import { magicIrri } from "../../src/network/data/magicIrri.ts";
import {
  arithmeticCircuit,
  type BayesianNetwork,
  builtInNetwork,
  gaussianTree,
  LinearGaussianNetwork,
  networkToJson,
  parseNetwork,
  StructureNetwork,
} from "../../src/network/index.ts";
import { InputError } from "../../src/numeric/errors.ts";
import { Random } from "../../src/numeric/random.ts";

const pair = () => ({
  format: "siren-vae/network",
  version: 1,
  name: "pair",
  kind: "linear-gaussian",
  nodes: {
    z: { parents: {}, intercept: 0, variance: 1 },
    x: { parents: { z: 2 }, intercept: 1, variance: 0.5 },
  } as Record<string, unknown>,
});

function rejects(json: unknown, ...parts: string[]): void {
  assert.throws(
    () => parseNetwork(json, "pair.json"),
    (error) => {
      assert.ok(error instanceof InputError, String(error));
      for (const part of ["pair.json", ...parts]) {
        assert.ok(error.message.includes(part), `"${part}" in: ${error.message}`);
      }
      return true;
    },
  );
}

/** The same names, roles, arcs and origin, and, where there are distributions, the same rows and densities. */
function assertSame(a: BayesianNetwork, b: BayesianNetwork): void {
  for (const key of ["name", "kind", "citation", "source"] as const) assert.equal(a[key], b[key]);
  assert.deepEqual(a.dag.toSpecs(), b.dag.toSpecs());
  assert.deepEqual(a.dag.roles, b.dag.roles);
  assert.deepEqual(a.types, b.types);
  if (a instanceof StructureNetwork) return;
  const rows = a.sample(5, new Random(1), { includeLatents: true });
  assert.deepEqual(b.sample(5, new Random(1), { includeLatents: true }), rows);
  assert.deepEqual(b.logDensity(rows), a.logDensity(rows));
}

describe("round trip", () => {
  const networks: BayesianNetwork[] = [
    builtInNetwork("ecoli70"),
    builtInNetwork("arth150"),
    builtInNetwork("magic-irri"),
    builtInNetwork("nonlinear:ecoli70:3"),
    arithmeticCircuit(),
    gaussianTree({ depth: 3 }),
    builtInNetwork("asia"),
    builtInNetwork("alarm").withObserved(["HISTORY", "CATECHOL", "BP"]),
    builtInNetwork("ecoli70").withObserved(["aceB", "lacA", "yheI"]),
    new StructureNetwork({
      name: "weather",
      nodes: [
        { name: "rain", parents: [] },
        { name: "grass", parents: ["rain"] },
      ],
      types: new Map([
        ["grass", { kind: "ordinal", levels: ["dry", "damp", "wet"] }],
        ["rain", { kind: "count" }],
      ]),
    }),
    // Objects put names that are whole numbers first: the order has to be kept otherwise.
    new LinearGaussianNetwork({
      name: "order",
      nodes: [
        { name: "b", parents: { 7: 1, a: 2 }, intercept: 0, variance: 1 },
        { name: "7", parents: {}, intercept: 1, variance: 2 },
        { name: "a", parents: {}, intercept: 2, variance: 3 },
      ],
      observed: ["b", "a"],
    }),
  ];
  for (const network of networks) {
    test(`${network.name} (${network.kind}), ${network.dag.observed.length} observed`, () => {
      const text = JSON.stringify(networkToJson(network));
      assertSame(parseNetwork(JSON.parse(text)), network);
    });
  }

  test("writing what was read gives the same file", () => {
    assert.deepEqual(networkToJson(parseNetwork(ecoli70)), ecoli70);
  });
});

describe("the files in networks/", () => {
  for (const [name, module] of Object.entries({ ecoli70, arth150, "magic-irri": magicIrri, asia, alarm })) {
    test(`${name}.json is what the library has built in`, () => {
      const json = JSON.parse(readFileSync(`${process.cwd()}/networks/${name}.json`, "utf8"));
      assert.equal(JSON.stringify(json), JSON.stringify(module));
      assert.ok(module.citation && module.source);
    });
  }
});

test("the example of its docstring", () => {
  const network = parseNetwork(pair());
  assert.equal(network.dag.arcCount, 1);
  assert.deepEqual(
    network.dag.observed.map((node) => network.dag.names[node]),
    ["x"],
  );
});

describe("bad files", () => {
  const withX = (x: unknown) => ({ ...pair(), nodes: { ...pair().nodes, x } });

  test("no object, another format, version or kind", () => {
    rejects(null, "null");
    rejects([], "array");
    rejects("text", "string");
    rejects({}, "format");
    rejects({ ...pair(), format: "bif" }, '"bif"', "siren-vae/network");
    rejects({ ...pair(), version: 2 }, "version", "got 2");
    rejects({ ...pair(), kind: "linear-gausian" }, 'Did you mean "linear-gaussian"?');
    rejects({ ...pair(), kind: 1 }, "kind", "got 1");
  });

  test("a field that is missing or of another type is named with its node", () => {
    rejects(withX({ parents: {}, intercept: 0 }), '"x"', "variance", "nothing");
    rejects(withX({ parents: {}, intercept: "1", variance: 1 }), '"x"', "intercept", '"1"');
    rejects(withX({ parents: ["z"], intercept: 0, variance: 1 }), '"x"', "parents");
    rejects(withX({ parents: { z: "2" }, intercept: 0, variance: 1 }), '"x"', '"z"', '"2"');
    rejects(withX(7), '"x"', "got 7");
    rejects({ ...pair(), nodes: undefined }, "nodes");
    rejects({ ...pair(), observed: "x" }, "observed");
  });

  test("an unknown key is named with the nearest known one", () => {
    rejects(
      withX({ parents: {}, intercept: 0, varianse: 1, variance: 1 }),
      '"x"',
      'Did you mean "variance"?',
    );
    rejects({ ...pair(), observd: ["x"] }, '"observd"', 'Did you mean "observed"?');
  });

  test("what the network itself refuses", () => {
    rejects(withX({ parents: {}, intercept: 0, variance: 0 }), '"x"', "variance", "got 0");
    rejects(withX({ parents: { y: 1 }, intercept: 0, variance: 1 }), '"x"', '"y"');
    rejects({ ...pair(), observed: [] }, "observed");
    rejects({ ...pair(), observed: ["X"] }, 'Did you mean "x"?');
    rejects({ ...pair(), nodes: {} }, "at least one node");
    rejects(
      { ...pair(), nodes: { ...pair().nodes, z: { parents: { x: 1 }, intercept: 0, variance: 1 } } },
      "cycle",
    );
  });

  test("an order that is not one of all nodes", () => {
    rejects({ ...pair(), order: ["z"] }, "order");
    rejects({ ...pair(), order: ["z", "y"] }, "order", '"y"');
    rejects({ ...pair(), order: ["z", "x", "x"] }, "order");
  });

  test("terms of nonlinear networks", () => {
    const bent = (term: unknown) => ({
      ...pair(),
      kind: "nonlinear-gaussian",
      nodes: {
        z: { parents: [], intercept: 0, terms: [], variance: 1 },
        x: { parents: ["z"], intercept: 0, terms: [term], variance: 1 },
      },
    });
    rejects(
      bent({ weight: 1, factors: [{ function: "tan", parents: { z: 1 } }] }),
      '"x"',
      "function",
      '"tan"',
    );
    rejects(bent({ weight: 1, factors: [{ function: "tanh", parents: { y: 1 } }] }), '"x"', '"y"');
    rejects(bent({ wait: 1, factors: [] }), '"x"', 'Did you mean "weight"?');
    rejects(bent({ factors: [{ function: "tanh", parents: { z: 1 }, ofset: 1 }] }), 'Did you mean "offset"?');
    rejects(bent({ factors: [{ function: "tanh", parents: { z: null } }] }), '"x"', '"z"');
    const odd = bent({ factors: [{ function: "tanh", parents: { z: 1 } }] });
    rejects(
      { ...odd, nodes: { ...odd.nodes, z: { ...odd.nodes.z, noise: "cauchy" } } },
      '"z"',
      "noise",
      '"cauchy"',
    );
  });

  test("kinds and levels", () => {
    const typed = (type: object) => withX({ parents: { z: 1 }, intercept: 0, variance: 1, ...type });
    assert.deepEqual(parseNetwork(typed({ kind: "student-t" })).types?.get("x"), { kind: "student-t" });
    rejects(typed({ kind: "ordinl" }), '"x"', 'Did you mean "ordinal"?');
    rejects(typed({ kind: "count", levels: ["a", "b"] }), '"x"', "count");
    rejects(typed({ levels: ["a", "b"] }), '"x"', "levels");
    rejects(typed({ kind: "binary", levels: ["a", "b", "c"] }), '"x"', "got 3");
    rejects(typed({ kind: "ordinal", levels: ["a", "a"] }), '"x"', '"a" twice');
    rejects(typed({ kind: 1 }), '"x"', "kind");
  });

  test("tables of discrete nodes", () => {
    const coin = (node: object) => ({
      ...pair(),
      kind: "discrete",
      nodes: { x: { states: ["heads", "tails"], parents: [], table: [[0.5, 0.5]], ...node } },
    });
    assert.deepEqual(parseNetwork(coin({})).types?.get("x"), { kind: "binary", levels: ["heads", "tails"] });
    rejects(coin({ table: [[0.5, 0.3, 0.2]] }), '"x"', "row 1");
    rejects(
      coin({
        table: [
          [0.5, 0.5],
          [0.5, 0.5],
        ],
      }),
      '"x"',
      "got 4",
    );
    rejects(coin({ table: [[0.5, 0.6]] }), '"x"', "sum to 1", "1.1");
    rejects(coin({ table: [["a", 0.5]] }), '"x"', "table", '"a"');
    rejects(coin({ table: 1 }), '"x"', "table");
    rejects(coin({ sates: [] }), '"x"', 'Did you mean "states"?');
    rejects(coin({ parents: ["y"] }), '"x"', '"y"');
    rejects(coin({ kind: "gaussian" }), '"x"', "gaussian");
  });

  test("a network of a kind that the format does not know can't be written", () => {
    const strange = { ...builtInNetwork("gaussian-tree"), kind: "strange" } as BayesianNetwork;
    assert.throws(() => networkToJson(strange), { name: "InputError", message: /"strange"/ });
  });
});
