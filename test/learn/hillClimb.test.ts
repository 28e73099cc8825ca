import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { Matrix, solve } from "ml-matrix";
import { createDataset, type Dataset, selectColumns } from "../../src/data/index.ts";
import { Dag, dropArcs, reverseArcs, structuralHammingDistance } from "../../src/graph/index.ts";
import { type ClimbMove, learnStructure, linearGaussianBic } from "../../src/learn/index.ts";
import { builtInNetwork, LinearGaussianNetwork } from "../../src/network/index.ts";
import { InputError } from "../../src/numeric/errors.ts";
import { Random } from "../../src/numeric/random.ts";

const seed = fc.integer({ min: 0, max: 1e6 });

/** Rows of a random linear network over `size` nodes whose names are shuffled against their order. */
function randomTable(size: number, rows: number, s: number): { data: Dataset; truth: Dag } {
  const random = new Random(s);
  const label = random.permutation(size);
  const nodes = Array.from({ length: size }, (_, i) => {
    const parents: Record<string, number> = {};
    for (let j = 0; j < i; j++) if (random.uniform() < 0.5) parents[`v${label[j]}`] = random.normal();
    return {
      name: `v${label[i]}`,
      parents,
      intercept: 10 * random.normal(),
      variance: 0.2 + random.uniform(),
    };
  });
  const network = new LinearGaussianNetwork({ name: "random", nodes });
  return { data: network.sample(rows, random, { includeLatents: true }), truth: network.dag };
}

/** The criterion from least squares on the raw rows, one regression for each node. */
function bicByRegression(data: Dataset, dag: Dag): number {
  const n = data.rowCount;
  let total = 0;
  for (const { name, parents } of dag.toSpecs()) {
    const y = Matrix.columnVector([...selectColumns(data, [name]).values]);
    const predictors = parents.map((parent) => [...selectColumns(data, [parent]).values]);
    const x = new Matrix([new Array<number>(n).fill(1), ...predictors]).transpose();
    const rest = y.clone().sub(x.mmul(solve(x, y, true)));
    const variance = rest.transpose().mmul(rest).get(0, 0) / n;
    total += -0.5 * n * (Math.log(2 * Math.PI * variance) + 1) - 0.5 * (parents.length + 2) * Math.log(n);
  }
  return total;
}

/** Every acyclic graph over the names: 25 for three, 543 for four. */
function allDags(names: readonly string[]): Dag[] {
  const pairs = names.flatMap((a, i) => names.slice(0, i).map((b) => [a, b]));
  const found: Dag[] = [];
  for (let code = 0; code < 3 ** pairs.length; code++) {
    const parents = new Map(names.map((name) => [name, [] as string[]]));
    pairs.forEach(([a, b], position) => {
      const state = Math.floor(code / 3 ** position) % 3;
      if (state === 1) parents.get(a)!.push(b);
      if (state === 2) parents.get(b)!.push(a);
    });
    try {
      found.push(
        Dag.create(
          names.map((name) => ({ name, parents: parents.get(name)! })),
          names,
        ),
      );
    } catch {
      // It has a cycle.
    }
  }
  return found;
}

/** The graph with one move made; `Dag.create` refuses it if that closes a cycle. */
function moved(dag: Dag, { kind, parent, child }: Pick<ClimbMove, "kind" | "parent" | "child">): Dag {
  const specs = dag.toSpecs().map(({ name, parents }) => {
    let list = [...parents];
    if (name === child && kind !== "add") list = list.filter((other) => other !== parent);
    if (name === child && kind === "add") list.push(parent);
    if (name === parent && kind === "reverse") list.push(child);
    return { name, parents: list };
  });
  return Dag.create(
    specs,
    dag.observed.map((node) => dag.names[node]),
  );
}

