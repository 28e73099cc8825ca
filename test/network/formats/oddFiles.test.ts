import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { InputError, readNetwork } from "../../../src/internals.ts";

/** Files as people have them: their text, and the arcs of the network in it. */
const odd: readonly (readonly [file: string, text: string, arcs: string])[] = [
  ["ports.dot", 'digraph { a:n -> b:"p 1":sw -> c:_ }', "a>b, b>c"],
  ["joined.dot", 'digraph { "ab" + "cd" -> "lo\\\nng" }', "abcd>long"],
  ["numerals.dot", "digraph{-.5->1.;1.->2}", "-.5>1., 1.>2"],
  ["cased.dot", '# 1 "graph.h"\nDiGraph "G" { NODE [shape=BOX]; EDGE [dir=back]; a->b }', "b>a"],
  [
    "cluster.dot",
    'digraph { subgraph cluster_1 { label="x"; x; y } -> z; subgraph { rank=same; z w } }',
    "x>z, y>z",
  ],
  ["both-edges.dot", "digraph { a -> { b; c -> d } -> e }", "a>b, a>c, a>d, b>e, c>d, c>e, d>e"],
  ["nocomma.dot", "digraph{a[latent=true;shape=box style=filled]a->b[w=1][z=2];;;}", "a>b"],
  ["tabs.tsv", "source\ttarget\tinteraction\na\tb\tpp\nb\tc d\tpp\n", "a>b, b>c d"],
  ["blanks.csv", "a b\nb c\n", "a>b, b>c"],
  ["r-names.csv", '"","from","to","strength"\n"1","a","b",0.95\n"2","b","c",1\n', "a>b, b>c"],
  ["reversed.csv", "effect,cause\nb,a\nc,b\n", "a>b, b>c"],
  [
    "default.bif",
    "network n { }\nvariable A { type discrete [ 2 ] { y, n }; }\nvariable B { type discrete [ 2 ] { y, n }; }\nprobability ( A ) { table 1e-1, 9E-1; }\nprobability ( B | A ) { default 0.5, 0.5; (y) 0.2, 0.8; }",
    "A>B",
  ],
  [
    "flat.bif",
    "network n { }\nvariable A { type discrete [ 2 ] { y, n }; }\nvariable B { type discrete [ 2 ] { y, n }; }\nprobability(A){table .1 .9;}probability(B|A){table .1 .9 .3 .7;}",
    "A>B",
  ],
  [
    "cdata.xml",
    '<?xml version="1.0"?>\n<BIF VERSION="0.3"><NETWORK><NAME>n</NAME><VARIABLE TYPE=\'nature\'><NAME>A</NAME><OUTCOME>y</OUTCOME><OUTCOME>n</OUTCOME><PROPERTY><![CDATA[a < b & c]]></PROPERTY></VARIABLE><VARIABLE TYPE="nature"><NAME>B</NAME><OUTCOME>y</OUTCOME><OUTCOME>n</OUTCOME></VARIABLE><DEFINITION><FOR>A</FOR><TABLE><!-- p --> 0.1\n 0.9</TABLE></DEFINITION><DEFINITION><FOR>B</FOR><GIVEN>A</GIVEN><TABLE>0.1 0.9 .5 .5</TABLE></DEFINITION></NETWORK></BIF>',
    "A>B",
  ],
  [
    "comments.net",
    '% made by hand\nnet { }\nnode A { states = ("y" "n"); label = "a % b"; }\nnode B { states = ("y" "n"); }\npotential (A) { data = ( 0.1 % low\n 0.9 ); }\npotential (B | A) { data = ((0.1 0.9)\n(0.5 0.5)); }',
    "A>B",
  ],
  [
    "marks.dagitty",
    'dag{bb="0,0,1,1"\n"my x" [exposure,pos="0,0"]\ny [outcome]\n"my x"->y\n"my x"<->y\n}',
    "my x>y, u_my x_y>my x, u_my x_y>y",
  ],
  ["chain.dag", "dag { A -> B -> C <- D }", "A>B, B>C, D>C"],
  ["lines.lav", "# model\ny ~ a*x1 +\n   start(0.5)*x2 + 1 ! comment\n\nx2 ~~ x2", "x1>y, x2>y"],
  ["semi.lav", "f =~ NA*x1 + x2; f ~~ 1*f; y ~ f", "f>x1, f>x2, f>y"],
  ["broken.bnlearn", "[x.1][y-2|x.1]\n [Ä z|x.1:y-2]\n", "x.1>y-2, x.1>Ä z, y-2>Ä z"],
  [
    "nx.gml",
    '# made by networkx\ngraph [\n  node [ id -3 label "a &amp; b" graphics [ x 1.5 fill "#fff" ] ]\n  node [ id 70 label "c" ]\n  edge [ source -3 target 70 value .5 ]\n  directed 1\n]',
    "a & b>c",
  ],
  [
    "eq.xdsl",
    '<?xml version="1.0"?>\n<smile version="1.0" id="n"><nodes><equation id="x"><definition>x=Normal(0,1)</definition></equation><equation id="y"><parents>x</parents><definition>y = 2*x + Normal(1,0.5)</definition></equation></nodes></smile>',
    "x>y",
  ],
  [
    "notes.dne",
    '// ~->[DNET-1]->~\nbnet n {\nnode A { kind = NATURE; discrete = TRUE; states = (y, n); parents = (); probs = // y n\n (0.1, 0.9); title = "say \\"A\\""; };\nnode B { kind = NATURE; discrete = TRUE; states = (y, n); parents = (A); probs = ((0.1, 0.9), // y\n (0.5, 0.5)); };\n};\n',
    "A>B",
  ],
  [
    "report.tetrad",
    "Graph Nodes:\nX1,X2,(L 1)\n\nGraph Edges:\n1. (L 1) --> X1\n2. X1 --> X2 dd nl\n\nGraph Attributes:\nBIC: -3.5\n",
    "L 1>X1, X1>X2",
  ],
  ["comma.csv", ";a;b\na;0;0,5\nb;0;0\n", "a>b"],
  ["truth.csv", '"","a","b"\n"a",FALSE,TRUE\n"b",FALSE,FALSE\n', "a>b"],
  [
    "links.json",
    '{"directed": true, "multigraph": false, "nodes": [{"id": 0, "label": "a"}, {"id": 1, "label": "b"}], "links": [{"source": 0, "target": 1, "weight": 2.5}]}',
    "a>b",
  ],
  ["many.sif", "a -> b c\nd\n", "a>b, a>c"],
  ["cr.dagitty", "dag {\ra -> b\rb -> c\r}\r", "a>b, b>c"],
  ["invis.dot", "digraph { a -> b; a -> c [style=invis]; c }", "a>b"],
  ["fwd.dot", "graph { a -- b [dir=forward] }", "a>b"],
  ["strict.dot", "strict digraph { a -> b; a -> b }", "a>b"],
  ["again.dot", "digraph { a -> b; a -> b }", "a>b"],
  ["bothends.dot", "digraph { a -> b [arrowhead=none, arrowtail=normal, dir=both] }", "b>a"],
  ["samerank.dot", "digraph { {rank=same a b} a -> b }", "a>b"],
  ["crlf.dot", "digraph {\r\n  // c\r\n  a -> b\r\n}\r\n", "a>b"],
  ["beta.dagitty", 'dag "my model" { {a b} -> c -> {d e} [beta=.3] ; a [s] }', "a>c, b>c, c>d, c>e"],
  ["zero.lav", "y ~ 0*x + z\nz ~~ 0*x\n", "z>y"],
  ["form.lav", "y ~ x\ny | t1\nind := a*b\na == b\ny ~*~ 1*y\n", "x>y"],
  ["efa.lav", 'efa("e")*f1 =~ x1 + x2\n', "f1>x1, f1>x2"],
  ["parent.csv", "Parent;Child\nA;B\n", "A>B"],
  ["weights.csv", "A,B,0.5\nB,C,-1e-3\n", "A>B, B>C"],
  ["arrows.txt", "a -> b\nb -> c\n", "a>b, b>c"],
  ["pars.csv", 'node,parents\na,\nb,a\nc,"a, b"\n', "a>b, a>c, b>c"],
  [
    "comments.bif",
    'network "n" { property author "x { y"; }\n// c\nvariable A { type discrete[2] { "y y", n }; property pos (1, 2); }\n/* c */ variable B { type discrete [2] { y, n }; }\nprobability ( A ) { table 0.1, 0.9; }\nprobability ( B | A ) { ("y y") 0.1, 0.9; (n) 0.5, 0.5; }',
    "A>B",
  ],
  [
    "kinds.net",
    'net { node_size = (1 1); }\ndiscrete node A { states = ("y" "n"); HR_Group = "1"; }\ncontinuous node X { label = ""; }\npotential (A) { data = (0.1 0.9); }\npotential (X | A) { data = (normal(0, 1) normal(2, 1)); }',
    "A>X",
  ],
  ["weights-sif.sif", "a\tcauses\tb\tc\nx\n", "a>b, a>c"],
];

