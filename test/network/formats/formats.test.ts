import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import {
  type BayesianNetwork,
  builtInNetwork,
  Dag,
  dagToDagitty,
  dagToDot,
  dagToEdgeList,
  InputError,
  LinearGaussianNetwork,
  readNetwork,
} from "../../../src/internals.ts";
import { eachDamagedText } from "./damagedText.ts";

const read = (text: string, file: string) => readNetwork(text, file).network;
const arcsOf = ({ dag }: BayesianNetwork) =>
  dag.names.flatMap((name, node) => dag.parents(node).map((parent) => `${dag.names[parent]}>${name}`)).sort();
const latentOf = ({ dag }: BayesianNetwork) => dag.latent.map((node) => dag.names[node]).sort();
const refused = (text: string, file: string, pattern: RegExp) =>
  assert.throws(
    () => readNetwork(text, file),
    (error: Error) => {
      assert.ok(error instanceof InputError, `${error.stack}`);
      assert.match(error.message, pattern);
      return true;
    },
  );

const BIF = `network unknown { }
variable Rain { type discrete [ 2 ] { yes, no }; }
variable "wet grass" { type discrete [ 2 ] { yes, no }; }
variable Söl { type discrete [ 2 ] { a-b, >=3 }; }
probability ( Rain ) { table 0.2, 0.8; }
probability ( "wet grass" | Rain, Söl ) { (yes, a-b) 0.9, 0.1; // a comment
 (no, >=3) -1e-3, 1; }
probability ( Söl ) { table 0.5, 0.5; }
`;
const NET = `net { node_size = (80 40); }
node Rain { label = "It rains"; states = ("yes" "no"); }
discrete node Wet { states = ("yes" "no"); position = (100 -50); }
potential (Rain) { data = (0.2 0.8); }
potential (Wet | Rain) { data = ((0.9 0.1) (0.2 0.8)); % done
}
`;
const XML = `<?xml version="1.0"?>
<!DOCTYPE BIF [ <!ELEMENT BIF ( NETWORK )*> ]>
<BIF VERSION="0.3"><NETWORK><NAME>dogs &amp; cats</NAME>
<!-- two variables -->
<VARIABLE TYPE="nature"><NAME>a</NAME><OUTCOME>true</OUTCOME><PROPERTY>position = (1, 2)</PROPERTY></VARIABLE>
<VARIABLE TYPE="nature"><NAME>b &lt; c</NAME><OUTCOME>true</OUTCOME></VARIABLE>
<DEFINITION><FOR>a</FOR><TABLE>0.5 0.5</TABLE></DEFINITION>
<DEFINITION><FOR>b &lt; c</FOR><GIVEN>a</GIVEN><TABLE>0.5 0.5</TABLE></DEFINITION>
</NETWORK></BIF>`;
const GAUSSIAN = {
  nodes: ["a", "b"],
  arcs: [["a", "b"]],
  cpds: {
    a: { coefficients: { "(Intercept)": [1] }, variance: [4], parents: [] },
    b: { coefficients: { "(Intercept)": 0.5, a: 2 }, sd: 3, parents: ["a"] },
  },
};