function neighbours(dag: Dag): Dag[] {
  const found: Dag[] = [];
  for (const parent of dag.names) {
    for (const child of dag.names) {
      if (parent === child || dag.hasArc(dag.indexOf(child), dag.indexOf(parent))) continue;
      const there = dag.hasArc(dag.indexOf(parent), dag.indexOf(child));
      for (const kind of there ? (["delete", "reverse"] as const) : (["add"] as const)) {
        try {
          found.push(moved(dag, { kind, parent, child }));
        } catch {
          // It has a cycle.
        }
      }
    }
  }
  return found;
}

function skeleton(dag: Dag): Set<string> {
  return new Set(dag.toSpecs().flatMap(({ name, parents }) => parents.map((p) => [p, name].sort().join())));
}

function skeletonErrors(truth: Dag, learned: Dag): { missing: number; extra: number } {
  const a = skeleton(truth);
  const b = skeleton(learned);
  return {
    missing: [...a].filter((pair) => !b.has(pair)).length,
    extra: [...b].filter((pair) => !a.has(pair)).length,
  };
}

describe("linearGaussianBic", () => {
  test("the example of its docstring", () => {
    const data = createDataset(
      ["a", "b"],
      [
        [0, 0],
        [1, 1],
        [2, 3],
        [3, 2],
      ],
    );
    const dag = Dag.create([
      { name: "a", parents: [] },
      { name: "b", parents: ["a"] },
    ]);
    assert.ok(linearGaussianBic(data, dag) > linearGaussianBic(data, dropArcs(dag, 1, new Random(1))));
  });

  test("equals a regression of every node on its parents", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 10, max: 60 }), seed, (size, rows, s) => {
        const { data, truth } = randomTable(size, rows, s);
        const expected = bicByRegression(data, truth);
        const got = linearGaussianBic(data, truth);
        assert.ok(Math.abs(got - expected) <= 1e-8 * Math.abs(expected), `${got} instead of ${expected}`);
      }),
    );
  });

  test("is the same for graphs with the same independences", () => {
    const { data } = randomTable(3, 200, 7);
    const chain = (...order: string[]) =>
      Dag.create(order.map((name, i) => ({ name, parents: i === 0 ? [] : [order[i - 1]] })));
    const there = linearGaussianBic(data, chain("v0", "v1", "v2"));
    assert.ok(Math.abs(there - linearGaussianBic(data, chain("v2", "v1", "v0"))) < 1e-8);
    assert.ok(Math.abs(there - linearGaussianBic(data, chain("v1", "v2", "v0"))) > 1e-3);
  });

  test("refuses missing columns and more parents than the rows can bear", () => {
    const { data, truth } = randomTable(4, 50, 3);
    assert.throws(() => linearGaussianBic(selectColumns(data, ["v0", "v1"]), truth), InputError);
    const short = createDataset(
      ["a", "b", "c"],
      [
        [1, 2, 4],
        [2, 1, 3],
        [5, 3, 1],
      ],
    );
    const full = Dag.create([
      { name: "a", parents: [] },
      { name: "b", parents: [] },
      { name: "c", parents: ["a", "b"] },
    ]);
    assert.throws(
      () => linearGaussianBic(short, full),
      (error) =>
        error instanceof InputError && /at least 4 rows .* 2 parents of "c", got 3/.test(error.message),
    );
  });
});