const rest = '"cpds":{"a":{"coefficients":{"(Intercept)":0},"variance":1}}';

/** Files with a mistake, and what the sentence about it says. */
const wrong: readonly (readonly [file: string, text: string, told: RegExp])[] = [
  ["two.dot", "digraph { a -> b }\ndigraph { c -> d }", /nothing after|one graph|second/i],
  ["op.dot", "digraph { a => b }", /line 1, column 1[34]/],
  ["comment.dot", "digraph { a -> b /* never ends", /comment/i],
  ["loop.dot", "digraph { {a b} -> {b c} }", /itself/],
  ["roles.dot", "digraph { a [latent=true, observed=true]; a -> b }", /role|latent|observed/],
  ["self.csv", "from,to\na,a\n", /itself/],
  ["ring.csv", "from,to\na,b\nb,c\nc,a\n", /cycle|circle/i],
  ["nobody.csv", "from,to\n,b\n", /line 2/],
  ["twice.csv", "from,to\na,b\na,b\n", /once|again|twice/],
  ["one.csv", "from,to\n", /at least one|arc/],
  [
    "given.xml",
    '<?xml version="1.0"?>\n<BIF VERSION="0.3"><NETWORK><NAME>n</NAME><VARIABLE TYPE=\'nature\'><NAME>A</NAME><OUTCOME>y</OUTCOME><OUTCOME>n</OUTCOME><PROPERTY><![CDATA[a < b & c]]></PROPERTY></VARIABLE><VARIABLE TYPE="nature"><NAME>B</NAME><OUTCOME>y</OUTCOME><OUTCOME>n</OUTCOME></VARIABLE><DEFINITION><FOR>A</FOR><GIVEN>C</GIVEN><TABLE>0.1 0.9 0.1 0.9</TABLE></DEFINITION></NETWORK></BIF>',
    /"C"/,
  ],
  [
    "potential.net",
    'net { }\nnode A { states = ("y" "n"); label = "a % b"; }\nnode B { states = ("y" "n"); }\npotential (C) { data = (0.1 0.9); }',
    /"C"/,
  ],
  ["line.dagitty", "dag { a -- b }", /direct/i],
  ["self.dagitty", "dag { a -> a }", /itself/],
  ["roles.dagitty", "dag { a [latent] a [observed] a -> b }", /role/],
  ["product.lav", "y ~ x1:x2\n", /:|product|interaction/],
  ["triple.lav", "y ~~~ x\n", /line 1/],
  ["self.lav", "y ~ y + x\n", /itself/],
  ["plus.lav", "y ~ x1 +\n", /line|end|name/],
  ["ring.bnlearn", "[A|B][B|A]", /cycle|circle/i],
  ["twice.bnlearn", "[B][A|B:B]", /once|twice|again/],
  ["empty.bnlearn", "[A][]", /name|\]/],
  ["twice.gml", 'graph [ directed 1 node [ id 1 label "a" ] node [ id 1 label "b" ] ]', /once|again/],
  ["target.gml", "graph [ directed 1 node [ id 1 ] edge [ source 1 ] ]", /target/],
  [
    "plain.graphml",
    '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph edgedefault="undirected"><node id="a"/><node id="b"/><edge source="a" target="b"/></graph></graphml>',
    /direct/,
  ],
  [
    "hyper.graphml",
    '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph edgedefault="directed"><node id="a"/><node id="b"/><hyperedge><endpoint node="a"/><endpoint node="b"/></hyperedge></graph></graphml>',
    /hyperedge/,
  ],
  [
    "half.graphml",
    '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph edgedefault="directed"><node id="a"/><edge source="a"/></graph></graphml>',
    /target/,
  ],
  [
    "parent.xdsl",
    '<?xml version="1.0"?>\n<smile version="1.0" id="n"><nodes><cpt id="A"><state id="y"/><state id="n"/><probabilities>0.1 0.9</probabilities></cpt><cpt id="B"><state id="y"/><state id="n"/><parents>Q</parents><probabilities>0.1 0.9 0.1 0.9</probabilities></cpt></nodes></smile>',
    /"Q"/,
  ],
  ["undirected.tetrad", "Graph Nodes:\nA;B\n\nGraph Edges:\n1. A --- B\n", /directed.*A --- B/],
  [
    "links-u.json",
    '{"directed": false, "nodes": [{"id": "a"}, {"id": "b"}], "links": [{"source": "a", "target": "b"}]}',
    /direct/,
  ],
  [
    "links-m.json",
    '{"directed": true, "nodes": [{"id": "a"}], "links": [{"source": "a", "target": "q"}]}',
    /"q"/,
  ],
  ["none.tgf", "1 a\n2 b\n#\n1 3\n", /3/],
  ["edgedefault.dot", "digraph { edge [dir=none]; a -> b }", /undirected|direction/],
  ["single.dot", "digraph { 'a b' -> c }", /line 1/],
  ["num.dot", "digraph { 1a -> b }", /line 1|1a/],
  ["half.dagitty", "dag { a -> }", /line 1/],
  ["un.dagitty", "dag { a [latent }", /line 1/],
  ["circle.dagitty", "dag { a @-> b }", /line 1/],
  ["square.lav", "y ~ I(x^2)\n", /line 1/],
  [
    "who.bif",
    'network "n" { property author "x { y"; }\n// c\nvariable A { type discrete[2] { "y y", n }; property pos (1, 2); }\n/* c */ variable B { type discrete [2] { y, n }; }\nprobability ( Q ) { table 0.1, 0.9; }',
    /"Q"/,
  ],
  [
    "self.bif",
    'network "n" { property author "x { y"; }\n// c\nvariable A { type discrete[2] { "y y", n }; property pos (1, 2); }\n/* c */ variable B { type discrete [2] { y, n }; }\nprobability ( A | A ) { table 0.1, 0.9, 0.1, 0.9; }',
    /itself/,
  ],
  ["dec.net", 'net { }\ndecision D { states = ("y" "n"); }\n', /decision/],
  [
    "dec.xdsl",
    '<smile version="1.0" id="n"><nodes><decision id="D"><state id="y"/></decision></nodes></smile>',
    /decision/,
  ],
  ["nothing.xdsl", '<smile version="1.0" id="n"><nodes></nodes></smile>', /node/],
  [
    "version.json",
    '{"format":"siren-vae/network","version":99,"name":"n","kind":"structure","nodes":{"a":{"parents":[]}}}',
    /version|99/,
  ],
  [
    "nodes.json",
    '{"format":"siren-vae/network","version":1,"name":"n","kind":"structure","nodes":[]}',
    /nodes/,
  ],
  ["comma.json", '{"nodes": [{"id": "a"},], "links": []}', /line 1/],
  ["deep.tgf", "#\n", /node/],
  ["short.sif", "a pp\n", /line 1|kind|nodes/],
  ["mx.csv", ",a,b,c\na,0,1,0\nb,0,0,1\n", /square|rows|c/],
  ["self.json", `{"nodes":["a"],"arcs":[["a","a"]],${rest}}`, /line 1, .* one from "a" to itself/],
  ["arc.json", `{"nodes":["a"],"arcs":[["a","q"]],${rest}}`, /between declared nodes, got "q"/],
  ["again.json", `{"nodes":["a","a"],"arcs":[],${rest}}`, /every node once, got "a" again/],
];

describe("odd network files", () => {
  for (const [file, text, arcs] of odd)
    test(`${file} is read`, () => {
      const { dag } = readNetwork(text, file).network;
      const found = dag.names.flatMap((name, node) =>
        dag.parents(node).map((parent) => `${dag.names[parent]}>${name}`),
      );
      assert.equal(found.sort().join(", "), arcs);
    });

  for (const [file, text, told] of wrong)
    test(`${file} is refused by a sentence`, () => {
      assert.throws(
        () => readNetwork(text, file),
        (error: Error) => {
          assert.ok(error instanceof InputError, error.stack);
          assert.match(error.message, told);
          assert.match(error.message, /^[^\n]+[.?]$/);
          assert.ok(error.message.includes(file), error.message);
          return true;
        },
      );
    });
});
