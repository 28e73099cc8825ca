import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Graphviz } from "@hpcc-js/wasm-graphviz";
import fc from "fast-check";
import { Dag, dagToDot, InputError, readNetwork } from "../../../src/internals.ts";
import { parseDot } from "../../../src/network/formats/dotGraph.ts";
import { DotTokens } from "../../../src/network/formats/dotTokens.ts";
import { SourceText } from "../../../src/network/formats/sourceText.ts";
import { networkDot } from "../../../src/report/index.ts";

const graphviz = await Graphviz.load();

const read = (text: string) => readNetwork(text, "g.dot");
const arcsOf = (text: string) => {
  const { dag } = read(text).network;
  return dag.names
    .flatMap((name, node) => dag.parents(node).map((parent) => `${dag.names[parent]}>${name}`))
    .sort();
};
const rolesOf = (text: string) => {
  const { dag } = read(text).network;
  const named = (nodes: readonly number[]) => nodes.map((node) => dag.names[node]).sort();
  return { latent: named(dag.latent), observed: named(dag.observed) };
};
const refused = (text: string, pattern: RegExp) =>
  assert.throws(
    () => read(text),
    (error: Error) => {
      assert.ok(error instanceof InputError, error.stack);
      assert.match(error.message, pattern);
      return true;
    },
  );

/** What graphviz itself makes of a text, as one line a node and an edge; `undefined` where it refuses it. */
function graphvizReading(text: string) {
  interface Thing {
    name: string;
    latent?: string;
    dir?: string;
    tail: number;
    head: number;
  }
  let json: { _subgraph_cnt: number; objects?: Thing[]; edges?: Thing[] };
  try {
    json = JSON.parse(graphviz.layout(text, "dot_json", "nop2"));
  } catch {
    return undefined;
  }
  const objects = json.objects ?? [];
  return {
    nodes: objects
      .slice(json._subgraph_cnt)
      .map(({ name, latent }) => JSON.stringify([name, latent || undefined]))
      .sort(),
    edges: unique(
      (json.edges ?? []).map(({ tail, head, dir }) =>
        JSON.stringify([objects[tail].name, objects[head].name, dir || undefined]),
      ),
    ),
  };
}

/** A node twice in a list has its edges twice in graphviz, which makes no other graph. */
const unique = (edges: readonly string[]) => [...new Set(edges)].sort();

function ownReading(text: string) {
  const { nodes, edges } = parseDot(
    new DotTokens(new SourceText(text, "g.dot")),
    new Set(["latent", "dir", "key"]),
  );
  return {
    nodes: nodes
      .map(({ id, attributes }) => JSON.stringify([id, attributes.get("latent")?.text || undefined]))
      .sort(),
    edges: unique(
      edges.map(({ tail, head, attributes }) =>
        JSON.stringify([tail.id, head.id, attributes.get("dir")?.text || undefined]),
      ),
    ),
  };
}

const id = fc.constantFrom(
  ..."a b c _d1 é Größe 7 -1.5 .5 2. <<i>e</i>>".split(" "),
  '"a"',
  '"two words"',
  '"back\\slash"',
  '"quo\\"te"',
  '"\\\\"',
  '"x" + "y"',
  '"node"',
  '"li\\\nne"',
  '"a -> b; {"',
  '"// no comment"',
);
const space = fc.constantFrom(" ", "\n", "\t", " /* } */ ", " // ]\n", "\n# {\n");
const words = (...parts: fc.Arbitrary<string>[]) =>
  fc.tuple(...parts.flatMap((part) => [part, space])).map((all) => all.join(""));
const attributes = fc
  .array(
    fc.constantFrom(
      "latent=true",
      'latent = "no"',
      "latent=<x>",
      "dir=back",
      'dir="bo" + "th"',
      "color=red",
      'label="] -> {"',
      "label=<a<b>]</b>>",
      "key=1",
    ),
    { maxLength: 3 },
  )
  .chain((list) => fc.constantFrom(" ", ", ", "; ").map((separator) => `[${list.join(separator)}]`));
const nodeWithPort = fc
  .tuple(id, fc.constantFrom("", "", "", ":p", ":p:nw", ':"a b"'))
  .map((parts) => parts.join(""));
