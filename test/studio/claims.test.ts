import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Matrix, solve } from "ml-matrix";
import {
  builtInNetwork,
  Dag,
  dSeparated,
  LinearGaussianNetwork,
  Random,
  readNetwork,
} from "../../src/internals.ts";
import { documentOf, type NetworkDocument } from "../../studio/src/document/document.ts";
import { renameNode } from "../../studio/src/document/edits.ts";
import { graphTexts, withFilePlaces } from "../../studio/src/document/graphTexts.ts";
import { parsePasted } from "../../studio/src/document/pastedGraph.ts";
import { withDefaultEnds } from "../../studio/src/network/claimAsked.ts";
import { effectOf, implications } from "../../studio/src/network/claims.ts";
import { place } from "../../studio/src/network/layout.ts";
import { freePlace, routesOf, standing, withNewPlaces } from "../../studio/src/network/placement.ts";
import {
  documentFrom,
  type StoredDocument,
  storedDocument,
} from "../../studio/src/storage/storedDocument.ts";

const dagOf = (text: string) => readNetwork(`dag { ${text} }`, "graph.dagitty").network.dag;

/** All simple paths between two nodes, by plain search. */
function simplePaths(dag: Dag, from: string, to: string): string[] {
  const found: string[] = [];
  const walk = (path: readonly number[]) => {
    const last = path.at(-1)!;
    if (dag.names[last] === to) found.push(path.map((node) => dag.names[node]).join());
    else
      for (const next of [...dag.children(last), ...dag.parents(last)])
        if (!path.includes(next)) walk([...path, next]);
  };
  walk([dag.indexOf(from)]);
  return found;
}

/** A random linear network; some of its nodes are hidden. */
function randomNetwork(seed: number): LinearGaussianNetwork {
  const random = new Random(seed);
  const names = ["a", "b", "c", "d", "e", "f", "g"];
  const nodes = names.map((name, i) => ({
    name,
    parents: Object.fromEntries(
      names
        .slice(0, i)
        .flatMap((parent) => (random.uniform() < 0.4 ? [[parent, 0.5 + random.uniform()]] : [])),
    ),
    intercept: 0,
    variance: 1,
  }));
  const observed = names.filter((_, i) => i === 0 || i === 6 || random.uniform() < 0.75);
  return new LinearGaussianNetwork({ name: "random", nodes, observed });
}

/** The coefficient of a node in the regression of another on it and some more, from the exact covariance. */
function regressionCoefficient(
  network: LinearGaussianNetwork,
  y: string,
  x: string,
  given: readonly string[],
): number {
  const covariance = network.covariance();
  const reads = [x, ...given].map((name) => network.dag.indexOf(name));
  const target = network.dag.indexOf(y);
  const gram = new Matrix(reads.map((i) => reads.map((j) => covariance.get(i, j))));
  const right = new Matrix(reads.map((i) => [covariance.get(i, target)]));
  return solve(gram, right).get(0, 0);
}

/** What a step of one in x moves y by, when x is set: the sum over directed paths of the products of their arcs. */
function totalEffect(network: LinearGaussianNetwork, y: string, x: string): number {
  if (y === x) return 1;
  const { parents } = network.nodes.find(({ name }) => name === y)!;
  return Object.entries(parents).reduce(
    (sum, [parent, coefficient]) => sum + coefficient * totalEffect(network, parent, x),
    0,
  );
}