describe("learnStructure", () => {
  test("the example of its docstring", () => {
    const network = builtInNetwork("ecoli70");
    const data = network.sample(1000, new Random(1), { includeLatents: true });
    const observed = network.dag.observed.map((node) => network.dag.names[node]);
    assert.equal(learnStructure(data, { observed }).size, 46);
  });

  test("reaches no more than the best of all graphs, mostly just that, and never stops below a neighbour", () => {
    for (const { size, tables, least } of [
      { size: 3, tables: 60, least: 54 },
      { size: 4, tables: 25, least: 20 },
    ]) {
      const every = allDags(Array.from({ length: size }, (_, i) => `v${i}`));
      assert.equal(every.length, size === 3 ? 25 : 543);
      let reached = 0;
      for (let s = 0; s < tables; s++) {
        const { data } = randomTable(size, 300, s);
        const learned = learnStructure(data);
        const score = linearGaussianBic(data, learned);
        const best = every.reduce((most, dag) => Math.max(most, linearGaussianBic(data, dag)), -Infinity);
        assert.ok(score <= best + 1e-6);
        if (score > best - 1e-5) reached++;
        for (const other of neighbours(learned)) assert.ok(linearGaussianBic(data, other) <= score + 1e-5);
      }
      assert.ok(reached >= least, `${reached} of ${tables} with ${size} nodes`);
    }
  });

  test("every step is the best of all, its gain is the difference of the scores and no graph has a cycle", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 6 }), seed, (size, s) => {
        const { data } = randomTable(size, 80, s);
        let dag = Dag.create(
          data.columns.map((name) => ({ name, parents: [] })),
          data.columns,
        );
        let score = linearGaussianBic(data, dag);
        const learned = learnStructure(data, {
          onMove: (move) => {
            const best = neighbours(dag).reduce(
              (most, other) => Math.max(most, linearGaussianBic(data, other)),
              score,
            );
            dag = moved(dag, move);
            const next = linearGaussianBic(data, dag);
            assert.ok(Math.abs(next - score - move.gain) < 1e-7, `gain ${move.gain}, not ${next - score}`);
            assert.ok(next > score && next > best - 1e-4);
            score = next;
          },
        });
        assert.deepEqual(
          learned.toSpecs().map(({ parents }) => [...parents].sort()),
          dag.toSpecs().map(({ parents }) => [...parents].sort()),
        );
      }),
      { numRuns: 40 },
    );
  });

  test("neither the order of the columns nor their units matter", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 7 }), seed, (size, s) => {
        const { data } = randomTable(size, 60, s);
        const parentsByName = (dag: Dag) =>
          new Map(dag.toSpecs().map(({ name, parents }) => [name, [...parents].sort()]));
        const expected = parentsByName(learnStructure(data));
        const order = Array.from(new Random(s).permutation(size), (i) => data.columns[i]);
        const turned = learnStructure(selectColumns(data, order));
        assert.deepEqual(turned.names, order);
        const other = parentsByName(turned);
        for (const name of order) assert.deepEqual(other.get(name), expected.get(name));
        // Powers of two leave every bit of the correlations as it was.
        const scaled = { ...data, values: data.values.map((value, at) => value * 2 ** ((at % size) - 2)) };
        assert.deepEqual(parentsByName(learnStructure(scaled)), expected);
      }),
      { numRuns: 50 },
    );
  });

  test("keeps to the most parents allowed, and to rows - 2", () => {
    const { data } = randomTable(8, 200, 5);
    const widest = (dag: Dag) => Math.max(...dag.names.map((_, node) => dag.parents(node).length));
    for (const maximumParents of [0, 1, 2, 3]) {
      assert.ok(widest(learnStructure(data, { maximumParents })) <= maximumParents);
    }
    for (const rows of [2, 3, 4, 6]) {
      assert.ok(widest(learnStructure(randomTable(12, rows, rows).data)) <= rows - 2, `${rows} rows`);
    }
  });

  test("columns are observed unless named otherwise", () => {
    const { data } = randomTable(4, 50, 2);
    assert.deepEqual(learnStructure(data).latent, []);
    const some = learnStructure(data, { observed: ["v2", "v0"] });
    assert.deepEqual(some.observed.map((node) => some.names[node]).sort(), ["v0", "v2"]);
    assert.equal(some.latent.length, 2);
  });

  test("refuses bad options and columns without noise of their own", () => {
    const { data } = randomTable(3, 50, 2);
    const refuses = (table: Dataset, options: Parameters<typeof learnStructure>[1], message: RegExp) =>
      assert.throws(
        () => learnStructure(table, options),
        (error) => error instanceof InputError && message.test(error.message),
      );
    refuses(data, { maximumParents: 1.5 }, /from 0 on, got 1.5/);
    refuses(data, { maximumParents: -1 }, /from 0 on, got -1/);
    refuses(data, { restarts: 0.5 }, /restarts from 0 on, got 0.5/);
    refuses(data, { seed: -1 }, /seed/);
    refuses(data, { observed: [] }, /at least one observed node/);
    refuses(data, { observed: ["w0"] }, /got "w0"/);
    const rows = Array.from({ length: 20 }, (_, i) => [i, 7, i * i]);
    refuses(createDataset(["a", "same", "c"], rows), {}, /column "same"/);
    const copies = Array.from({ length: 20 }, (_, i) => [i * i, 3 * i * i - 1e3]);
    refuses(createDataset(["a", "b"], copies), {}, /"b", which is a linear function of "a"|"a", .* of "b"/);
    refuses(createDataset(["a"], [[1e300], [-1e300]]), {}, /column "a". Rescale/);
  });

  test("labels count by an indicator of each, in any order of theirs, and other kinds by their ranks", () => {
    const random = new Random(7);
    const rows = Array.from({ length: 400 }, () => {
      const label = random.integer(3);
      // By its code this column would have no correlation with the label, and the next one a spurious one by its tail.
      const x = (label === 1 ? 2 : 0) + random.normal();
      return [label, x, Math.exp(3 * x), random.integer(3)];
    });
    const levels = ["a", "b", "c"];
    const types = [
      { kind: "categorical", levels },
      { kind: "gaussian" },
      { kind: "log-normal" },
      { kind: "categorical", levels },
    ];
    const table = { ...createDataset(["label", "x", "long", "other"], rows), types };
    const learned = (data: Dataset) =>
      learnStructure(data)
        .toSpecs()
        .flatMap(({ name, parents }) => parents.map((parent) => [parent, name].sort().join(" ")))
        .sort();
    const twoOf = selectColumns(table, ["label", "x", "other"]);
    assert.deepEqual(learned(twoOf), ["label x"]);
    assert.deepEqual(learned({ ...twoOf, types: undefined }), []);
    const turned = rows.map(([label, x, , other]) => [[2, 0, 1][label], x, [1, 2, 0][other]]);
    assert.deepEqual(learned({ ...createDataset(twoOf.columns, turned), types: twoOf.types }), ["label x"]);
    assert.deepEqual(learned(selectColumns(table, ["label", "long", "other"])), ["label long"]);
    // The same either way round, as for numbers.
    const bic = (parent: string, child: string) =>
      linearGaussianBic(
        twoOf,
        Dag.create(
          twoOf.columns.map((name) => ({ name, parents: name === child ? [parent] : [] })),
          twoOf.columns,
        ),
      );
    assert.ok(Math.abs(bic("label", "x") - bic("x", "label")) < 1e-6);
    assert.ok(Math.abs(bic("label", "other") - bic("other", "label")) < 1e-6);
  });

  test("a node with more columns of labels than rows can tell apart is no parent", () => {
    const rows = Array.from({ length: 12 }, (_, i) => [i % 11, Math.sin(i), Math.cos(3 * i)]);
    const levels = Array.from({ length: 11 }, (_, i) => `l${i}`);
    const types = [{ kind: "categorical", levels }, { kind: "gaussian" }, { kind: "gaussian" }];
    const learned = learnStructure({ ...createDataset(["many", "x", "y"], rows), types });
    assert.deepEqual(learned.parents(0), []);
  });

  test("columns that determine each other are named once, and the search goes on without what would make one certain", () => {
    const random = new Random(11);
    const rows = Array.from({ length: 200 }, () => {
      const [a, b, u] = [random.normal(), random.normal(), random.normal()];
      const c = a + b + 0.3 * random.normal();
      return [a, b, c, a + b + c, 2 * u - 5, u, u + 0.5 * random.normal()];
    });
    const data = createDataset(["a", "b", "c", "sum", "copy", "u", "v"], rows);
    assert.throws(() => learnStructure(data), InputError);
    const sets: (readonly string[])[] = [];
    for (const restarts of [0, 3]) {
      sets.length = 0;
      const learned = learnStructure(data, { restarts, onDetermined: (set) => sets.push(set) });
      assert.deepEqual(
        sets.map((set) => [...set].sort().join()),
        ["copy,u", "a,b,c,sum"],
      );
      const arcs = learned
        .toSpecs()
        .flatMap(({ name, parents }) => parents.map((p) => [p, name].sort().join()));
      assert.ok(!arcs.includes("copy,u"));
      assert.ok(arcs.includes("u,v") || arcs.includes("copy,v"), arcs.join(" "));
      assert.ok(arcs.filter((arc) => /^[abc],(b|c|sum)$/.test(arc)).length >= 2, arcs.join(" "));
      assert.ok(Number.isFinite(linearGaussianBic(data, learned)));
    }
    const region = Array.from({ length: 120 }, (_, i) => [i % 6, Math.floor((i % 6) / 2), Math.sin(i)]);
    const table = {
      ...createDataset(["town", "country", "x"], region),
      types: [
        { kind: "categorical", levels: ["a", "b", "c", "d", "e", "f"] },
        { kind: "categorical", levels: ["k", "l", "m"] },
        { kind: "gaussian" },
      ],
    };
    sets.length = 0;
    learnStructure(table, { onDetermined: (set) => sets.push(set) });
    assert.deepEqual(sets, [["town", "country"]]);
  });

  test("finds most of ECOLI70 again from 10,000 complete rows", () => {
    const network = builtInNetwork("ecoli70");
    const data = network.sample(10_000, new Random(1), { includeLatents: true });
    const observed = network.dag.observed.map((node) => network.dag.names[node]);
    const learned = learnStructure(data, { observed });
    assert.deepEqual(learned.names, network.dag.names);
    assert.deepEqual(learned.roles, network.dag.roles);
    // Measured: 3 of 70 missing (weak ones), 20 extra (to make up for arcs that point the wrong way).
    const { missing, extra } = skeletonErrors(network.dag, learned);
    assert.ok(missing <= 6 && extra <= 26, `${missing} missing, ${extra} extra`);
    // Nearer the truth than the graph with a twentieth of its arcs turned.
    const wrong = reverseArcs(network.dag, 4, new Random(1));
    assert.ok(linearGaussianBic(data, learned) > linearGaussianBic(data, wrong));
  });

  test("restarts lead nearer the truth where there are many rows, the same way for the same seed", () => {
    const network = builtInNetwork("ecoli70");
    const data = network.sample(4600, new Random(1), { includeLatents: true });
    const first = learnStructure(data);
    const learned = learnStructure(data, { restarts: 12, seed: 3 });
    assert.ok(linearGaussianBic(data, learned) > linearGaussianBic(data, first));
    assert.ok(
      structuralHammingDistance(network.dag, learned) < structuralHammingDistance(network.dag, first),
    );
    assert.deepEqual(learnStructure(data, { restarts: 12, seed: 3 }).toSpecs(), learned.toSpecs());
  });

  test("a restart keeps to the most parents allowed", () => {
    for (let s = 0; s < 20; s++) {
      const { data } = randomTable(7, 60, s);
      const learned = learnStructure(data, { restarts: 5, maximumParents: 2, seed: s });
      for (const { parents } of learned.toSpecs()) assert.ok(parents.length <= 2);
      assert.ok(
        linearGaussianBic(data, learned) >=
          linearGaussianBic(data, learnStructure(data, { maximumParents: 2 })) - 1e-6,
      );
    }
  });

  test("finds a graph of 107 nodes from 10,700 rows", () => {
    const network = builtInNetwork("arth150");
    const data = network.sample(10_700, new Random(1), { includeLatents: true });
    // Measured: 6 of 150 missing, 43 extra, 0.3 s.
    const { missing, extra } = skeletonErrors(network.dag, learnStructure(data));
    assert.ok(missing <= 10 && extra <= 55, `${missing} missing, ${extra} extra`);
  });
});