const nodes = fc.array(nodeWithPort, { minLength: 1, maxLength: 3 }).map((list) => list.join(", "));
const { body } = fc.letrec((tie) => ({
  subgraph: words(
    fc.constantFrom("", "subgraph", "subgraph S", "SUBGRAPH T", 'subgraph "S"'),
    fc.constant("{"),
    tie("body") as fc.Arbitrary<string>,
    fc.constant("}"),
  ),
  operand: fc.oneof({ maxDepth: 3 }, { arbitrary: nodes, weight: 3 }, tie("subgraph")),
  statement: fc.oneof(
    { maxDepth: 3 },
    words(nodes, fc.oneof(fc.constant(""), attributes)),
    words(fc.constantFrom("node", "edge", "graph", "Node"), attributes),
    words(id, fc.constant("="), id),
    words(
      tie("operand") as fc.Arbitrary<string>,
      fc
        .array(tie("operand") as fc.Arbitrary<string>, { minLength: 1, maxLength: 2 })
        .map((list) => list.map((one) => `-> ${one}`).join(" ")),
      fc.oneof(fc.constant(""), attributes),
    ),
    tie("subgraph"),
  ),
  body: fc
    .array(tie("statement") as fc.Arbitrary<string>, { maxLength: 4 })
    .chain((list) => fc.constantFrom("\n", ";", " ; ").map((separator) => list.join(separator))),
}));
const graphs = words(
  fc.constantFrom("digraph", "strict digraph", "DiGraph G", 'strict digraph "a b"'),
  fc.constant("{"),
  body as fc.Arbitrary<string>,
  fc.constant("}"),
);

test("a role may be the value of an attribute", () => {
  const latent = (text: string) => {
    const { dag } = readNetwork(text, "g.dot").network;
    return dag.latent.map((node) => dag.names[node]);
  };
  assert.deepEqual(latent("digraph { u [role=latent]; u -> x -> y }"), ["u"]);
  assert.deepEqual(latent('digraph { u [type="Unobserved"]; u -> x -> y }'), ["u"]);
  assert.deepEqual(latent("digraph { u [class=observed]; u -> x -> y }"), ["x", "y"]);
  assert.deepEqual(latent("digraph { u [type=circle]; u -> x -> y }"), ["u", "x"]);
});