describe("the network as a claim", () => {
  test("adjustment sets of textbook graphs", () => {
    assert.deepEqual(effectOf(dagOf("z -> x z -> y x -> y z [pos]"), "x", "y").adjustments, []);
    const confounded = Dag.create(dagOf("z -> x z -> y x -> y").toSpecs(), ["x", "y", "z"]);
    assert.deepEqual(effectOf(confounded, "x", "y").adjustments, [["z"]]);
    const mBias = Dag.create(dagOf("u -> x u -> m v -> m v -> y x -> y").toSpecs(), ["x", "y", "m"]);
    assert.deepEqual(effectOf(mBias, "x", "y").adjustments, [[]]);
    const { paths } = effectOf(mBias, "x", "y");
    assert.deepEqual(
      paths.map(({ nodes, causal, open }) => [nodes.join(), causal, open]),
      [
        ["x,y", true, true],
        ["x,u,m,v,y", false, false],
      ],
    );
  });

  test("every path is listed once, the shortest first; of many, the shortest ones", () => {
    for (let seed = 1; seed <= 10; seed++) {
      const { dag } = randomNetwork(seed);
      const all = simplePaths(dag, "a", "g");
      const { paths, more } = effectOf(dag, "a", "g");
      const lengths = paths.map(({ nodes }) => nodes.length);
      assert.deepEqual(
        lengths,
        lengths.toSorted((a, b) => a - b),
      );
      assert.equal(new Set(paths.map(({ nodes }) => nodes.join())).size, paths.length);
      if (!more) assert.deepEqual(paths.map(({ nodes }) => nodes.join()).sort(), all.sort());
      else assert.ok(all.length > paths.length);
      const shortest = all.map((path) => path.split(",").length).sort((a, b) => a - b);
      assert.deepEqual(lengths, shortest.slice(0, lengths.length));
    }
    const { dag } = builtInNetwork("ecoli70");
    const { paths } = effectOf(dag, "aceB", "yjbO");
    assert.ok(paths.length > 20 && paths[0].nodes.length <= 6, paths[0].nodes.join(" "));
  });

  test("on random networks, regressions with an adjustment set give the true effect", () => {
    let checked = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const network = randomNetwork(seed);
      const wanted = totalEffect(network, "g", "a");
      for (const set of effectOf(network.dag, "a", "g").adjustments) {
        const found = regressionCoefficient(network, "g", "a", set);
        assert.ok(Math.abs(found - wanted) < 1e-8, `${seed}: ${set} gives ${found}, not ${wanted}`);
        checked++;
      }
    }
    assert.ok(checked > 20, `${checked}`);
  });

  test("a cause and an outcome that nobody has chosen have an effect, where there is one", () => {
    const ends = (text: string, exposure?: string, outcome?: string) =>
      withDefaultEnds(dagOf(text), exposure, outcome);
    assert.deepEqual(ends("a -> b -> c; d; h [latent] h -> a"), ["a", "c"]);
    assert.deepEqual(ends("h [latent] h -> {a b}"), ["h", "b"]);
    assert.deepEqual(ends("h [latent] h -> {a b}", "a"), ["a", "b"]);
    assert.deepEqual(ends("a -> b -> c; d [latent]", undefined, "b"), ["a", "b"]);
    assert.deepEqual(ends("a; b; c"), ["a", "c"]);
    assert.deepEqual(ends("a; b; c", "c"), ["c", "b"]);
    assert.deepEqual(ends("a"), ["a", "a"]);
  });

  test("every implication holds in the graph, loses nothing, and a table of the network does not speak against it", () => {
    for (let seed = 1; seed <= 12; seed++) {
      const network = randomNetwork(seed);
      const table = network.sample(4000, new Random(seed));
      const { dag } = network;
      const node = (name: string) => dag.indexOf(name);
      for (const { a, b, given, found } of implications(dag, table)) {
        const holds = (names: readonly string[]) => dSeparated(dag, [node(a)], [node(b)], names.map(node));
        assert.ok(holds(given));
        for (const one of given) assert.ok(!holds(given.filter((other) => other !== one)));
        assert.ok(Math.abs(found!.z) < 4.5, `${seed}: ${a}, ${b} given ${given}: ${found!.z}`);
      }
    }
  });

  test("a partial correlation is that of the residuals, and a table against the network is heard", () => {
    const truth = new LinearGaussianNetwork({
      name: "chain and more",
      nodes: [
        { name: "x", parents: {}, intercept: 0, variance: 1 },
        { name: "y", parents: { x: 1 }, intercept: 0, variance: 1 },
        { name: "z", parents: { y: 1, x: 1 }, intercept: 0, variance: 1 },
      ],
      observed: ["x", "y", "z"],
    });
    const table = truth.sample(2000, new Random(3));
    const claimed = Dag.create(
      [
        { name: "x", parents: [] },
        { name: "y", parents: ["x"] },
        { name: "z", parents: ["y"] },
      ],
      ["x", "y", "z"],
    );
    const [{ a, b, given, found }] = implications(claimed, table);
    assert.deepEqual([a, b, given], ["x", "z", ["y"]]);
    // Of x and z given y: covariance 1/2, variances 1/2 and 1 + 1/2.
    assert.ok(Math.abs(found!.correlation - 0.5 / Math.sqrt(0.5 * 1.5)) < 0.04, `${found!.correlation}`);
    assert.ok(found!.z > 15);
  });
});