describe("formats of networks", () => {
  test("DOT: chains, sets, subgraphs, quotes, ports, comments, roles", () => {
    const network = read(
      `strict digraph "G 1" { // a comment
        rankdir = LR; node [shape=box, label="a -> b"]; /* another
        comment */
        z [latent=true]; a:n -> {b; "c d"} -> e [weight=2]; # and another
        subgraph cluster { z -> a; label="x"; } z -> "c d"; lonely
      }`,
      "g.gv",
    );
    assert.deepEqual(arcsOf(network), ["a>b", "a>c d", "b>e", "c d>e", "z>a", "z>c d"]);
    assert.deepEqual(latentOf(network), ["z"]);
    assert.ok(network.dag.names.includes("lonely"));
    assert.equal(network.name, "G 1");
    refused("graph { a -- b }", "g.dot", /directed graph.*line 1, column 1/);
    refused("digraph {\n a -- b\n}", "g.dot", /line 2, column 4.*undirected/);
    refused("digraph {\n a -> b; b -> c; c -> a }", "g.dot", /cycle/);
    refused("digraph { a -> a }", "g.dot", /itself/);
    refused('digraph { "a -> b }', "g.dot", /closing quotation mark.*line 1, column 11/);
    refused("digraph { a -> ", "g.dot", /end of the file/);
    refused("digraph { a -> b } x", "g.dot", /nothing after/);
    refused("digraph { }", "g.dot", /at least one node/);
    refused("digraph { a /* b }", "g.dot", /\*\/ at the end/);
    refused(`digraph { ${"{".repeat(5000)}`, "g.dot", /at most 200 subgraphs/);
  });

  test("dagitty: roles, both directions, sets, hidden common causes", () => {
    const network = read(
      `dag { bb="0,0,1,1"
        u [latent,pos="0.1,0.2"] x [exposure] y [outcome,pos="1,1"]
        u -> {x y}; y <- x; x <-> w }`,
      "model.txt",
    );
    assert.deepEqual(arcsOf(network), ["u>x", "u>y", "u_x_w>w", "u_x_w>x", "x>y"]);
    assert.deepEqual(latentOf(network), ["u", "u_x_w"]);
    assert.deepEqual(latentOf(read("dag { a -> b }", "m.dagitty")), ["a"]);
    refused("dag { a -- b }", "m.dagitty", /undirected/);
    refused("pdag { a -> b }", "m.dagitty", /dag \{ \.\.\. \}.*line 1.*partially directed/);
    refused("dag {\n a -> \n}", "m.dagitty", /line 3, column 1/);
    refused("dag { a [latent] }", "m.dagitty", /all are marked latent/);
    refused("dag { a -> b", "m.dagitty", /"\}" at the end/);
  });

  test("BIF, XMLBIF and NET give the structure and say what they pass over", () => {
    const bif = readNetwork(BIF, "x.bif");
    assert.deepEqual(arcsOf(bif.network), ["Rain>wet grass", "Söl>wet grass"]);
    assert.match(bif.notes[0], /Only the structure/);
    assert.deepEqual(arcsOf(read(NET, "x.net")), ["Rain>Wet"]);
    const xml = read(XML, "x.xml");
    assert.deepEqual(arcsOf(xml), ["a>b < c"]);
    assert.equal(xml.name, "dogs & cats");
    refused(BIF.replace("| Rain", "| Rein"), "x.bif", /line 6, column 29.*"Rein".*"Rain"/);
    refused(BIF.replace("variable Söl", "variable Rain"), "x.bif", /every node once.*line 4.*line 2/);
    refused(BIF.slice(0, -3), "x.bif", /closing brace/);
    refused("network a { } foo", "x.bif", /"network", "variable" or "probability"/);
    refused(NET.replace("node Rain", "decision Rain"), "x.net", /chance nodes/);
    refused(XML.replace("</NAME>", "</NOME>"), "x.xml", /line 3.*close tag .*<\/NOME>/);
    refused(XML.replace("&lt; c</FOR>", "&evil; c</FOR>"), "x.xml", /line 8.*undefined entity/);
    refused(XML.slice(0, -10), "x.xml", /well-formed XML.*unclosed/);
    refused("<BIF><VARIABLE><NAME></NAME></VARIABLE></BIF>", "x.xml", /a name/);
  });

  test("edge lists with and without header, any separator, nodes without arcs", () => {
    for (const text of [
      "from,to\na,b\nb,c\nlonely,\n",
      "a;b\nb;c\nlonely;\n",
      '"a"\tb\r\nb\tc\r\n\r\nlonely\t\r\n',
    ]) {
      const network = read(text, "arcs.csv");
      assert.deepEqual(arcsOf(network), ["a>b", "b>c"]);
      assert.ok(network.dag.names.includes("lonely"));
    }
    refused("a,b\na,b\n", "arcs.csv", /every arc once.*line 2/);
    refused("a,b\nb,c,d\n", "arcs.csv", /line 2.*3 fields/);
    refused("a,b\n,c\n", "arcs.csv", /line 2/);
    refused("a,b\nb,a\n", "arcs.csv", /cycle/);
  });

  test("the JSON of pgmpy and bnlearn: numbers and vectors of one, variance or sd", () => {
    const network = read(JSON.stringify(GAUSSIAN), "g.json") as LinearGaussianNetwork;
    assert.ok(network instanceof LinearGaussianNetwork);
    assert.deepEqual(network.nodes, [
      { name: "a", parents: {}, intercept: 1, variance: 4 },
      { name: "b", parents: { a: 2 }, intercept: 0.5, variance: 9 },
    ]);
    const objects = { ...GAUSSIAN, arcs: [{ from: "a", to: "b" }] };
    assert.deepEqual(arcsOf(read(JSON.stringify(objects), "g.json")), ["a>b"]);
    const changed = (change: (copy: typeof GAUSSIAN) => void) => {
      const copy = structuredClone(GAUSSIAN);
      change(copy);
      return JSON.stringify(copy);
    };
    const b = (copy: typeof GAUSSIAN) => copy.cpds.b.coefficients as Record<string, number>;
    refused(
      changed((copy) => copy.arcs.push(["a", "b"])),
      "g.json",
      /every arc once/,
    );
    refused(
      changed((copy) => copy.arcs.push(["a", "bb"])),
      "g.json",
      /declared nodes, got "bb".*"b"/,
    );
    refused(
      changed((copy) => delete b(copy).a),
      "g.json",
      /coefficient of parent "a" of node "b"/,
    );
    refused(
      changed((copy) => (b(copy).c = 1)),
      "g.json",
      /one of "c"/,
    );
    refused(
      changed((copy) => delete b(copy)["(Intercept)"]),
      "g.json",
      /\(Intercept\)/,
    );
    refused(
      changed((copy) => (copy.cpds.a.variance = [-1])),
      "g.json",
      /variance/,
    );
    refused(
      changed((copy) => copy.nodes.push("a")),
      "g.json",
      /every node once/,
    );
    refused(
      changed((copy) => (copy.cpds.b.sd = "x" as unknown as number)),
      "g.json",
      /cpds\.b/,
    );
    refused('{"nodes": ["a"], "arcs": [}', "g.json", /line 1, column 27/);
  });

  test("a built-in network survives the exchange format to the last bit", () => {
    const original = builtInNetwork("ecoli70") as LinearGaussianNetwork;
    const json = {
      nodes: original.dag.names,
      arcs: original.nodes.flatMap(({ name, parents }) =>
        Object.keys(parents).map((parent) => [parent, name]),
      ),
      cpds: Object.fromEntries(
        original.nodes.map(({ name, parents, intercept, variance }) => [
          name,
          { coefficients: { "(Intercept)": [intercept], ...parents }, variance: [variance] },
        ]),
      ),
    };
    const again = read(JSON.stringify(json), "e.json") as LinearGaussianNetwork;
    assert.equal(again.entropy(), original.entropy());
  });

  test("the format follows from the content where the name does not say", () => {
    for (const [text, format] of [
      ["digraph { a -> b }", "dot"],
      ["dag { a -> b }", "dagitty"],
      [BIF, "bif"],
      [NET, "net"],
      [XML, "xmlbif"],
      ["a,b\nb,c", "edges"],
      [JSON.stringify(GAUSSIAN), "json"],
    ] as const)
      assert.equal(readNetwork(text, "network").format, format);
    refused("hello", "network", /Known endings/);
    refused("   \n", "network.dot", /empty file/);
    refused("\0\x01", "network.bif", /binary/);
    assert.equal(read("\uFEFFdag { a -> b }\r\n", "m").dag.size, 2);
  });

  test("a BIF of 1,000 nodes and a long line of junk are read in one pass", () => {
    const names = Array.from({ length: 1000 }, (_, i) => `node_${i}`);
    const text = names
      .map((name, i) => {
        const parents = [i - 1, i - 7].filter((parent) => parent >= 0).map((parent) => names[parent]);
        const table = Array.from(
          { length: 4 ** parents.length },
          (_, k) => `(s${k % 4}) 0.25, 0.25, 0.25, 0.25;`,
        );
        return `variable ${name} { type discrete [ 4 ] { s0, s1, s2, s3 }; }\nprobability ( ${name}${parents.length ? ` | ${parents.join(", ")}` : ""} ) { ${table.join("\n")} }`;
      })
      .join("\n");
    assert.equal(read(text, "big.bif").dag.arcCount, 999 + 993);
    for (const junk of [" ", '"', "(", "a", "-", "<", "/*"]) {
      for (const file of ["x.dot", "x.bif", "x.xml", "x.net", "x.csv", "x.dagitty"]) {
        try {
          readNetwork(`digraph { ${junk.repeat(200_000)}`, file);
        } catch (error) {
          assert.ok(error instanceof InputError, `${(error as Error).message} for ${junk} as ${file}`);
        }
      }
    }
  });

  const name = fc
    .string({ minLength: 1, maxLength: 8, unit: "binary" })
    .map((text) => text.replaceAll(/[\0\r\n\uD800-\uDFFF\uFEFF]/g, "").trim())
    .filter((text) => text !== "" && !text.startsWith("#") && text !== "__proto__");
  const dags = fc
    .record({
      names: fc.uniqueArray(name, { minLength: 2, maxLength: 7 }),
      bits: fc.array(fc.boolean(), { minLength: 28, maxLength: 28 }),
      latent: fc.array(fc.boolean(), { minLength: 7, maxLength: 7 }),
    })
    .map(({ names, bits, latent }) => {
      const nodes = names.map((one, i) => ({
        name: one,
        parents: names.slice(0, i).filter((_, j) => bits[(i * (i - 1)) / 2 + j]),
      }));
      // One node at least is latent and one observed, so that the file says the roles of all.
      const observed = names.filter((_, i) => i === 0 || (i > 1 && !latent[i]));
      return Dag.create(nodes, observed);
    });
  const specs = (dag: Dag) =>
    dag
      .toSpecs()
      .map(({ name: own, parents }) => ({ own, parents: [...parents].sort() }))
      .sort((a, b) => (a.own < b.own ? -1 : 1));

  test("what is written is read again, whatever the names", () => {
    fc.assert(
      fc.property(dags, (dag) => {
        for (const [text, file] of [
          [dagToDot(dag), "g.dot"],
          [dagToDagitty(dag), "g.dagitty"],
        ] as const) {
          const again = read(text, file);
          assert.deepEqual(specs(again.dag), specs(dag));
          assert.deepEqual(latentOf(again), dag.latent.map((node) => dag.names[node]).sort());
        }
        assert.deepEqual(specs(read(dagToEdgeList(dag), "g.csv").dag), specs(dag));
      }),
      { numRuns: 200 },
    );
  });

  test("a list of arcs keeps nodes whose names others write for none", () => {
    const dag = Dag.create([
      { name: "a", parents: [] },
      { name: "None", parents: ["a"] },
      { name: "-", parents: ["a", "None"] },
      { name: "NA", parents: ["-"] },
    ]);
    assert.deepEqual(specs(read(dagToEdgeList(dag), "g.csv").dag), specs(dag));
  });

  test("arbitrary and damaged files give an InputError or a network, never anything else", () => {
    const valid = [
      BIF,
      NET,
      XML,
      JSON.stringify(GAUSSIAN),
      "digraph { a -> {b c} [x=1] }",
      "dag { a [latent] a <-> b }",
      "a,b\nb,c",
    ];
    const files = ["x.bif", "x.net", "x.xml", "x.json", "x.dot", "x.dagitty", "x.csv", "x"];
    const attempt = (text: string) => {
      for (const file of files) {
        try {
          assert.ok(read(text, file).dag.size > 0);
        } catch (error) {
          if (!(error instanceof InputError)) throw error;
        }
      }
    };
    eachDamagedText(valid, attempt, 300);
  });

  test("runs the examples", () => {
    assert.equal(read("dag { u [latent] u -> x u -> y }", "pair.dagitty").dag.latent.length, 1);
    const pair = Dag.create([
      { name: "z", parents: [] },
      { name: "x", parents: ["z"] },
    ]);
    assert.ok(dagToDot(pair).includes('"z" -> "x";'));
  });
});