describe("DOT", () => {
  test("nodes, edges and attributes are those that graphviz finds, whatever the text", () => {
    let compared = 0;
    fc.assert(
      fc.property(graphs, (text) => {
        const expected = graphvizReading(text);
        if (expected === undefined) return;
        // Keys in a strict graph give graphviz two edges here and one there.
        if (/^strict[\s\S]*key=/.test(text)) return;
        compared++;
        assert.deepEqual(ownReading(text), expected);
      }),
      { numRuns: 400 },
    );
    assert.ok(compared > 200, `${compared} of 400 texts were legal`);
  });

  test("arcs point as they are drawn", () => {
    assert.deepEqual(arcsOf("digraph { wet -> rain [dir=back] }"), ["rain>wet"]);
    assert.deepEqual(arcsOf('digraph { a -> b [arrowhead="vee"]; c -> b [dir="forward"] }'), ["a>b", "c>b"]);
    assert.deepEqual(arcsOf("digraph { a -> b [dir=both, arrowhead=none, arrowtail=normal] }"), ["b>a"]);
    assert.deepEqual(arcsOf("digraph { a -> b [dir=both, arrowhead=normal, arrowtail=none] }"), ["a>b"]);
    assert.deepEqual(arcsOf("digraph { edge [dir=back]; a -> b; edge [dir=forward]; c -> b }"), [
      "b>a",
      "c>b",
    ]);
    assert.deepEqual(arcsOf("digraph { { edge [dir=back] a -> b } c -> b }"), ["b>a", "c>b"]);
    assert.deepEqual(arcsOf("graph { a -- b [dir=forward]; c -- b [dir=back] }"), ["a>b", "b>c"]);
    assert.deepEqual(arcsOf("strict digraph { a -> b; a -> b [dir=back] }"), ["b>a"]);
    for (const [attribute, reason] of [
      ["dir=none", /without arrowhead.*undirected/],
      ["arrowhead=none", /undirected/],
      ["arrowhead=nonenone", /undirected/],
      ["dir=back, arrowtail=none", /undirected/],
      ["dir=both, arrowhead=none, arrowtail=none", /undirected/],
      ["dir=both, arrowtail=odot", /circle/],
      ["dir=up", /forward, back, both or none.*line 1.*"up"/],
    ] as const)
      refused(`digraph { x -> y [${attribute}]; y -> w }`, reason);
    refused("graph { a -- b; b -- c [dir=forward] }", /undirected/);
    refused("graph { a -- b }", /directed graph \(digraph\).*line 1, column 1/);
    refused("digraph { a -> b; a -> b [dir=back] }", /cycle/);
    const invisible = read("digraph { a -> b; b -> a [style=invis] }");
    assert.equal(invisible.network.dag.arcCount, 1);
    assert.match(invisible.notes[0], /One invisible edge was passed over/);
  });

  test("an edge with two arrowheads is one hidden common cause", () => {
    const text =
      "digraph { z -> x; z -> y; x -> y [dir=both, style=dashed]; y -> x [dir=both]; x -> w; y -> w; }";
    assert.deepEqual(arcsOf(text), ["u_x_y>x", "u_x_y>y", "x>w", "y>w", "z>x", "z>y"]);
    assert.deepEqual(rolesOf(text), { latent: ["u_x_y"], observed: ["w", "x", "y", "z"] });
    assert.match(read(text).notes[0], /two arrowheads.*"u_x_y"/);
    assert.deepEqual(arcsOf("digraph { u_a_b; a <-> b; c <- a }"), ["a>c", "u_a_b_>a", "u_a_b_>b"]);
    refused("digraph { a -> a [dir=both] }", /itself/);
  });

  test("marks in all their spellings, as defaults too", () => {
    const seen = `digraph G {
      subgraph cluster_hidden { label="hidden"; node [latent=true, style=dashed]; u; v; }
      subgraph cluster_seen { node [latent=false]; x; y; z; }
      u -> {x y}; v -> {y z}; x -> y; }`;
    assert.deepEqual(rolesOf(seen), { latent: ["u", "v"], observed: ["x", "y", "z"] });
    assert.deepEqual(rolesOf('digraph { U [observed="no"]; U -> t; t -> out; U -> out; }'), {
      latent: ["U"],
      observed: ["out", "t"],
    });
    for (const mark of [
      "latent=1",
      'Hidden="Yes"',
      "unobserved=TRUE",
      "unmeasured=on",
      "observed=0",
      "measured=False",
      "latent",
      "u",
    ])
      assert.deepEqual(rolesOf(`digraph { a [${mark}] a -> b -> c }`).latent, ["a"], mark);
    assert.deepEqual(rolesOf("digraph { a -> b -> c; b [observed=true] }").latent, ["a", "c"]);
    assert.deepEqual(rolesOf("digraph { a -> b -> c; b [latent=false] }").latent, []);
    assert.deepEqual(
      rolesOf("digraph { node [latent=yes] a -> b; node [latent=no] c; a -> c; b -> c; c -> a2 }"),
      {
        latent: ["a", "b"],
        observed: ["a2", "c"],
      },
    );
    assert.deepEqual(rolesOf("digraph { a [latent=1]; a [latent=0]; a -> b; b [latent=1] }").latent, ["b"]);
    assert.deepEqual(
      rolesOf("digraph { graph [latent=true]; a -> b }").latent,
      ["a"],
      "leaves, as without marks",
    );
    const set = read("digraph { {u v} [latent=true]; u -> x; v -> x }");
    assert.deepEqual(set.network.dag.latent.length, 2);
    assert.match(set.notes[0], /behind a set/);
    refused("digraph {\n a [latent=perhaps] }", /latent=yes or no.*line 2, column 12.*"perhaps"/);
    refused("digraph { a [latent=true, observed=true]; a -> b }", /one role of "a".*line 1/);
    refused("digraph { node [latent=true]; a -> b }", /all are marked latent/);
  });

  test("names that stand only in labels", () => {
    const labelled = read('digraph { 0 [label="Rain"]; 1 [label=Soil]; 2 [label="a\\\\b"]; 0 -> 1 -> 2 }');
    assert.deepEqual(labelled.network.dag.names, ["Rain", "Soil", "a\\b"]);
    assert.match(labelled.notes[0], /called by their labels/);
    const igraph = 'digraph {\n  0 [\n    name="x 1"\n  ];\n  1 [\n    name=y\n  ];\n\n  0 -> 1;\n}';
    assert.deepEqual(read(igraph).network.dag.names, ["x 1", "y"]);
    assert.deepEqual(arcsOf('digraph { n0 [label="a"]; n1 [label="b"]; n0 -> n1 }'), ["a>b"]);
    for (const text of [
      'digraph { x1 [label="a"]; x2 [label="b"]; x1 -> x2 }',
      'digraph { 1 [label="a"]; 2; 1 -> 2 }',
      "digraph { 1 [label=<a>]; 2 [label=<b>]; 1 -> 2 }",
      'digraph { node [shape=record]; 1 [label="a|b"]; 2 [label="c|d"]; 1 -> 2 }',
      'digraph { node [label="\\N"]; 1 -> 2 }',
      'digraph { 1 [label=""]; 2 [label="x"]; 1 -> 2 }',
    ]) {
      const { network, notes } = read(text);
      assert.match(network.dag.names.join(), /^x?1,x?2$/);
      assert.deepEqual(notes, []);
    }
    const twice = read('digraph { 1 [label="a"]; 2 [label="a"]; 1 -> 2 }');
    assert.deepEqual(twice.network.dag.names, ["1", "2"]);
    assert.match(twice.notes[0], /"a" comes twice/);
  });

  test("labels in angle brackets, ports, lists and sets", () => {
    const text = `digraph G { rankdir=LR; node [shape=box, fontname="Helvetica"];
      rain [label=<<b>Rain</b><br/>mm per day <!-- > -->>];
      soil [label=<<table><tr><td port="p1">Soil</td></tr></table>>, latent=true];
      rain -> soil:p1:w [label=<<i>&beta;</i>>]; soil -> yield; }`;
    assert.deepEqual(arcsOf(text), ["rain>soil", "soil>yield"]);
    assert.deepEqual(arcsOf("digraph { a, b -> c, d }"), ["a>c", "a>d", "b>c", "b>d"]);
    assert.deepEqual(arcsOf("digraph { a -> b };\n"), ["a>b"]);
    assert.deepEqual(arcsOf("digraph { a -> {b; c -> d} }"), ["a>b", "a>c", "a>d", "c>d"]);
    assert.deepEqual(arcsOf("digraph { subgraph S {a b} subgraph S {c} x -> subgraph S {} }"), [
      "x>a",
      "x>b",
      "x>c",
    ]);
    assert.deepEqual(arcsOf('digraph { "node" -> "a\nb" -> Sepal.Length }'), [
      "a\nb>Sepal.Length",
      "node>a\nb",
    ]);
  });

  test("what graphviz takes apart, or reads as one name, is said", () => {
    refused("digraph { 1a -> b }", /quotation marks.*"1a".*several names/);
    refused("digraph { a-5 -> b }", /"a-5"/);
    refused("digraph { a \u2192 b }", /arcs as ->/);
    refused("digraph { a -> node }", /word of DOT itself/);
    refused('digraph { "" -> a }', /an empty one/);
    refused("digraph { <a> -> a }", /angle brackets/);
    refused("digraph { a [label=<b }", /> for every </);
    refused("digraph { a -> b", /end of the file/);
    refused("digraph { a -- b }", /undirected/);
    refused("graph { a -> b [dir=forward] }", /undirected graph.*"?->/);
  });

  test("small texts do not make endless work", () => {
    const many = (prefix: string, count: number) =>
      Array.from({ length: count }, (_, i) => `${prefix}${i}`).join(" ");
    refused(`digraph { {${many("a", 3000)}} -> {${many("b", 3000)}} }`, /at most 1000000 arcs.*9000000/);
    refused(`digraph { ${"{".repeat(5000)}`, /at most 200 subgraphs/);
    const names = Array.from({ length: 1000 }, (_, i) => `node_${i}`);
    const big = names.map(
      (name, i) =>
        `${name} [latent=${i % 3 === 1}]; ${names
          .slice(Math.max(0, i - 5), i)
          .map((one) => `${one} -> ${name};`)
          .join(" ")}`,
    );
    assert.equal(read(`digraph { ${big.join("\n")} }`).network.dag.arcCount, 5 * 1000 - 15);
  });

  test("our own pictures and files read back to the same names, arcs and roles", () => {
    const name = fc
      .string({ minLength: 1, maxLength: 60, unit: "binary" })
      .map((text) => text.replaceAll(/[\0\p{Cs}\uFEFF]/gu, "") || "x")
      .map((text) => text.replaceAll("\r\n", "\n"));
    const special = fc.constantFrom(
      "0",
      "1",
      "n0",
      "n1",
      "a\\",
      'a\\"b',
      "a\\\nb",
      "node",
      "<b>",
      "&amp;",
      "9".repeat(60),
      "\r",
      " x ",
    );
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.oneof(name, special), { minLength: 2, maxLength: 6 }),
        fc.array(fc.boolean(), { minLength: 15, maxLength: 15 }),
        fc.integer({ min: 1, max: 62 }),
        (names, bits, observed) => {
          const nodes = names.map((own, i) => ({
            name: own,
            parents: names.slice(0, i).filter((_, j) => bits[(i * (i - 1)) / 2 + j]),
          }));
          const seen = names.filter((_, i) => (observed >> i) & 1);
          const dag = Dag.create(nodes, seen.length > 0 ? seen : names);
          for (const text of [networkDot(dag), dagToDot(dag), networkDot(dag, "LR")]) {
            const again = read(text).network.dag;
            assert.deepEqual(again.names, dag.names);
            assert.deepEqual(again.roles, dag.roles);
            const arcs = (one: Dag) => one.names.map((_, node) => [...one.parents(node)].sort());
            assert.deepEqual(arcs(again), arcs(dag));
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