describe("what a table says of independences between columns that are no numbers", () => {
  const LEVELS = ["a", "b", "c"];
  const types = [
    { kind: "categorical", levels: LEVELS },
    { kind: "gaussian" },
    { kind: "categorical", levels: LEVELS },
    { kind: "log-normal" },
  ];
  const columns = ["label", "x", "other", "long"];
  const apart = Dag.create(
    columns.map((name) => ({ name, parents: [] })),
    columns,
  );
  const tableOf = (seed: number, rows: number, strength: number) => {
    const random = new Random(seed);
    const values = Array.from({ length: rows }, () => {
      const label = random.integer(3);
      // The middle label alone is higher: its code has no correlation with it.
      const x = (label === 1 ? strength : 0) + random.normal();
      return [label, x, random.integer(3), Math.exp(3 * random.normal())];
    });
    return { columns, rowCount: rows, values: Float64Array.from(values.flat()), types };
  };
  const find = (table: ReturnType<typeof tableOf>, a: string, b: string) =>
    implications(apart, table).find((one) => one.a === a && one.b === b)!.found!;

  test("labels without an order count by indicators, whatever their codes", () => {
    const table = tableOf(1, 500, 2);
    const found = find(table, "label", "x");
    assert.ok(found.z > 10 && found.correlation > 0.5, JSON.stringify(found));
    const turned = {
      ...table,
      values: table.values.map((value, i) => (i % 4 === 0 ? [2, 0, 1][value] : value)),
    };
    assert.ok(Math.abs(find(turned, "label", "x").z - found.z) < 1e-6);
  });

  test("where nothing goes together three standard errors are passed about as rarely as they should be", () => {
    let beyond = 0;
    let tests = 0;
    for (let seed = 0; seed < 200; seed++) {
      for (const { found } of implications(apart, tableOf(seed, 120, 0))) {
        tests++;
        if (Math.abs(found!.z) > 2) beyond++;
      }
    }
    // 4.55 % of 1,200 tests, not all independent, would be 55.
    assert.equal(tests, 1200);
    assert.ok(beyond > 30 && beyond < 85, `${beyond}`);
  });

  test("labels that are given take away what they explain", () => {
    const random = new Random(4);
    const rows = Array.from({ length: 800 }, () => {
      const label = random.integer(3);
      const level = [0, 3, 0][label];
      return [label, level + random.normal(), 0, level + random.normal()];
    });
    const table = {
      columns,
      rowCount: rows.length,
      values: Float64Array.from(rows.flat()),
      types: [types[0], types[1], types[1], types[1]],
    };
    const claimed = Dag.create(
      [
        { name: "label", parents: [] },
        { name: "x", parents: ["label"] },
        { name: "long", parents: ["label"] },
      ],
      ["label", "x", "long"],
    );
    const [{ given, found }] = implications(claimed, table);
    assert.deepEqual(given, ["label"]);
    assert.ok(Math.abs(found!.z) < 4, `${found!.z}`);
  });
});

