import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
  builtInNetwork,
  type LinearGaussianNetwork,
  networkToJson,
  readNetwork,
} from "../../../src/internals.ts";
import { writeNetwork, writtenFormats } from "../../../src/network/index.ts";
import { savedBytes } from "../../rdata/saved.ts";

const BIF = `network n { }
variable a { type discrete [ 2 ] { y, n }; }
variable b { type discrete [ 2 ] { y, n }; }
probability ( a ) { table 0.2, 0.8; }
probability ( b | a ) { (y) 0.5, 0.5; (n) 0.1, 0.9; }
`;
const XMLBIF = `<BIF VERSION="0.3"><NETWORK><NAME>n</NAME>
<VARIABLE TYPE="nature"><NAME>a</NAME><OUTCOME>y</OUTCOME><OUTCOME>n</OUTCOME></VARIABLE>
<VARIABLE TYPE="nature"><NAME>b</NAME><OUTCOME>y</OUTCOME><OUTCOME>n</OUTCOME></VARIABLE>
<DEFINITION><FOR>a</FOR><TABLE>0.2 0.8</TABLE></DEFINITION>
<DEFINITION><FOR>b</FOR><GIVEN>a</GIVEN><TABLE>0.5 0.5 0.1 0.9</TABLE></DEFINITION></NETWORK></BIF>`;
const GRAPHML = `<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph edgedefault="directed">
<node id="a"/><node id="b"/><edge source="a" target="b"/></graph></graphml>`;
const NET = `net { } node a { states = ("y" "n"); } node b { states = ("y" "n"); }
potential (a) { data = (0.2 0.8); } potential (b | a) { data = ((0.5 0.5)(0.1 0.9)); }`;
const DNE = `// ~->[DNET-1]->~
bnet n { node a { kind = NATURE; discrete = TRUE; states = (y, n); parents = (); probs = (0.2, 0.8); };
node b { kind = NATURE; discrete = TRUE; states = (y, n); parents = (a); probs = ((0.5, 0.5), (0.1, 0.9)); }; };`;
const DSC = `belief network "n" node a { type : discrete [ 2 ] = { "y", "n" }; } node b { type : discrete [ 2 ] = { "y", "n" }; }
probability ( a ) { 0.2, 0.8; } probability ( b | a ) { (0) : 0.5, 0.5; (1) : 0.1, 0.9; }`;
const XDSL = `<smile version="1.0" id="N"><nodes>
<cpt id="a"><state id="y"/><state id="n"/><probabilities>0.2 0.8</probabilities></cpt>
<cpt id="b"><state id="y"/><state id="n"/><parents>a</parents><probabilities>0.5 0.5 0.1 0.9</probabilities></cpt>
</nodes></smile>`;
const OWN = `{ "format": "siren-vae/network", "version": 1, "name": "n", "kind": "structure",
  "nodes": { "a": { "parents": [] }, "b": { "parents": ["a"] } } }`;

/** The arc from a to b in every format, by the title of its row in the table, under each ending that the row names. */
const SMALLEST: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "this project's JSON": { ".json": OWN },
  "JSON of nodes and links": {
    ".json":
      '{"directed": true, "nodes": [{"id": "a"}, {"id": "b"}], "links": [{"source": "a", "target": "b"}]}',
  },
  DOT: { ".dot": "digraph { a -> b }", ".gv": "digraph { a -> b }" },
  dagitty: { ".dagitty": "dag { a -> b }", ".dag": "a -> b" },
  "BIF, XMLBIF": { ".bif": BIF, ".xml": XMLBIF, ".xmlbif": XMLBIF, ".xbif": XMLBIF },
  Hugin: { ".net": NET, ".hugin": NET },
  "list of arcs": { ".csv": "from,to\na,b\n", ".tsv": "from\tto\na\tb\n" },
  "adjacency matrix": { ".csv": '"","a","b"\n"a",0,1\n"b",0,0\n', ".tsv": "\ta\tb\na\t0\t1\nb\t0\t0\n" },
  GraphML: { ".graphml": GRAPHML },
  GML: {
    ".gml": 'graph [ directed 1 node [ id 0 label "a" ] node [ id 1 label "b" ] edge [ source 0 target 1 ] ]',
  },
  "simple interaction format": { ".sif": "a activates b\n" },
  "trivial graph format": { ".tgf": "1 a\n2 b\n#\n1 2\n" },
  lavaan: { ".lavaan": "b ~ a", ".lav": "b ~ a" },
  "R code": { ".R": "g <- dagify(b ~ a)" },
  "model string of bnlearn": { ".bnlearn": "[a][b|a]", ".modelstring": "[a][b|a]" },
  "Tetrad, causal-learn": { ".tetrad": "Graph Nodes:\na;b\n\nGraph Edges:\n1. a --> b\n" },
  GeNIe: { ".xdsl": XDSL },
  "Microsoft's DSC": { ".dsc": DSC },
  Netica: { ".dne": DNE, ".dnet": DNE },
};
/** Rows whose files are no texts, or come from the writer below. */
const ELSEWHERE = ["pgmpy's and bnlearn's JSON", "R objects"];

test("every format of the table in docs/formats.md is read, under every ending that it names", () => {
  const rows = readFileSync("docs/formats.md", "utf8")
    .split("\n")
    .filter((line) => /^\| [^|]+ \| .*`\./.test(line))
    .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()));
  assert.ok(rows.length > 15);
  const titles = rows.map(([, title]) => title);
  assert.deepEqual([...titles].sort(), [...Object.keys(SMALLEST), ...ELSEWHERE].sort());
  for (const [, title, endings] of rows) {
    if (ELSEWHERE.includes(title)) continue;
    const named = [...endings.matchAll(/`(\.\w+)`/g)].map(([, ending]) => ending);
    assert.deepEqual(Object.keys(SMALLEST[title]).sort(), [...named].sort(), title);
    for (const ending of named) {
      const { dag } = readNetwork(SMALLEST[title][ending], `n${ending}`).network;
      assert.deepEqual([...dag.names].sort(), ["a", "b"], `${title}, ${ending}`);
      const [a, b] = ["a", "b"].map((name) => dag.names.indexOf(name));
      assert.deepEqual([dag.parents(a), dag.parents(b)], [[], [a]], `${title}, ${ending}`);
    }
  }
  for (const ending of ["rds", "rda", "RData"])
    assert.ok(readNetwork(savedBytes("discrete"), `n.${ending}`).network.dag.size > 1);
});

test("every format that docs/formats.md says is written reads back to the same graph", () => {
  const network = builtInNetwork("ecoli70") as LinearGaussianNetwork;
  const page = readFileSync("docs/formats.md", "utf8");
  const arcs = ({ dag }: { dag: LinearGaussianNetwork["dag"] }) =>
    dag.names
      .flatMap((name, node) => dag.parents(node).map((parent) => `${dag.names[parent]}>${name}`))
      .sort();
  const endings = { edges: "csv", bnlearn: "bnlearn", pgmpy: "json" } as Readonly<Record<string, string>>;
  for (const format of writtenFormats) {
    assert.match(
      page,
      new RegExp(`\`siren-vae inspect NETWORK --format NAME\` writes[^.]*\`${format}\``, "s"),
    );
    const text = writeNetwork(format, { dag: network.dag, name: "n", network });
    assert.deepEqual(
      arcs(readNetwork(text, `n.${endings[format] ?? format}`).network),
      arcs(network),
      format,
    );
  }
  assert.deepEqual(
    arcs(readNetwork(JSON.stringify(networkToJson(network)), "n.json").network),
    arcs(network),
  );
});
