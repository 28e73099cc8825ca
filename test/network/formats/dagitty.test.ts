import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { dagToDagitty, InputError, readNetwork, writeNetwork } from "../../../src/internals.ts";

const shape = (text: string, file = "m.dagitty") => {
  const { dag } = readNetwork(text, file).network;
  return {
    arcs: dag.names
      .flatMap((name, node) => dag.parents(node).map((parent) => `${dag.names[parent]}>${name}`))
      .sort(),
    latent: dag.latent.map((node) => dag.names[node]).sort(),
  };
};
const refused = (text: string, pattern: RegExp) =>
  assert.throws(
    () => readNetwork(text, "m.dagitty"),
    (error: Error) => {
      assert.ok(error instanceof InputError, error.stack);
      assert.match(error.message, pattern);
      return true;
    },
  );

describe("dagitty", () => {
  test("short marks, marks of arcs that are no node's, layout lines", () => {
    const text = `dag "my graph" { bb="0,0,1,1"
      graph [bb="0,0,1,1"] u [l,pos="0.1,0.2"] v [u] w [unobserved] x [e] y [o,pos="1,1"]
      u -> x [pos="0.5,0.5"]; v -> y; w -> y; x -> y [latent] }`;
    assert.deepEqual(shape(text), { arcs: ["u>x", "v>y", "w>y", "x>y"], latent: ["u", "v", "w"] });
    assert.deepEqual(shape("dag{ a.1 -> 2b; 2b -> .5 }").arcs, ["2b>.5", "a.1>2b"]);
    refused("dag { a-b -> c }", /hyphen in quotation marks/);
  });

  test("what is asked of which nodes, and their places, are read in every spelling and written again", () => {
    const asked = {
      exposures: ["x"],
      outcomes: ["y"],
      adjusted: ["a b"],
      places: new Map([
        ["x", { x: -1.25, y: 0 }],
        ["y", { x: 2, y: 0.5 }],
        ["a b", { x: 0, y: 3 }],
      ]),
    };
    const texts = [
      'dag { x [exposure,pos="-1.25,0"] y [outcome,pos="2, 0.5"] "a b" [adjusted,pos="0,3"] x -> y "a b" -> {x y} }',
      'dag { x [e, pos="-1.25,0"] y [O;pos="2,0.5"] "a b" [a][pos="0,3.0"] x -> y [o,pos="9,9"] "a b" -> {x y} }',
      "x E @-1.25,0\ny O @2,0.5\na%20b A @0,3\n\nx y\na%20b x y\n",
    ];
    for (const text of texts) {
      const { network, marks } = readNetwork(text, "m.dagitty");
      assert.deepEqual(marks, asked);
      const { dag, name } = network;
      assert.deepEqual(readNetwork(writeNetwork("dagitty", { dag, name, marks }), "m.dagitty").marks, asked);
    }
    const { marks } = readNetwork(
      'dag { x [exposure=no,pos="1,"] y [outcome,pos="a,b"] x -> y }',
      "m.dagitty",
    );
    assert.deepEqual(marks, { exposures: [], outcomes: ["y"], adjusted: [], places: new Map() });
    const call = 'dagify(y ~ x, exposure = "x", outcome = c("y"), latent = "u", x ~ u, y ~ u)';
    assert.deepEqual(readNetwork(call, "m.R").marks, {
      exposures: ["x"],
      outcomes: ["y"],
      adjusted: [],
      places: new Map(),
    });
    const { dag } = readNetwork("dag { u [latent,exposure] u -> x }", "m.dagitty").network;
    assert.match(dagToDagitty(dag, { exposures: ["u"] }), /"u" \[latent,exposure\]\n/);
  });

  test("sets inside each other, with arcs of their own", () => {
    assert.deepEqual(shape("dag{x->{a->b}}").arcs, ["a>b", "x>a", "x>b"]);
    assert.equal(shape("dag{a->{b->{c->{d->e}}}}").arcs.length, 10);
    assert.deepEqual(shape("dag {{a b} -> c}").arcs, ["a>c", "b>c"]);
    refused(`dag { ${"{".repeat(5000)}`, /at most 200 sets/);
    const many = (prefix: string) => Array.from({ length: 3000 }, (_, i) => `${prefix}${i}`).join(" ");
    refused(`dag { {${many("a")}} -> {${many("b")}} }`, /at most 1000000 arcs/);
  });

  test("a bidirected arc is one cause, however often it is drawn", () => {
    const twice = shape("dag { x <-> y ; y <-> x ; x -> z ; y -> z ; x <-> y }");
    assert.deepEqual(twice, { arcs: ["u_x_y>x", "u_x_y>y", "x>z", "y>z"], latent: ["u_x_y"] });
    refused("dag { {a b} <-> {a c} }", /itself/);
    refused("dag { a <-> a }", /itself/);
  });

  test("without dag { }, and in the older format", () => {
    assert.deepEqual(shape("u [latent]\nu -> x\ny <- u"), { arcs: ["u>x", "u>y"], latent: ["u"] });
    assert.deepEqual(shape("a -> b -> c", "note.txt").arcs, ["a>b", "b>c"]);
    const old = "E E @0.1,0.2\nD O @1,1\nmy%20U U @0.5,0.5\n\nE D @0.5,0.1\nmy%20U E D\n";
    assert.deepEqual(shape(old), { arcs: ["E>D", "my U>D", "my U>E"], latent: ["my U"] });
    assert.deepEqual(shape(old, "model.txt").latent, ["my U"]);
    const told =
      "%% drawn by hand U\nE E\n# 1\n%C3%84 O\n// U\nmy%20U U\n\n%% the arcs\nE %C3%84\n% 1 0\nmy%20U E %C3%84\n";
    assert.deepEqual(shape(told, "model.txt"), { arcs: ["E>Ä", "my U>E", "my U>Ä"], latent: ["my U"] });
    assert.deepEqual(shape("a 1\nb 1\n\na b\nb a\n").arcs, ["u_a_b>a", "u_a_b>b"]);
    assert.deepEqual(shape("a 1\nb 1\nc 1\n\n0 1 0\n0 0 1\n0 0 0\n").arcs, ["a>b", "b>c"]);
    refused("a 1\nb 1\n\na c\n", /declared node.*line 4.*"c"/);
    refused("a 1\nb 1\n\n0 1\n", /2 x 2 numbers/);
    refused("a b c", /dag \{.*u -> x/);
  });

  test("graph { } with arrows, as dagitty's own help writes it", () => {
    const text = 'graph { X [e]\nX <- A -> M <- "B 1" -> Y\nA <-> Y }';
    assert.deepEqual(shape(text).arcs, ["A>M", "A>X", "B 1>M", "B 1>Y", "u_A_Y>A", "u_A_Y>Y"]);
    assert.deepEqual(shape(`g <- dagitty('${text}')`, "model.R"), shape(text));
    refused("graph { a -- b }", /undirected/);
    refused("graph { a -> b; b -- c }", /undirected/);
  });

  test("graphs that are classes of networks say what they are and what to do", () => {
    refused("pdag { a -> b; b -- c }", /partially directed.*Direct its --/);
    refused("mag { a -> b }", /maximal ancestral.*hidden causes/);
    refused("pag { a @-> b }", /partial ancestral.*Choose directions/);
    refused("dag { a @-> b }", /open end/);
    refused("dag { a -- b }", /undirected/);
    refused("dag { a, b -> c }", /in braces, as in \{a b\} -> c.*line 1, column 8.*a comma/);
    assert.deepEqual(shape("dag { a -> b, c -> d }").arcs, ["a>b", "c>d"]);
    assert.deepEqual(shape("dag { a [latent], b -> c; d, e; f -> g }").arcs, ["b>c", "f>g"]);
  });

  test("a thousand nodes in one pass", () => {
    const lines = Array.from({ length: 1000 }, (_, i) => `n${i} [pos="0,0"]\nn${i} -> n${i + 1}`);
    assert.equal(shape(`dag {\n${lines.join("\n")}\n}`).arcs.length, 1000);
  });
});