describe("graphs as text", () => {
  const arcs = (text: string) => {
    const document = parsePasted(text)!;
    const list = document.nodes.flatMap(({ name, parents }) => parents.map((parent) => `${parent}>${name}`));
    return { arcs: list.sort(), observed: [...document.observed].sort() };
  };

  test("arrows and model strings are read", () => {
    const wanted = { arcs: ["a>b", "a>c", "b>c"], observed: ["a", "b", "c"] };
    assert.deepEqual(arcs("a -> b, c\nb -> c"), wanted);
    assert.deepEqual(arcs("c <- a, b\nb <- a # a comment"), wanted);
    assert.deepEqual(arcs("a → b → c; a -> c"), wanted);
    assert.deepEqual(arcs("[a][b|a][c|a:b]"), wanted);
    assert.deepEqual(arcs("latent u -> x, y"), { arcs: ["u>x", "u>y"], observed: ["x", "y"] });
  });

  test("what is wrong is said with its line, and files of other formats are left to their readers", () => {
    assert.throws(() => parsePasted("a -> b\nb -> "), /Line 2: expected a name/);
    assert.throws(() => parsePasted("a -> b\nb -> a"), /cycle/);
    for (const text of [
      "digraph { a -> b }",
      '{"format":1}',
      "dag { a -> b }",
      "from,to\na,b",
      "f =~ x + y",
      "y ~ x",
      "",
    ])
      assert.equal(parsePasted(text), undefined);
  });

  test("every text that is written is read back, and dagitty keeps the places", () => {
    const [json, dot, dagitty, lavaan, bnlearn] = graphTexts({
      name: "written",
      kind: "structure",
      observed: ["x", "two words", "y"],
      nodes: [
        { name: "h", parents: [], place: { x: 0, y: 0 } },
        { name: "x", parents: ["h"], place: { x: 300, y: 120 } },
        { name: "two words", parents: ["h"], place: { x: -300, y: 120 } },
        { name: "y", parents: ["x"], place: { x: 0, y: 240 } },
      ],
    });
    for (const { text, ending } of [json, dot, dagitty]) {
      const { dag } = readNetwork(text, `written.${ending}`).network;
      assert.equal(dag.arcCount, 3);
      assert.deepEqual(
        dag.latent.map((node) => dag.names[node]),
        ["h"],
      );
    }
    const { network, marks } = readNetwork(dagitty.text, "written.dagitty");
    const { nodes } = withFilePlaces(documentOf(network), marks!);
    const places = new Map(nodes.map(({ name, place }) => [name, place]));
    assert.deepEqual([...places.keys()], ["h", "x", "two words", "y"]);
    for (const [name, x, y] of [
      ["x", 300, 120],
      ["two words", -300, 120],
      ["y", 0, 240],
    ] as const) {
      assert.ok(Math.abs(places.get(name)!.x - x) < 0.1 && Math.abs(places.get(name)!.y - y) < 0.1);
    }
    assert.match(lavaan.text, /^# Expected names of letters.*"two words"/);
    const asia = graphTexts(documentOf(builtInNetwork("asia").withObserved(["asia", "xray", "dysp"])));
    const again = readNetwork(asia.find(({ key }) => key === "lavaan")!.text, "pasted network").network.dag;
    assert.deepEqual([again.arcCount, again.observed.length], [8, 3]);
    assert.match(bnlearn.text, /model2network\("\[h\]\[x\|h\]/);
    // A name that a format cannot hold is no text that another program misreads, nor an error of the page.
    const odd = graphTexts({
      name: "odd",
      kind: "structure",
      observed: ["a|b"],
      nodes: [{ name: "a|b", parents: [] }],
    });
    assert.match(
      odd.find(({ key }) => key === "bnlearn")!.text,
      /^# Expected names without brackets.*"a\|b"/,
    );
    const torn = graphTexts({
      name: "torn",
      kind: "structure",
      observed: ["a\\"],
      nodes: [{ name: "a\\", parents: [] }],
    });
    assert.match(
      torn.find(({ key }) => key === "dagitty")!.text,
      /^\/\/ Expected names that dagitty can hold/,
    );
    const own = documentOf(readNetwork(json.text, "written.json").network);
    assert.deepEqual(own.observed, ["x", "two words", "y"]);
  });
});

describe("places of nodes", () => {
  const chain = [
    "constructor",
    "toString",
    "hasOwnProperty",
    "a rather long name of a node that takes lines",
  ].map((name, i, names) => ({ name, parents: names.slice(0, i) }));

  test("a layout takes any name, and its frame holds every node and every bend", () => {
    const many = Array.from({ length: 700 }, (_, i) => ({
      name: `${i}`,
      parents: i === 0 ? [] : [`${(7 * i) % i}`],
    }));
    for (const nodes of [chain, many]) {
      const found = place({ nodes }, 1.4);
      assert.deepEqual([...found.nodes.keys()].sort(), nodes.map(({ name }) => name).sort());
      const inside = (x: number, y: number) =>
        x >= found.x && x <= found.x + found.width && y >= found.y && y <= found.y + found.height;
      for (const { x, y, width, height } of found.nodes.values()) {
        assert.ok(inside(x - width / 2, y - height / 2) && inside(x + width / 2, y + height / 2));
      }
      for (const bends of found.bends.values()) for (const { x, y } of bends) assert.ok(inside(x, y));
      const all = [...found.nodes.values()];
      for (const [i, one] of all.entries()) {
        for (const other of all.slice(i + 1)) {
          const apart =
            Math.abs(one.x - other.x) >= (one.width + other.width) / 2 ||
            Math.abs(one.y - other.y) >= (one.height + other.height) / 2;
          assert.ok(apart, `${one.name} lies on ${other.name}`);
        }
      }
    }
  });

  test("a new node comes near its neighbours and on nobody; an arc that was bent is bent while its ends stay", () => {
    const laid = place({ nodes: chain }, 1);
    const placed = chain.map((node) => {
      const { x, y } = laid.nodes.get(node.name)!;
      return { ...node, place: { x, y } };
    });
    const [, , , last] = placed;
    const grown: readonly { name: string; parents: string[]; place?: { x: number; y: number } }[] = [
      ...placed,
      { name: "new", parents: [last.name] },
    ];
    const nodes = withNewPlaces(grown);
    assert.deepEqual(nodes.slice(0, 4), placed);
    const fresh = nodes[4].place!;
    assert.ok(Math.hypot(fresh.x - last.place.x, fresh.y - last.place.y) < 200);
    const boxes = new Map(placed.map(({ name, place: where }) => [name, where]));
    assert.deepEqual(freePlace(fresh, { lines: ["new"], width: 44, height: 34 }, boxes), fresh);
    const routes = routesOf(laid);
    assert.equal(standing(placed, routes).bends.size, laid.bends.size);
    const moved = placed.map((node) => (node === last ? { ...node, place: { x: 0, y: 999 } } : node));
    assert.equal(standing(moved, routes).bends.size, laid.bends.size - last.parents.length);
  });

  test("a network comes back from what is kept of it with the routes of its arcs, which go with a node's name", () => {
    const laid = place({ nodes: chain }, 1);
    const document: NetworkDocument = {
      name: "chain",
      kind: "structure",
      observed: chain.map(({ name }) => name),
      nodes: chain.map((node) => {
        const { x, y } = laid.nodes.get(node.name)!;
        return { ...node, place: { x, y } };
      }),
      routes: routesOf(laid),
      suggested: [{ parent: "constructor", child: "toString" }],
    };
    const back = documentFrom(JSON.parse(JSON.stringify(storedDocument(document))));
    assert.deepEqual(back, document);
    const { nodes, routes, suggested } = renameNode("constructor", "__proto__")(document);
    assert.equal(standing(nodes, routes).bends.size, laid.bends.size);
    assert.deepEqual(suggested, [{ parent: "__proto__", child: "toString" }]);
    const odd = {
      places: [["toString", "1", 2], 5],
      routes: [["toString"], ["a", "b", [1, 2, 3, 4, 5]]],
      suggested: 3,
    };
    const { network } = storedDocument(document);
    assert.equal(documentFrom({ network, ...odd } as unknown as StoredDocument).routes, undefined);
  });
});
