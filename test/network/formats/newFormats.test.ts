import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import {
  type BayesianNetwork,
  builtInNetwork,
  type ConditionalGaussianNetwork,
  Dag,
  type DiscreteNetwork,
  dagToGraphMl,
  dagToLavaan,
  dagToModelString,
  InputError,
  type LinearGaussianNetwork,
  linearGaussianToJson,
  linearGaussianToLavaan,
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

const GML = `Creator "someone"
graph [
  directed 1
  node [ id 0 label "A" latent 1 ]
  # the second
  node [ id 1 label "B &amp; C" graphics [ x 1 center [ z 2 ] ] ]
  edge [ source 0 target 1 weight 2.5 ]
]`;
const GRAPHML = `<?xml version="1.0"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:y="http://www.yworks.com/xml/graphml">
<key id="d0" for="node" attr.name="latent" attr.type="boolean"/><key id="d1" for="node" yfiles.type="nodegraphics"/>
<graph edgedefault="directed">
<node id="n0"><data key="d0">true</data><data key="d1"><y:ShapeNode><y:NodeLabel>u</y:NodeLabel></y:ShapeNode></data></node>
<node id="g"><graph edgedefault="directed"><node id="n1"><data key="d1"><y:ShapeNode><y:NodeLabel>x</y:NodeLabel></y:ShapeNode></data></node></graph></node>
<edge source="n0" target="n1"/></graph></graphml>`;
const XDSL = `<smile version="1.0" id="N"><nodes>
<cpt id="A"><state id="y"/><state id="n"/><probabilities>0.2 0.8</probabilities></cpt>
<cpt id="B"><state id="p"/><state id="q"/><state id="r"/><parents>A</parents><probabilities>0.1 0.2 0.7 0.3 0.3 0.4</probabilities></cpt>
<deterministic id="C"><state id="t"/><state id="f"/><parents>A B</parents><resultingstates>t f f f t t</resultingstates></deterministic>
</nodes></smile>`;
const DNE = `// ~->[DNET-1]->~
bnet Chest {
autoupdate = TRUE;
node A { kind = NATURE; discrete = TRUE; states = (visit, none); parents = (); probs =
  // visit  none
  (0.01, 0.99); title = "Visit; {to} Asia"; visual V1 { center = (5, -6); }; };
node T { states = (yes, no); parents = (A); probs = ((0.05, 0.95), (1e-2, 0.99)); };
node F { states = (a, b); parents = (T); functable = (a, b); };
node L { discrete = FALSE; levels = (0, 1, 5); parents = (T); probs = (.5, .5, .1, .9); };
};`;
const TETRAD =
  "Graph Nodes:\nX1;X 2;(L)\n\nGraph Edges:\n1. X1 --> X 2 dd nl\n2. (L) --> X 2\n3. X1 <-> X 2\n\nGraph Attributes:\nBIC: -3\n";
const LAVAAN = `# a model
visual =~ x1 + a*x2 +
   0.5*x3
textual=~ x4 + start(0.8)*x5 ; x1 ~~ x4
y ~ visual + c("b", "b")*textual
y ~ 1
total := a*2
`;
const DAGIFY = `library(ggdag)
g <- dagify(heart ~ fat, # a comment, with commas
  fat ~ smoke + weight, smoke ~ health, a ~~ b,
  labels = c(heart = "Heart, (all"), latent = c("health"), exposure = "smoke")
`;
const MATRIX = `"","A","B","C"\n"A",0,1,0.5\n"B",0,0,1\n"C",0,0,0\n`;
const HYBRID = {
  name: "mini",
  type: "hybrid",
  nodes: ["A", "H", "D", "T"],
  arcs: [
    { from: "A", to: "H" },
    { from: "A", to: "D" },
    { from: "H", to: "D" },
    { from: "D", to: "T" },
  ],
  cpds: {
    A: { type: "discrete", parents: [], levels: ["a", "b", "c"], cpt: { a: 0.5, b: 0.3, c: 0.2 } },
    H: {
      type: "discrete",
      parents: "A",
      levels: ["no", "yes"],
      cpt: { "A=a": { no: 0.9, yes: 0.1 }, "A=b": { no: 0.7, yes: 0.3 }, "A=c": { no: 0.6, yes: 0.4 } },
    },
    D: {
      type: "cgnode",
      parents: ["A", "H"],
      dlevels: { A: ["a", "b", "c"], H: ["no", "yes"] },
      coefficients: { "(Intercept)": { 0: 0, 1: 1, 2: 2, 3: 3, 4: 4, 5: 5 } },
      sd: { 0: 1, 1: 2, 2: 3, 3: 4, 4: 5, 5: 6 },
    },
    T: { type: "gaussian", parents: "D", coefficients: { "(Intercept)": 120, D: 1.5 }, variance: 100 },
  },
};

describe("formats of other programs", () => {
  test("model strings of bnlearn", () => {
    const network = read("[wet grass|rain:sprinkler][rain]\n [sprinkler]\n", "model.txt");
    assert.deepEqual(arcsOf(network), ["rain>wet grass", "sprinkler>wet grass"]);
    assert.equal(readNetwork("[A]", "x").format, "bnlearn");
    refused("[A][B|A", "x.txt", /\] at the end.*line 1, column 4/);
    refused("[A][B|C]", "x.txt", /declared node.*column 7.*"C"/);
    refused("[A][A]", "x.txt", /every node once/);
    refused("[A][B|A|A]", "x.txt", /one bar/);
    refused("[A|B][B|A]", "x.txt", /cycle/);
    refused('["a", "b"]', "x.json", /an array/);
  });

  test("GML: labels or ids, nested lists, entities, marks", () => {
    const network = read(GML, "g.gml");
    assert.deepEqual(arcsOf(network), ["A>B & C"]);
    assert.deepEqual(latentOf(network), ["A"]);
    assert.deepEqual(arcsOf(read(GML.replace(/label "[^"]*"/g, 'label "same"'), "g.gml")), ["0>1"]);
    const capitals = GML.replace("directed 1", "Directed 1")
      .replaceAll("node [", "Node [")
      .replace("source", "Source");
    assert.deepEqual(arcsOf(read(capitals, "g.gml")), ["A>B & C"]);
    refused(GML.replace("directed 1", "directed 0 Directed 1"), "g.gml", /undirected/);
    refused(GML.replace("directed 1", ""), "g.gml", /directed graph \(directed 1\)/);
    refused(GML.replace("target 1", "target 7"), "g.gml", /id of a node.*line 7.*"7"/);
    refused(GML.slice(0, -1), "g.gml", /\] at the end/);
    refused(`graph ${"[ a ".repeat(5000)}`, "g.gml", /at most 100 lists/);
  });

  test("a mark without a value marks nothing, whatever a program writes for none", () => {
    for (const none of ["", " ", "NA", "<NA>", "NaN", "None", "null"]) {
      const gml = `graph [ directed 1 node [ id 0 label "U" latent 1 ] node [ id 1 label "X" latent "${none}" observed "${none}" ] edge [ source 0 target 1 ] ]`;
      const xml = none.replaceAll("<", "&lt;");
      const graphMl = `<graphml><key id="l" for="node" attr.name="latent"/><graph edgedefault="directed"><node id="U"><data key="l">true</data></node><node id="X"><data key="l">${xml}</data></node><edge source="U" target="X"/></graph></graphml>`;
      const json = `{"directed": true, "nodes": [{"id": "U", "latent": true}, {"id": "X", "latent": "${none}"}], "links": [{"source": "U", "target": "X"}]}`;
      const dot = `digraph { U [latent=1]; X [latent="${none}"]; U -> X }`;
      for (const [text, file] of [
        [gml, "g.gml"],
        [graphMl, "g.graphml"],
        [json, "g.json"],
        [dot, "g.dot"],
        [`node,parents,latent\nU,,yes\nX,U,${none}`, "g.csv"],
      ] as const)
        assert.deepEqual(latentOf(read(text, file)), ["U"], `${JSON.stringify(none)} in ${file}`);
    }
  });

  test("GML whose arrowheads are drawn: their ends say the direction", () => {
    const drawn = (graphics: string, directed = "directed 1", other = "") =>
      `Creator "yFiles" graph [ ${directed} node [ id 0 LabelGraphics [ text "A" ] ] node [ id 1 LabelGraphics [ text "B" ] ]
      node [ id 2 LabelGraphics [ text "C" ] ] edge [ source 0 target 1 graphics [ fill "#000000" ${graphics} ] ]${other} ]`;
    const first = (text: string) => arcsOf(read(text, "g.gml"));
    assert.deepEqual(first(drawn('arrow "last"')), ["A>B"]);
    assert.deepEqual(first(drawn('arrow "last"', "")), ["A>B"]);
    assert.deepEqual(first(drawn('targetArrow "standard"')), ["A>B"]);
    assert.deepEqual(first(drawn('arrow "first"')), ["B>A"]);
    assert.deepEqual(first(drawn('sourceArrow "delta"')), ["B>A"]);
    assert.deepEqual(first(drawn('targetArrow "none" sourceArrow "standard"')), ["B>A"]);
    assert.deepEqual(first(drawn('arrow "both"')), ["u_A_B>A", "u_A_B>B"]);
    assert.deepEqual(first(drawn("")), ["A>B"]);
    refused(drawn('arrow "none"'), "g.gml", /without arrowhead/);
    refused(drawn('targetArrow "none"'), "g.gml", /without arrowhead/);
    refused(drawn('targetArrow "transparent_circle"'), "g.gml", /circle at an end/);
    const second = (graphics: string) => ` edge [ source 1 target 2 ${graphics} ]`;
    const bare = second('graphics [ fill "#000000" ]');
    refused(drawn('arrow "last"', "directed 1", bare), "g.gml", /"B" and "C" without arrowhead/);
    assert.deepEqual(first(drawn('arrow "first"', "directed 1", second(""))), ["B>A", "B>C"]);
    refused(drawn('arrow "first"', "directed 0", second("")), "g.gml", /"B" and "C" without arrowhead/);
  });

  test("Cytoscape's simple interaction format", () => {
    const { network, notes } = readNetwork("# a comment\nA pd B C\nB  pp  C\nD\n", "g.sif");
    assert.deepEqual(arcsOf(network), ["A>B", "A>C", "B>C"]);
    assert.ok(network.dag.names.includes("D"));
    assert.deepEqual(notes, [
      "The first node of every line of g.sif was read as a cause of the others; the kinds of interactions were passed over: pd, pp.",
    ]);
    const tabs = readNetwork("wet grass\t->\tslip\nrain\t<->\twet grass\nfog\t<-\train\n", "g.sif");
    assert.deepEqual(arcsOf(tabs.network), [
      "rain>fog",
      "u_rain_wet grass>rain",
      "u_rain_wet grass>wet grass",
      "wet grass>slip",
    ]);
    assert.deepEqual(arcsOf(read("A directed B\nA activates B\n", "g.sif")), ["A>B"]);
    refused("A B\n", "g.sif", /kind of its interactions.*line 1.*"A B"/);
    refused("A -- B\n", "g.sif", /direction.*edge --/);
    refused("A undirected B\n", "g.sif", /undirected/);
    refused("A x B\nB x A\n", "g.sif", /cycle/);
    refused("A x A\n", "g.sif", /itself/);
  });

  test("the trivial graph format, as yEd writes it", () => {
    const text = "1 wet grass\n2 slip\n\n3 rain\n#\n1 2 a label\n3 1\n";
    assert.deepEqual(arcsOf(read(text, "g.tgf")), ["rain>wet grass", "wet grass>slip"]);
    assert.deepEqual(arcsOf(read("1\n2\n#\n1 2", "g.tgf")), ["1>2"]);
    assert.deepEqual(arcsOf(read("a x\nb x\n#\na b", "g.tgf")), ["a>b"]);
    assert.equal(readNetwork("1 A\n2 B\n#\n1 2\n", "unnamed").format, "tgf");
    refused("1 A\n2 B\n#\n1 3", "g.tgf", /id of a node.*line 4.*"3"/);
    refused("1 A\n1 B\n#\n", "g.tgf", /every id once/);
    refused("1 A\n2 B\n", "g.tgf", /line with #/);
    refused("1 A\n2 B\n#\n1", "g.tgf", /ids of two nodes/);
  });

  test("formats that are not read are named, with what to do", () => {
    for (const [file, text, pattern] of [
      ["g.gexf", '<?xml version="1.0"?><gexf xmlns="http://gexf.net/1.3"><graph/></gexf>', /Gephi.*GraphML/],
      ["g.xml", '<graph label="n" xmlns="http://www.cs.rpi.edu/XGMML"/>', /Cytoscape \(XGMML\).*GraphML/],
      ["g.pgmx", "<ProbModelXML/>", /OpenMarkov.*BIF/],
      ["g.drawio", '<mxfile host="x"/>', /draw\.io.*from,to/],
      ["g.net", "*Vertices 2\n1 a\n2 b\n*Arcs\n1 2\n", /Pajek.*from,to/],
      ["g.uai", "BAYES\n2\n2 2\n", /UAI.*no names.*BIF/],
      ["g.dsl", "net N\n{\n  HEADER = { ID = N; };\n", /older GeNIe.*XDSL/],
      ["g.net", "net N\n{\n node a\n { TYPE = CPT;", /older GeNIe.*XDSL/],
      ["g.dsl", "net N\n{\n// by a program\n\n node a\n { TYPE = CPT;", /older GeNIe.*XDSL/],
      [
        "g.elv",
        '// Elvira format\n\nbnet "F:\\a b" {\nkindofgraph = "directed";\nnode A(finite-states) {\n',
        /Elvira.*BIF/,
      ],
      ["g.elv", "idiagram N {\n\ndefault node states = (yes, no);\n", /Elvira.*BIF/],
      ["g.txt", "/knowledge\naddtemporal\n", /Tetrad's knowledge/],
      ["g.txt", "dl n=3 format=fullmatrix\n", /UCINET/],
      ["g.mmd", "flowchart LR\n  A --> B\n", /Mermaid.*DOT/],
      ["g.inp", "TITLE: x\nDATA: FILE is d.dat;\nMODEL: f BY x1 x2;\n", /Mplus.*lavaan.*=~/],
      ["g.bug", "model {\n  y ~ dnorm(mu, 1)\n}", /BUGS/],
      ["g.gxl", '<?xml version="1.0"?><gxl><graph id="g" edgemode="directed"/></gxl>', /GXL.*gxl2dot/],
      [
        "g.plain",
        "graph 1 1.5 2\nnode a 0.7 1.5 1 0.5 a solid ellipse black lightgrey\nstop\n",
        /plain.*DOT/,
      ],
      ["g.gw", "LEDA.GRAPH\nstring\nvoid\n-1\n", /LEDA.*from,to/],
      ["g.stan", "data { int n; }\nparameters { real a; }\nmodel { a ~ normal(0, 1); }", /Stan/],
    ] as const)
      refused(
        text,
        file,
        new RegExp(`^Expected a network in ${file}, got a.*${pattern.source}|^Expected.*${pattern.source}`),
      );
    refused('{"a": ["b"], "b": []}', "g.json", /parents or children: write the arcs as lines from,to/);
    refused(
      '{"name": "g", "directed": true, "_subgraph_cnt": 0, "objects": []}',
      "g.json",
      /Graphviz wrote: give the DOT/,
    );
    refused('{"a": {"b": 1}}', "g.json", /Other JSON that is read has "nodes" and "links"/);
  });

  test("JSON of lists of neighbours, and of arcs alone", () => {
    const arcs = (text: string) => {
      const { dag } = readNetwork(text, "g.json").network;
      return dag.names.flatMap((name, node) =>
        dag.parents(node).map((parent) => `${dag.names[parent]}>${name}`),
      );
    };
    const adjacency = (rows: unknown[], directed = true) =>
      JSON.stringify({
        directed,
        multigraph: false,
        graph: {},
        nodes: [{ id: "u" }, { id: "a" }, { id: 7 }],
        adjacency: rows,
      });
    const learned = { origin: "learned", weight: 0.5 };
    assert.deepEqual(arcs(adjacency([[{ ...learned, id: "a" }, { id: 7 }], [{ id: 7 }], []])), [
      "u>a",
      "u>7",
      "a>7",
    ]);
    assert.deepEqual(arcs('[["u", "a"], ["a", "b"]]'), ["u>a", "a>b"]);
    assert.deepEqual(arcs('[{"from": "u", "to": "a", "w": 1}, {"from": "a", "to": "b"}]'), ["u>a", "a>b"]);
    assert.deepEqual(arcs('[{"Effect": "a", "Cause": "u"}]'), ["u>a"]);
    refused(adjacency([[{ id: "x" }], [], []]), "g.json", /the id of a node in g\.json, line 1, .*got "x"/);
    refused(adjacency([[], [], []], false), "g.json", /directed graph/);
    refused('[["u", "a"],\n ["u", "a"]]', "g.json", /line 2, column 2.*again/);
    refused('[["u", "u"]]', "g.json", /itself/);
    for (const data of [
      "[]",
      "[1, 2]",
      "[[1, 2], [3, 4]]",
      '[["a", "b", "c"]]',
      '[{"x": "a", "y": "b"}]',
      '[{"from": 1, "to": "b"}]',
    ])
      refused(data, "g.json", /an array\. Write pairs/);
  });

  test("what Git leaves in the place of a network, and within one", () => {
    for (const file of ["g.dot", "g.csv", "g.bif", "g.json", "g.net", "g.txt", "g.xml"]) {
      refused("version https://git-lfs.github.com/spec/v1\noid sha256:4d\nsize 12\n", file, /git lfs pull/);
      refused(
        "a,b\n<<<<<<< HEAD\nc,d\n=======\r\nc,e\n>>>>>>> other\n",
        file,
        /both sides of a merge that Git could not finish \(line 2\)/,
      );
    }
    assert.deepEqual(arcsOf(read("// <<<<<<< HEAD\ndigraph { a -> b }", "g.dot")), ["a>b"]);
  });

  test("lavaan: names of several words and in quotation marks are refused with what to do", () => {
    refused("factor 1 =~ x1 + x2", "m.lav", /in one word \(call it factor_1 .*\+.*got "factor 1"/);
    refused("y ~ x1 x2", "m.lav", /in one word .* put \+ between/);
    refused('"f" =~ x1 + x2', "m.lav", /without quotation marks/);
  });

  test("names in square brackets are no model string where tabs separate them", () => {
    assert.deepEqual(arcsOf(read("[A]\t[B c]\n[B c]\t[D]\n", "arcs.txt")), ["[A]>[B c]", "[B c]>[D]"]);
    assert.deepEqual(arcsOf(read("from,to\n[A],[B]\n", "arcs.csv")), ["[A]>[B]"]);
  });

  test("JSON of nodes and links, as networkx and Cytoscape write it", () => {
    const nodes = '"nodes": [{"id": 0, "label": "A", "latent": true}, {"id": 1, "label": "B"}]';
    const json = `{"directed": true, "multigraph": false, "graph": {"name": "pair"}, ${nodes}, "links": [{"source": 0, "target": 1, "weight": 0.5}]}`;
    const network = read(json, "g.json");
    assert.deepEqual(arcsOf(network), ["A>B"]);
    assert.deepEqual(latentOf(network), ["A"]);
    assert.equal(network.name, "pair");
    assert.deepEqual(arcsOf(read(json.replace('"links"', '"edges"').replace('"A"', '"B"'), "g.json")), [
      "0>1",
    ]);
    const elements =
      '{"directed": true, "elements": {"nodes": [{"data": {"id": "a"}}, {"data": {"id": "b"}}], "edges": [{"data": {"source": "b", "target": "a"}}]}}';
    assert.deepEqual(arcsOf(read(elements, "c.json")), ["b>a"]);
    const bare = '{"directed": true, "nodes": ["a", "b", 3], "edges": [["a", "b"], ["b", 3]]}';
    assert.deepEqual(arcsOf(read(bare, "b.json")), ["a>b", "b>3"]);
    refused(bare.replace('"directed": true, ', ""), "b.json", /"directed": true.*got no word of it/);
    refused(bare.replace('["b", 3]', '["b"]'), "b.json", /"format"/);
    refused(json.replace("true", "false"), "g.json", /"directed": true.*line 1.*got false of it/);
    refused(json.replace('"directed": true, ', ""), "g.json", /"directed": true.*got no word of it/);
    refused(json.replace('"target": 1', '"target": 2'), "g.json", /id of a node.*"2"/);
    refused(json.replace('"id": 1', '"id": 0'), "g.json", /every id once.*"0" again/);
  });

  test("GraphML: names where yEd keeps them, groups, marks", () => {
    const network = read(GRAPHML, "g.graphml");
    assert.deepEqual(arcsOf(network), ["u>x"]);
    assert.deepEqual(latentOf(network), ["u"]);
    const other = readNetwork(GRAPHML, "g.xml");
    assert.match(other.notes[0], /read as GraphML/);
    refused(GRAPHML.replaceAll('"directed"', '"undirected"'), "g.graphml", /directed edge.*line 7/s);
    refused(GRAPHML.replace('target="n1"', 'target="g"'), "g.graphml", /edges between nodes.*"g", a group/);
  });

  test("GraphML: an edge points as yEd draws it", () => {
    const drawn = (tail: string, head: string) =>
      GRAPHML.replace(
        '"n1"/></graph>',
        `"n1"><data key="d9"><y:PolyLineEdge><y:LineStyle type="line"/><y:Arrows source="${tail}" target="${head}"/></y:PolyLineEdge></data></edge></graph>`,
      );
    assert.deepEqual(arcsOf(read(drawn("none", "standard"), "g.graphml")), ["u>x"]);
    assert.deepEqual(arcsOf(read(drawn("delta", "none"), "g.graphml")), ["x>u"]);
    assert.deepEqual(arcsOf(read(drawn("standard", "standard"), "g.graphml")), ["u_u_x>u", "u_u_x>x"]);
    refused(drawn("none", "none"), "g.graphml", /one direction.*without arrowhead/);
    refused(drawn("transparent_circle", "standard"), "g.graphml", /a circle at an end/);
  });

  test("GraphML: a key's default holds for the nodes that give no value, and for them only", () => {
    const text = (of: string, nodes: string) =>
      `<graphml><key id="d0" ${of} attr.name="Latent" attr.type="boolean"><default>true</default></key>
<graph edgedefault="directed">${nodes}<edge source="a" target="b"/><edge source="b" target="c"/></graph></graphml>`;
    const marked = '<node id="a"/><node id="b"/><node id="c"><data key="d0">false</data></node>';
    for (const of of ['for="node"', 'for="all"', ""])
      assert.deepEqual(latentOf(read(text(of, marked), "g.graphml")), ["a", "b"]);
    assert.deepEqual(latentOf(read(text('for="edge"', marked), "g.graphml")), []);
  });

  test("XDSL: tables, deterministic nodes, equations", () => {
    const network = read(XDSL, "n.xdsl") as DiscreteNetwork;
    assert.deepEqual(network.nodes[1].table, [0.1, 0.2, 0.7, 0.3, 0.3, 0.4]);
    assert.deepEqual(network.nodes[2].table, [1, 0, 0, 1, 0, 1, 0, 1, 1, 0, 1, 0]);
    const equations = (second: string) =>
      `<smile><nodes><equation id="x"><definition>x=Normal(1,2)</definition></equation><equation id="y"><parents>x</parents><definition>${second}</definition></equation></nodes></smile>`;
    for (const second of ["y=2*x-1+Normal(0,0.5)", "y=Normal(2*(x-0.5),1/2)", "y=-1+2*Normal(x,0.25)"]) {
      assert.deepEqual((read(equations(second), "n.xdsl") as LinearGaussianNetwork).nodes, [
        { name: "x", parents: {}, intercept: 1, variance: 4 },
        { name: "y", parents: { x: 2 }, intercept: -1, variance: 0.25 },
      ]);
    }
    const bent = readNetwork(equations("y=x*x+Normal(0,1)"), "n.xdsl");
    assert.equal(bent.network.kind, "structure");
    assert.match(bent.notes[0], /equation of "y"/);
    refused(
      XDSL.replace('cpt id="A"', 'decision id="A"').replace("</cpt>", "</decision>"),
      "n.xdsl",
      /chance nodes.*line 2/s,
    );
    refused(XDSL.replace("<parents>A B", "<parents>A X"), "n.xdsl", /"X"/);
    const lost = (second: string, parents = "") =>
      `<smile><nodes>\n<equation id="x"><definition>x=Normal(1,2)</definition></equation>\n<equation id="max"><definition>max=Normal(1,2)</definition></equation>\n<equation id="y">${parents}<definition>${second}</definition></equation></nodes></smile>`;
    refused(
      lost("y=2*x+Normal(0,1)"),
      "n.xdsl",
      /"x", which the equation of "y" names.*parents.*line 4.*none/,
    );
    refused(lost("y=max(x, 1)+Normal(max,1)", "<parents>x</parents>"), "n.xdsl", /"max".*got x/);
    for (const text of ["y=max(x, 1)+Normal(0,1)", 'y=If(x="max",1,2)'])
      assert.deepEqual(readNetwork(lost(text, "<parents>x</parents>"), "n.xdsl").network.dag.parents(2), [0]);
  });

  test("labels that come twice leave the ids, and a note says so", () => {
    const twice = /called by their ids \(1, \.\.\.\).*"a" comes twice/;
    for (const [file, text] of [
      [
        "g.gml",
        'graph [ directed 1 node [ id 1 label "a" ] node [ id 2 label "a" ] edge [ source 1 target 2 ] ]',
      ],
      [
        "g.json",
        '{"directed":true,"nodes":[{"id":1,"name":"a"},{"id":2,"name":"a"}],"links":[{"source":1,"target":2}]}',
      ],
      ["g.tgf", "1 a\n2 a\n#\n1 2"],
    ]) {
      const { network, notes } = readNetwork(text, file);
      assert.deepEqual(network.dag.names, ["1", "2"], file);
      assert.match(notes.join(), twice, file);
    }
  });

  test("an edge of JSON that is not directed is refused", () => {
    refused(
      '{"directed":true,"nodes":[{"id":"a"},{"id":"b"}],"links":[{"source":"a","target":"b","directed":false}]}',
      "g.json",
      /directed edges.*from "a" to "b"/,
    );
  });

  test("XDSL of aGrUM has its first parent fastest, that of GeNIe its last", () => {
    const states = (count: number) => Array.from({ length: count }, (_, i) => `<state id="s${i}"/>`).join("");
    const text = (app: string) =>
      `<smile version="1.0" id="N"><nodes><cpt id="A">${states(2)}<probabilities>0.5 0.5</probabilities></cpt><cpt id="B">${states(3)}<probabilities>0.2 0.3 0.5</probabilities></cpt><cpt id="C">${states(2)}<parents>A B</parents><probabilities>0.1 0.9 0.2 0.8 0.3 0.7 0.4 0.6 0.5 0.5 0.6 0.4</probabilities></cpt></nodes><extensions><genie version="1.0" app="${app}" name="N"></genie></extensions></smile>`;
    const given = (app: string) => {
      const { network, notes } = readNetwork(text(app), "n.xdsl");
      const node = (network as DiscreteNetwork).nodes[2];
      const first = node.table.filter((_, i) => i % 2 === 0);
      // By A and, faster, B.
      const rows = [0, 1, 2, 3, 4, 5].map((row) => {
        const [a, b] = [Math.floor(row / 3), row % 3];
        return first[node.parents[0] === "A" ? 3 * a + b : 2 * b + a];
      });
      return { rows, notes };
    };
    assert.deepEqual(given("GeNIe 4.0"), { rows: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6], notes: [] });
    const { rows, notes } = given("aGrUM 2.1.1");
    assert.deepEqual(rows, [0.1, 0.3, 0.5, 0.2, 0.4, 0.6]);
    assert.match(notes[0], /written by aGrUM/);
  });

  test("DNE: tables flat or nested, comments among numbers, functions, intervals", () => {
    const { nodes } = read(DNE, "chest.dne") as DiscreteNetwork;
    assert.deepEqual(
      nodes.map(({ name, states, table }) => ({ name, states, table })),
      [
        { name: "A", states: ["visit", "none"], table: [0.01, 0.99] },
        { name: "T", states: ["yes", "no"], table: [0.05, 0.95, 0.01, 0.99] },
        { name: "F", states: ["a", "b"], table: [1, 0, 0, 1] },
        { name: "L", states: ["0 to 1", "1 to 5"], table: [0.5, 0.5, 0.1, 0.9] },
      ],
    );
    const unknown = readNetwork(DNE.replace("(0.01, 0.99)", "(@undef, @undef)"), "chest.dne");
    assert.match(unknown.notes[0], /Only the structure.*"A"/);
    const picture =
      'visual V1 { nodefont = font {shape= "Arial"; size= 10;}; NodeSet N {Color = 0x00E1;}; x = {{1;}; 2;}; };';
    const pictured = read(DNE.replace("{", `{ ${picture}`), "chest.dne") as DiscreteNetwork;
    assert.deepEqual(pictured.nodes, nodes);
    const miscounted = "bnet n { node A { numstates = 3; states = (a, b); probs = (0.6, 0.4); }; };";
    assert.match(readNetwork(miscounted, "n.dne").notes[0], /"A" declares 3 states and lists 2/);
    const counted = "bnet n { node A { numstates = 2; parents = (); probs = (0.6, 0.4); }; };";
    assert.deepEqual((read(counted, "n.dne") as DiscreteNetwork).nodes[0].states, ["state0", "state1"]);
    refused(`${DNE} node X { };`, "chest.dne", /the end of the file after the network/);
    refused(DNE.replace("NATURE", "DECISION"), "chest.dne", /chance nodes.*decision/);
    refused(DNE.replace("parents = (A)", "parents = (B)"), "chest.dne", /declared node.*"B"/);
  });

  test("Tetrad and causal-learn: names with blanks, latent nodes, two-headed edges", () => {
    const old = read(
      "Graph Nodes:\nX1 X2 \nX3 (L) \n\nGraph Edges: \n1. X1 --> X3\n2. L --> X3\n",
      "old.tetrad",
    ).dag;
    assert.deepEqual(
      [old.names, old.parents(2)],
      [
        ["X1", "X2", "X3", "L"],
        [0, 3],
      ],
    );
    const network = read(TETRAD, "graph.txt");
    assert.deepEqual(arcsOf(network), ["L>X 2", "X1>X 2", "u_X1_X 2>X 2", "u_X1_X 2>X1"]);
    assert.deepEqual(latentOf(network), ["L", "u_X1_X 2"]);
    const report = `======\nFGES (Wed, July 10)\n\nRuntime Parameters:\nthreads = 4\n\n${TETRAD}`;
    assert.deepEqual(arcsOf(read(report, "out.txt")), arcsOf(network));
    refused(TETRAD.replace("X1 -->", "X1 o->"), "g.txt", /directed graph.*line 5/);
    refused(TETRAD.replace("X1 -->", "X1 ---"), "g.txt", /directed graph.*line 5/);
    refused(TETRAD.replace("X1 -->", "X9 -->"), "g.txt", /"X9"/);
  });

  test("lavaan: measurement, regression, covariance, modifiers, lines that go on", () => {
    const apart = read("f = ~ a + b\nphantom =~ 0\nc ~ p*phantom\n", "m.lavaan");
    assert.deepEqual(arcsOf(apart), ["f>a", "f>b", "phantom>c"]);
    assert.deepEqual(latentOf(apart), ["f", "phantom"]);
    const { network, notes } = readNetwork(LAVAAN, "model.txt");
    assert.deepEqual(arcsOf(network), [
      "textual>x4",
      "textual>x5",
      "textual>y",
      "u_x1_x4>x1",
      "u_x1_x4>x4",
      "visual>x1",
      "visual>x2",
      "visual>x3",
      "visual>y",
    ]);
    assert.deepEqual(latentOf(network), ["textual", "u_x1_x4", "visual"]);
    assert.ok(notes.some((note) => /independent in this network/.test(note)));
    const independent = (text: string) =>
      readNetwork(`f =~ a + b\ng =~ c + d\nh =~ i + j\n${text}`, "m.lav").notes.map((note) =>
        note.slice(0, 22),
      );
    assert.deepEqual(independent("f ~~ 0*g\ng ~~ 0*h\nf ~~ 0*h"), []);
    assert.deepEqual(independent("f ~~ 0*g\ng ~~ 0*h"), ["The factors f and h ar"]);
    assert.deepEqual(latentOf(read("y ~ x + z\nx ~ z", "m.lav")), []);
    refused("y ~ x:z", "m.lav", /single variables.*column 5/);
    refused("y ~ ", "m.lav", /a variable/);
    refused("y ~ x + + z", "m.lav", /variable before \+/);
    refused("y ~ x\nx ~ y", "m.lav", /cycle/);
    refused("f =~ 3*4", "m.lav", /name of a variable/);
  });

  test("lavaan: thresholds may come first, and a path that is fixed to 0 is none", () => {
    for (const file of ["m.lavaan", "m.txt"]) {
      const thresholds = readNetwork("x1 | t1 + t2\nf =~ x1 + x2", file);
      assert.equal(thresholds.format, "lavaan");
      assert.deepEqual(arcsOf(thresholds.network), ["f>x1", "f>x2"]);
    }
    const { network, notes } = readNetwork("y ~ 0*x + z\nf =~ y + 0*z", "m.lavaan");
    assert.deepEqual(arcsOf(network), ["f>y", "z>y"]);
    assert.ok(network.dag.names.includes("x"));
    assert.match(notes.join(" "), /fixed to 0 are no arcs: x -> y, f -> z\./);
    // Of several groups the graphs are taken together.
    assert.deepEqual(arcsOf(read("group: 1\ny ~ 0*x\ngroup: 2\ny ~ x", "m.lavaan")), ["x>y"]);
    const whole = "y ~ 0*x\nx ~~ 1*x\ny ~~ 1*y";
    assert.deepEqual(arcsOf(read(whole, "m.lavaan")), ["x>y"]);
  });

  test("lavaan: constraints, scales, explored factors and negative numbers may come first, names of parameters are no model", () => {
    const rest = "g =~ equal('f1 =~ x2')*x9 + x8\n";
    for (const first of [
      "a == b\n",
      "0.1 < a # a bound\n\n b > 2*a;",
      "x9 ~*~ 1*x9\n",
      "x9 ~ -1*x8\n",
      'efa("one")*f + efa("one")*f2 =~ x8 + x9\n',
    ]) {
      for (const file of ["m.lavaan", "m.txt"]) {
        const { format, network } = readNetwork(first + rest, file);
        assert.equal(format, "lavaan", first);
        assert.ok(arcsOf(network).includes("g>x9"), first);
        assert.ok(!network.dag.names.includes("f1"), first);
      }
    }
    const inR = readNetwork(`m <- "${rest}"`, "m.R");
    assert.deepEqual(arcsOf(inR.network), ["g>x8", "g>x9"]);
    // Blanks that go on and on are read once.
    const blanks = " ".repeat(200_000);
    for (const text of [`a +${blanks}`, `efa("a")*${blanks}`, `efa("a")*a +${blanks}-`])
      refused(text, "m.txt", /format/);
    refused(`a == b;${blanks}-`, "m.lavaan", /a formula|name of a variable|at least one node/);
  });

  test("lavaan with every value fixed is a network with parameters", () => {
    const network = read(
      "f =~ 0.7*x1 + -0.4*x2\nx1 ~~ 0.51*x1\nx2 ~~ 1e+1*x2\nf ~~ 2*f\ng =~ 1*x3\ng ~~ 3*g\nx3 ~~ 1*x3\nf ~~ -0.5*g\nx1 ~ 2*1",
      "p.lavaan",
    ) as LinearGaussianNetwork;
    const index = (name: string) => network.dag.indexOf(name);
    const covariance = network.covariance();
    const between = (a: string, b: string) => covariance.get(index(a), index(b));
    // By hand: x = loadings times factors plus noise.
    for (const [a, b, expected] of [
      ["f", "f", 2],
      ["g", "g", 3],
      ["f", "g", -0.5],
      ["x1", "x1", 0.49 * 2 + 0.51],
      ["x1", "x2", 0.7 * -0.4 * 2],
      ["x2", "x3", -0.4 * -0.5],
      ["x2", "x2", 0.16 * 2 + 10],
    ] as const)
      assert.ok(Math.abs(between(a, b) - expected) < 1e-12, `${a} ${b}: ${between(a, b)}`);
    assert.equal(network.mean()[index("x1")], 2);
  });

  test("R code: dagify, and dagitty, lavaan and model strings in quotation marks", () => {
    const network = read(DAGIFY, "graph.R");
    assert.deepEqual(arcsOf(network), [
      "fat>heart",
      "health>smoke",
      "smoke>fat",
      "u_a_b>a",
      "u_a_b>b",
      "weight>fat",
    ]);
    assert.deepEqual(latentOf(network), ["health", "u_a_b"]);
    for (const code of [
      'g <- dagitty("dag { x -> y ; u [latent] u -> x ; u -> y }")',
      "library(lavaan)\nm <- '\n  u =~ x + y # it\n  y ~ x '\nfit <- sem(m)",
      'm = r"(u =~ x + y; y ~ x)"',
    ]) {
      assert.deepEqual(arcsOf(read(code, "m.R")), ["u>x", "u>y", "x>y"], code);
      assert.deepEqual(latentOf(read(code, "m.R")), ["u"]);
    }
    assert.deepEqual(arcsOf(read('dag = model2network("[A][B|A]")', "m.R")), ["A>B"]);
    refused("dagify(y ~ x, 3)", "m.R", /a formula.*column 15/);
    refused('dagify(y ~ x, latent = "q")', "m.R", /declared node.*"q"/);
    refused("dagify(y ~ x", "m.R", /\) at the end/);
    refused("m <- '\n f =~ a\n f =~ a:b\n'", "m.R", /line 3, column 7/);
    refused('dagify(y ~ x)\nm <- "f =~ a"', "m.R", /one network in the code.*line 2/);
  });

  test("adjacency matrices: names before rows or not, any separator, causal-learn's ends", () => {
    const { network, notes } = readNetwork(MATRIX, "m.csv");
    assert.deepEqual(arcsOf(network), ["A>B", "A>C", "B>C"]);
    assert.match(notes[0], /Rows of m\.csv were read as causes.*weights/);
    assert.deepEqual(arcsOf(read('"A" "B"\n"A" 0 1\n"B" 0 0\n', "m.txt")), ["A>B"]);
    assert.deepEqual(arcsOf(read("A;B;C\n0;1;0\n0;0;0\n0;1;0", "m.csv")), ["A>B", "C>B"]);
    assert.deepEqual(arcsOf(read(",A,B,C\nA,0,-1,0\nB,1,0,1\nC,0,-1,0", "m.csv")), ["A>B", "C>B"]);
    assert.deepEqual(arcsOf(read(",A,B\nA,FALSE,TRUE\nB,False,false", "m.csv")), ["A>B"]);
    assert.deepEqual(arcsOf(read("sep=;\n;A;B\nA;0;0,5\nB;0,0;0", "m.csv")), ["A>B"]);
    // R and pandas count rows that have no names.
    assert.deepEqual(arcsOf(read('"","A","B","C"\n"1",0,1,0\n"2",0,0,1\n"3",0,0,0', "m.csv")), [
      "A>B",
      "B>C",
    ]);
    assert.deepEqual(arcsOf(read(",A,B\n0,0,1\n1,0,0", "m.csv")), ["A>B"]);
    for (const text of [",source,target\n0,A,B\n1,B,C", ",source,target\n0,1,2\n1,2,3", "from,to\n1,2\n2,3"])
      assert.equal(readNetwork(text, "m.csv").format, "edges", text);
    refused(",A,B\nA,NA,1\nB,NA,NA", "m.csv", /numbers, or TRUE and FALSE.*line 2.*"NA" from "A" to "A"/);
    for (const bare of [
      "0,1,0\n0,0,1\n0,0,0",
      "0\t1\t0\t0\n1\t0\t1\t0\n0\t1\t0\t1\n0\t0\t1\t0\n",
      "0 -1 0 0\n-1 0 -1 0\n0 1 0 1\n0 0 1 0\n",
    ])
      refused(bare, "m.csv", /names of the nodes above the matrix/);
    // Whole numbers name nodes above zeros and ones; what stands on their diagonal is no other arc.
    const numbered = read("4,8,13\n0,1,0\n0,0,1\n0,0,0\n", "m.csv").dag;
    assert.deepEqual([numbered.names, numbered.parents(2)], [["4", "8", "13"], [1]]);
    refused("V0,V1,V2\n1,0,0\n0,0,1\n0,0,0\n", "m.csv", /zeros on the diagonal.*1 at "V0"/);
    refused(
      `A,B,C\n${"yes,no,no\nno,no,no\nyes,yes,no\n".repeat(3)}`,
      "m.csv",
      /arcs, each of them once.*3 different ones of 9.*data/,
    );
    for (const code of ["G = nx.DiGraph([('a','b')])\n", "P(A,B) = P(A)P(B|A)\n"])
      refused(code, "x.txt", /two names, from and to.*brackets that a comma tears apart/);
    refused(
      "from\tto\na\tb\nb,c\n",
      "m.csv",
      /separated as those of the first line.*line 3.*"b,c" in one field/,
    );
    assert.deepEqual(read('from,to\na,b\n"c, d",\n', "m.csv").dag.names, ["a", "b", "c, d"]);
    assert.deepEqual(arcsOf(read("from,to\nIL2(,b\n", "m.csv")), ["IL2(>b"]);
    for (const headings of ["V0,V1,V2", "node1,node2,w"])
      refused(`${headings}\n-0.6,-0.1,0.6\n-0.1,-0.8,1\n`, "m.csv", /table of numbers, which is data/);
    refused(",A,B\nA,1,0.3\nB,0.3,1", "m.csv", /zeros on the diagonal/);
    refused(",A,B\nA,0,1\nB,1,0", "m.csv", /line 2.*both ways/);
  });

  test("hybrid JSON: tables by the states of the parents, regressions in this project's order", () => {
    const network = read(JSON.stringify(HYBRID), "mini.json") as ConditionalGaussianNetwork;
    assert.equal(network.name, "mini");
    const [, h, d, t] = network.nodes;
    assert.ok("table" in h && "regressions" in d && "regressions" in t);
    assert.deepEqual(h.table, [0.9, 0.1, 0.7, 0.3, 0.6, 0.4]);
    // Configurations are numbered with A fastest: b with yes is the fifth, a with yes the fourth.
    assert.deepEqual(
      d.regressions.map(({ intercept, variance }) => [intercept, variance]),
      [0, 3, 1, 4, 2, 5].map((i) => [i, (i + 1) ** 2]),
    );
    assert.deepEqual(t.regressions, [{ intercept: 120, coefficients: { D: 1.5 }, variance: 100 }]);
    const certain = structuredClone(HYBRID);
    certain.cpds.D.sd[0] = 0;
    const bare = readNetwork(JSON.stringify(certain), "mini.json");
    assert.equal(bare.network.kind, "structure");
    assert.match(bare.notes[0], /parameters can't be used.*variance of node "D"/);
    const stray = structuredClone(HYBRID);
    stray.arcs[0].from = "Q";
    refused(JSON.stringify(stray), "mini.json", /line 1, column \d+.*"Q"/);
  });

  const word = fc
    .stringMatching(/^[A-Za-z][A-Za-z0-9._]{0,6}$/)
    .filter(
      (text) =>
        !/^(?:NA|TRUE|FALSE|NULL|Inf|NaN|if|else|for|while|function|in|next|break|repeat)$/.test(text),
    );
  const anything = fc
    .string({ minLength: 1, maxLength: 8, unit: "binary" })
    .map((text) => text.replaceAll(/[\p{Cc}\ufffe\uffff\uD800-\uDFFF\uFEFF]/gu, "").trim())
    .filter((text) => text !== "" && text !== "__proto__");
  const dags = (name: fc.Arbitrary<string>) =>
    fc
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
        const observed = names.filter((_, i) => i === 0 || (i > 1 && !latent[i]));
        return Dag.create(nodes, observed);
      });
  const specs = (dag: Dag) =>
    dag
      .toSpecs()
      .map(({ name: own, parents }) => ({ own, parents: [...parents].sort() }))
      .sort((a, b) => (a.own < b.own ? -1 : 1));

  test("what is written is read again", () => {
    fc.assert(
      fc.property(dags(anything), (dag) => {
        const again = read(dagToGraphMl(dag), "g.graphml");
        assert.deepEqual(specs(again.dag), specs(dag));
        assert.deepEqual(latentOf(again), dag.latent.map((node) => dag.names[node]).sort());
      }),
      { numRuns: 150 },
    );
    fc.assert(
      fc.property(dags(word), (dag) => {
        assert.deepEqual(specs(read(dagToModelString(dag), "g.bnlearn").dag), specs(dag));
        if (dag.latent.some((node) => dag.children(node).length === 0)) {
          assert.throws(() => dagToLavaan(dag), /to have children/);
          return;
        }
        const again = read(dagToLavaan(dag), "g.lavaan");
        assert.deepEqual(specs(again.dag), specs(dag));
        assert.deepEqual(latentOf(again), dag.latent.map((node) => dag.names[node]).sort());
      }),
      { numRuns: 150 },
    );
  });

  test("parameters survive pgmpy's JSON and lavaan to the last bit", () => {
    const original = builtInNetwork("ecoli70") as LinearGaussianNetwork;
    const fromJson = read(linearGaussianToJson(original), "e.json") as LinearGaussianNetwork;
    assert.equal(fromJson.entropy(), original.entropy());
    const fromLavaan = read(linearGaussianToLavaan(original), "e.lavaan") as LinearGaussianNetwork;
    const byName = ({ nodes }: LinearGaussianNetwork) =>
      [...nodes]
        .map((node) => ({ ...node, parents: Object.entries(node.parents).sort() }))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
    assert.deepEqual(byName(fromLavaan), byName(original));
    assert.deepEqual(latentOf(fromLavaan), latentOf(original));
  });

  test("names that a format can't hold are said", () => {
    const dag = (name: string) =>
      Dag.create([
        { name, parents: [] },
        { name: "x", parents: [name] },
      ]);
    assert.throws(() => dagToModelString(dag("a:b")), /without brackets, bars, colons/);
    assert.throws(() => dagToLavaan(dag("a b")), /letters, digits, dots/);
    assert.throws(() => dagToLavaan(dag("TRUE")), /"TRUE"/);
    assert.throws(() => dagToGraphMl(dag("a\u0001")), /control character/);
  });

  test("a file of 1,000 nodes of each format is read in one pass", () => {
    const names = Array.from({ length: 1000 }, (_, i) => `node_${i}`);
    const parents = names.map((_, i) => [i - 1, i - 7].filter((parent) => parent >= 0));
    const nodes = names.map((name, i) => ({ name, parents: parents[i].map((parent) => names[parent]) }));
    const dag = Dag.create(nodes);
    const tables = (count: number) => Array.from({ length: 2 ** count }, () => "0.25 0.75").join(" ");
    const texts: Record<string, string> = {
      "g.graphml": dagToGraphMl(dag),
      "g.bnlearn": dagToModelString(dag),
      "g.lavaan": dagToLavaan(dag),
      "g.gml": `graph [ directed 1\n${names.map((name, i) => `node [ id ${i} label "${name}" ]`).join("\n")}\n${parents.flatMap((list, i) => list.map((parent) => `edge [ source ${parent} target ${i} ]`)).join("\n")} ]`,
      "g.xdsl": `<smile><nodes>${nodes.map((node) => `<cpt id="${node.name}"><state id="a"/><state id="b"/><parents>${node.parents.join(" ")}</parents><probabilities>${tables(node.parents.length)}</probabilities></cpt>`).join("\n")}</nodes></smile>`,
      "g.dsc": `belief network "g"\n${nodes.map((node) => `node ${node.name} { type : discrete [ 2 ] = { "a", "b" }; }`).join("\n")}\n${nodes.map((node) => `probability ( ${[node.name, node.parents.join(", ")].filter((part) => part !== "").join(" | ")} ) { default : 0.25, 0.75; }`).join("\n")}`,
      "g.dne": `bnet g {\n${nodes.map((node) => `node ${node.name} { states = (a, b); parents = (${node.parents.join(", ")}); probs = (${tables(node.parents.length).replaceAll(" ", ", ")}); };`).join("\n")}\n};`,
      "g.tetrad": `Graph Nodes:\n${names.join(";")}\n\nGraph Edges:\n${parents.flatMap((list, i) => list.map((parent) => `${i}. ${names[parent]} --> ${names[i]}`)).join("\n")}\n`,
      "g.R": `g <- dagify(${nodes
        .slice(1)
        .map((node) => `${node.name} ~ ${node.parents.join(" + ")}`)
        .join(",\n")})`,
      "g.csv": `,${names.join(",")}\n${names.map((name, i) => `${name},${names.map((_, j) => (parents[j].includes(i) ? 1 : 0)).join(",")}`).join("\n")}`,
      "g.json": JSON.stringify({
        nodes: names,
        arcs: nodes.flatMap((node) => node.parents.map((parent) => [parent, node.name])),
        cpds: Object.fromEntries(
          nodes.map((node) => {
            const row = { a: 0.25, b: 0.75 };
            const rows = node.parents.reduce(
              (keys, parent) =>
                keys.flatMap((key) => ["a", "b"].map((state) => [...key, `${parent}=${state}`])),
              [[]] as string[][],
            );
            const cpt =
              node.parents.length === 0 ? row : Object.fromEntries(rows.map((key) => [key.join(","), row]));
            return [node.name, { type: "discrete", parents: node.parents, levels: ["a", "b"], cpt }];
          }),
        ),
      }),
    };
    const links = nodes.flatMap((node) => node.parents.map((source) => ({ source, target: node.name })));
    texts["g.sif"] = links.map(({ source, target }) => `${source} -> ${target}\n`).join("");
    texts["g.tgf"] =
      `${names.map((name, i) => `${i} ${name}`).join("\n")}\n#\n${parents.flatMap((list, i) => list.map((parent) => `${parent} ${i}`)).join("\n")}`;
    texts["links.json"] = JSON.stringify({ directed: true, nodes: names.map((id) => ({ id })), links });
    texts["words.csv"] = `from to\n${links.map(({ source, target }) => `${source} ${target}\n`).join("")}`;
    texts["parents.csv"] = `node;parents\n${nodes.map((node) => `${node.name};${node.parents}\n`).join("")}`;
    for (const [file, text] of Object.entries(texts)) {
      const { network, notes } = readNetwork(text, file);
      assert.equal(network.dag.arcCount, dag.arcCount, file);
      assert.ok(!notes.some((note) => /Only the structure/.test(note)), `${file}: ${notes[0]}`);
    }
    for (const junk of [" ", '"', "'", "(", "[", "a", "-", "<", "~", "a ~ ", "+ a", "1,", "dagify("]) {
      for (const [file, start] of [
        ["x.gml", "graph ["],
        ["x.sif", "a b "],
        ["x.tgf", "1 a\n#\n"],
        ["x.graphml", "<graphml>"],
        ["x.xdsl", "<smile>"],
        ["x.dne", "bnet a {"],
        ["x.dsc", "belief network a"],
        ["x.lavaan", "y ~ "],
        ["x.R", "g <- '"],
        ["x.bnlearn", "[A]"],
        ["x.tetrad", "Graph Nodes:\n"],
        ["x.csv", "a,b\n"],
      ]) {
        try {
          readNetwork(start + junk.repeat(50_000), file);
        } catch (error) {
          assert.ok(error instanceof InputError, `${(error as Error).stack} for ${junk} as ${file}`);
        }
      }
    }
  });

  test("arbitrary and damaged files give an InputError or a network, never anything else", () => {
    const valid = [
      GML,
      GRAPHML,
      XDSL,
      DNE,
      'belief network "n" node a { type : discrete [ 2 ] = { "y", "n" }; } node b { type : discrete [ 2 ] = { "y", "n" }; } probability ( a ) { 0.2, 0.8; } probability ( b | a ) { (0) : 0.5, 0.5; (1) : 0.1, 0.9; }',
      TETRAD,
      LAVAAN,
      DAGIFY,
      MATRIX,
      JSON.stringify(HYBRID),
      '{"directed": true, "nodes": [{"id": "A", "latent": true}, {"id": 1}], "links": [{"source": "A", "target": 1}]}',
      "node,parents\nA,\nB,A",
      "from to\n1 A B\n2 B C",
      "[A][B|A:C][C]",
      'graph [ directed 1 node [ id 0 ] node [ id 1 ] edge [ source 0 target 1 graphics [ arrow "both" ] ] ]',
      "A\tpd\tB c\tD\nE\t<-\tD\n",
      "1 A\n2 B c\n#\n1 2 x\n",
    ];
    const files = [
      "x.gml",
      "x.sif",
      "x.tgf",
      "x.graphml",
      "x.xdsl",
      "x.dne",
      "x.dsc",
      "x.tetrad",
      "x.lavaan",
      "x.R",
      "x.csv",
      "x.json",
      "x.bnlearn",
      "x",
    ];
    const attempt = (text: string) => {
      for (const file of files) {
        try {
          assert.ok(read(text, file).dag.size > 0);
        } catch (error) {
          if (!(error instanceof InputError)) throw error;
        }
      }
    };
    eachDamagedText(valid, attempt, 200);
  });

  test("what is said of groups, labels and names that a person meant otherwise", () => {
    refused(
      GRAPHML.replace('target="n1"', 'target="g"'),
      "x.graphml",
      /edges between nodes in .*, got one at "g", a group with nodes inside, .* Draw it between nodes/,
    );
    const unnamed = readNetwork("1 first one\n2\n#\n1 2\n", "x.tgf");
    assert.deepEqual(arcsOf(unnamed.network), ["1>2"]);
    assert.match(unnamed.notes[0], /called by their ids \(1, \.\.\.\), since node 2 has no label\.$/);
    assert.deepEqual(readNetwork("1\n2\n#\n1 2\n", "x.tgf").notes, []);
    refused(
      ",a,a\na,0,1\na,0,0\n",
      "x.csv",
      /every name once above the matrix in .*line 1, .* got "a" again/,
    );
    const near = "Graph Nodes:\nAlpha;B\n\nGraph Edges:\n1. Alpa --> B\n";
    refused(near, "x.txt", /line 5, column 1, got "Alpa"\. Did you mean "Alpha"\?$/);
    refused(near.replace("Alpa", "q"), "x.txt", /got "q"\. Correct it there\.$/);
  });
});
