import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  ConditionalGaussianNetwork,
  InputError,
  LinearGaussianNetwork,
  readNetwork,
} from "../../../src/internals.ts";

const nodesOf = (text: string, file: string) =>
  Object.fromEntries((readNetwork(text, file).discrete ?? []).map(({ name, ...rest }) => [name, rest]));
const arcsOf = (text: string, file: string) => {
  const { dag } = readNetwork(text, file).network;
  return dag.names
    .flatMap((name, node) => dag.parents(node).map((parent) => `${dag.names[parent]}>${name}`))
    .sort();
};
const refused = (text: string, file: string, pattern: RegExp) =>
  assert.throws(
    () => readNetwork(text, file),
    (error: Error) => error instanceof InputError && pattern.test(error.message),
  );

// P(wet | rain, sprinkler), first parent slowest: yes/on, yes/off, no/on, no/off.
const WET = [0.99, 0.01, 0.8, 0.2, 0.9, 0.1, 0, 1];

const BIF = `network "a lawn" { property version 1.0 ; property note = it's "wet; very" ; }
variable Rain { type discrete [ 2 ] { yes, no }; property url = http://x.org/a; }
variable "the sprinkler" { type discrete [ 2 ] { on, off }; }
variable Wet { type discrete[2] { yes no }; }
probability ( Rain ) { table 0.2, 0.8; }
probability ( "the sprinkler" | Rain ) { default 0.4, 0.6; (yes) 1e-2, .99; }
probability ( Wet | Rain, "the sprinkler" ) {
  (yes, on) 0.99, 0.01; // first parent slowest
  (yes, off) 0.8, 0.2; /* a comment */ (no, on) 0.9, 0.1;
  (no, off) 0.0, 1.0;
}
`;

describe("states and tables of discrete networks", () => {
  test("BIF: rows by the states of the parents, defaults, tables in the child's order", () => {
    const { network, notes } = readNetwork(BIF, "x.bif");
    assert.equal(network.name, "a lawn");
    assert.deepEqual(notes, []);
    const nodes = nodesOf(BIF, "x.bif");
    assert.deepEqual(nodes.Rain, { states: ["yes", "no"], parents: [], table: [0.2, 0.8] });
    assert.deepEqual(nodes["the sprinkler"].table, [0.01, 0.99, 0.4, 0.6]);
    assert.deepEqual(nodes.Wet.table, WET);
    // As JavaBayes writes it: without bars and commas, the child's state slowest.
    const java = `network N { } variable "a" { type discrete[2] { "t" "f" }; } variable "b" { type discrete[3] { "x" "y" "z" }; }
      probability ( "b" "a" ) { table 0.1 0.3 0.2 0.3 0.7 0.4 ; } probability ( "a" ) { table 0.5 0.5 ; }`;
    assert.deepEqual(nodesOf(java, "x.bif").b, {
      states: ["x", "y", "z"],
      parents: ["a"],
      table: [0.1, 0.2, 0.7, 0.3, 0.3, 0.4],
    });
  });

  test("BIF: states and names are free text, properties are passed over", () => {
    const text = `network n { property a = Anna O'Neil ; property b "x; y" ; property c
 }
variable pH(soil) { type discrete [ 3 ] { <5, [5,7), ≥7°C }; property color = #ff0000; property last }
variable wet grass { type discrete [ 2 ] { #1, don't & won't? }; }
variable { type discrete [ 2 ] { a, b }; }
`;
    refused(text, "x.bif", /the name of a variable.*line 5, column 10/);
    const good = `${text.replace("variable {", "variable 3.5 {")}probability ( 3.5 | wet grass, pH(soil) ) { (#1, [5,7)) 0.5, 0.5; }
probability ( wet grass | pH(soil) ) { (<5) 0.1, 0.9; ([5,7)) 0.2, 0.8; (≥7°C) 0.3, 0.7; }`;
    assert.deepEqual(arcsOf(good, "x.bif"), ["pH(soil)>3.5", "pH(soil)>wet grass", "wet grass>3.5"]);
    const nodes = nodesOf(good, "x.bif");
    assert.deepEqual(nodes["pH(soil)"].states, ["<5", "[5,7)", "≥7°C"]);
    assert.deepEqual(nodes["wet grass"].table, [0.1, 0.9, 0.2, 0.8, 0.3, 0.7]);
    assert.match(readNetwork(good, "x.bif").notes[0], /Only the structure.*"pH\(soil\)" has no table/);
  });

  test("BIF: distributions may come first, but only once each, and belong to one variable", () => {
    const swapped = `probability ( b | a ) { (0) 1, 0; (1) 0, 1; }
variable a { type discrete [ 2 ] { 0, 1 }; } variable b { type discrete [ 2 ] { 0, 1 }; } probability ( a ) { table 0.5, 0.5; }`;
    assert.deepEqual(arcsOf(swapped, "x"), ["a>b"]);
    refused(`${swapped} probability ( a ) { table 0.5, 0.5; }`, "x.bif", /one distribution.*"a"/);
    refused(swapped.replace("b | a", "b, a | a"), "x.bif", /one variable before the bar/);
    refused(swapped.replace("b | a", ""), "x.bif", /name of a variable/);
    refused("network x { property a; ", "x.bif", /closing brace/);
  });

  test("BIF: a comment may stand at the end of a word if a blank follows", () => {
    const text = BIF.replace("{ yes, no };", '{ yes, // "it is"\n no// "it isn\'t"\n };').replace(
      "wet; very",
      "10//h",
    );
    assert.deepEqual(nodesOf(text, "x.bif").Rain.states, ["yes", "no"]);
    assert.deepEqual(
      nodesOf(BIF.replace("{ on, off }", "{ 5//h, off }").replaceAll("on)", "5//h)"), "x.bif")[
        "the sprinkler"
      ].states,
      ["5//h", "off"],
    );
  });

  test("DSC: rows by the numbers of the parents' states, in any order", () => {
    const text = `// made by hand
belief network "a lawn"
properties { version: 1; { nested = "}"; } }
node Rain { name: "Rain; today?"; type : discrete [ 2 ] = { "yes", "no" }; position: (1, -2); }
node "the sprinkler" { type : discrete [ 2 ] = { "on", "off" }; }
node Wet { type: discrete[2] = {"yes", "no"}; }
probability ( Wet | Rain, "the sprinkler" ) {
  (1, 0) : 0.9, 0.1; (0, 0) : 0.99, 0.01;
  (1, 1) : 0, 1;  (0, 1) : 0.8, 0.2;
}
probability ( Rain ) { 0.2, 0.8; }
probability ( "the sprinkler" | Rain ) { (yes) : 1e-2, .99; default : 0.4, 0.6; }
`;
    const { network, notes } = readNetwork(text, "x.dsc");
    assert.equal(network.name, "a lawn");
    assert.deepEqual(notes, []);
    const nodes = nodesOf(text, "x.dsc");
    assert.deepEqual(nodes.Rain, { states: ["yes", "no"], parents: [], table: [0.2, 0.8] });
    assert.deepEqual(nodes["the sprinkler"].table, [0.01, 0.99, 0.4, 0.6]);
    assert.deepEqual(nodes.Wet.table, WET);
    assert.equal(readNetwork(text, "unnamed").format, "dsc");
    for (const [before, after, pattern] of [
      ["(1, 1) : 0, 1;", "", /"Wet" lists 3 of its 4 rows/],
      ["(1, 1) :", "(1, 2) :", /"Wet" has a row of its table that does not fit/],
      ["(1, 1) : 0, 1;", "(1, 1) : 0, 1, 0;", /"Wet" has 3 numbers in a row for its 2 states/],
      ["{ 0.2, 0.8; }", "{ a, b; }", /"Rain" has a table with something else than numbers/],
      ['[ 2 ] = { "yes"', '[ 3 ] = { "yes"', /"Rain" declares 3 states and lists 2/],
      ['discrete[2] = {"yes", "no"}', "continuous", /"Wet" has no states/],
    ] as const) {
      const found = readNetwork(text.replace(before, after), "x.dsc");
      assert.equal(found.network.dag.arcCount, 3, before);
      assert.match(found.notes[0], pattern);
    }
    refused(text.replace("Wet | Rain", "Wet | Rian"), "x.dsc", /declared node.*"Rian".*mean "Rain"/);
    refused(text.replace("node Wet", "node Rain"), "x.dsc", /every node once/);
    refused(text.replace("probability ( Rain )", "probability ( Wet )"), "x.dsc", /one distribution/);
    refused(text.slice(0, text.indexOf("; today")), "x.dsc", /closing quotation mark.*line 4/);
    refused(
      text.slice(0, text.indexOf("probability ( Rain")).trimEnd().slice(0, -1),
      "x.dsc",
      /closing brace/,
    );
    refused("belief network\nvariable a", "x.dsc", /name of the network|"node"/);
    refused("network a", "x.dsc", /belief/);
    refused(
      'belief network\nnode M. Work { type : discrete [ 2 ] = { "no", "yes" }; }',
      "x.dsc",
      /"\{" behind the name of a node, which stands in quotation marks where it has blanks.*line 2, column 9/,
    );
  });

  test("tables that cannot be used leave the structure, with the reason", () => {
    const cases: [string, string, RegExp][] = [
      ["table 0.2, 0.8;", "table 0.2, 0.9;", /"Rain" has probabilities that add up to/],
      ["table 0.2, 0.8;", "table 0.2;", /table of 1 numbers.*need 2/],
      ["table 0.2, 0.8;", "table a b;", /something else than numbers/],
      ["(yes, on) 0.99", "(yes, on) 2, 0.99", /does not fit: \(yes, on\)/],
      ["(no, off) 0.0, 1.0;", "", /lists 3 of its 4 rows/],
      ["{ yes, no }", "{ yes, yes }", /"Rain" has a state twice/],
      ["[ 2 ] { yes, no }", "[ 3 ] { yes, no }", /declares 3 states and lists 2/],
    ];
    for (const [before, after, pattern] of cases) {
      const { network, notes } = readNetwork(BIF.replace(before, after), "x.bif");
      assert.equal(network.dag.arcCount, 3);
      assert.match(notes.join(" "), /^Only the structure was read/);
      assert.match(notes.join(" "), pattern);
    }
    const thirds = BIF.replace("0.2, 0.8;", "0.33, 0.66;");
    assert.deepEqual(nodesOf(thirds, "x.bif").Rain.table, [0.33 / (0.33 + 0.66), 0.66 / (0.33 + 0.66)]);
    assert.match(readNetwork(thirds, "x.bif").notes[0], /"Rain" do not add up to 1 and were divided/);
    // 40 parents of 2 states: a table that no memory holds, named in few characters.
    const names = Array.from({ length: 41 }, (_, i) => `v${i}`);
    const huge = `${names.map((one) => `variable ${one} { type discrete [ 2 ] { a, b }; }`).join("\n")}
      probability ( v0 | ${names.slice(1).join(", ")} ) { default 0.5, 0.5; }`;
    assert.match(readNetwork(huge, "x.bif").notes[0], /"v0" has a table of 2199023255552 numbers/);
  });

  test("a sentence on some nodes names the first and counts the others", () => {
    const read = (...nodes: string[]) =>
      readNetwork(
        `<?xml version="1.0"?><BIF VERSION="0.3"><NETWORK><NAME>n</NAME>${nodes.map((node) => `<VARIABLE TYPE="nature"><NAME>${node}</NAME></VARIABLE>`).join("")}${nodes
          .slice(1)
          .map((node) => `<DEFINITION><FOR>${node}</FOR><GIVEN>${nodes[0]}</GIVEN></DEFINITION>`)
          .join("")}</NETWORK></BIF>`,
        "n.xml",
      ).notes.join(" ");
    assert.match(read("a", "b"), /has no states \(and 1 more node\)\.$/);
    assert.match(read("a", "b", "c"), /has no states \(and 2 more nodes\)\.$/);
  });

  test("XMLBIF: the node's own state fastest; decisions and utilities are refused", () => {
    const xml = `<!-- made by hand -->
<!DOCTYPE BIF [ <!-- a > b ]> --> <!ELEMENT BIF ( NETWORK )*> ]>
<BIF VERSION="0.3" note="a > b"><NETWORK><NAME>lawn</NAME>
<VARIABLE TYPE="nature"><NAME>Rain</NAME><OUTCOME>yes</OUTCOME><OUTCOME>no</OUTCOME></VARIABLE>
<VARIABLE><NAME>S</NAME><OUTCOME>on</OUTCOME><OUTCOME>off</OUTCOME></VARIABLE>
<VARIABLE TYPE="nature"><NAME>Wet</NAME><OUTCOME>yes</OUTCOME><OUTCOME>no</OUTCOME></VARIABLE>
<DEFINITION><FOR>Wet</FOR><GIVEN>Rain</GIVEN><GIVEN>S</GIVEN><TABLE> 0.99 0.01 <!-- yes off --> 0.8 0.2 0.9 0.1 0 1 </TABLE></DEFINITION>
<DEFINITION><FOR>Rain</FOR><TABLE>0.2 0.8</TABLE></DEFINITION><DEFINITION><FOR>S</FOR><TABLE>1 0</TABLE></DEFINITION>
</NETWORK></BIF>`;
    assert.deepEqual(nodesOf(xml, "x.xml").Wet, {
      states: ["yes", "no"],
      parents: ["Rain", "S"],
      table: WET,
    });
    assert.deepEqual(readNetwork(xml, "x.xml").notes, []);
    for (const type of ["decision", "UTILITY"])
      refused(xml.replace("nature", type), "x.xml", /chance nodes.*line 4, column 1,/);
    refused(xml.replaceAll("BIF", "pnml"), "x.xml", /<pnml>/);
    const old = xml.replaceAll("DEFINITION", "PROBABILITY");
    assert.match(readNetwork(old, "x.xml").notes[0], /"Rain" is of an older version/);
  });

  test("bytes are decoded as they say; what does not say and is no UTF-8 is said", () => {
    const head = (encoding: string) =>
      `<?xml version="1.0" encoding="${encoding}"?>\n<BIF><VARIABLE><NAME>Gr\u00f6\u00dfe</NAME></VARIABLE></BIF>`;
    const nameIn = (bytes: Uint8Array) => readNetwork(bytes, "x.xml").network.dag.names[0];
    assert.equal(nameIn(Buffer.from(head("ISO-8859-1"), "latin1")), "Größe");
    assert.equal(nameIn(Buffer.from(head("utf-8"), "utf8")), "Größe");
    assert.equal(nameIn(Buffer.from(head("UTF-16"), "utf8")), "Größe", "a declaration that cannot be true");
    assert.equal(nameIn(Buffer.from(`\uFEFF${head("UTF-16")}`, "utf16le")), "Größe");
    assert.equal(nameIn(Buffer.from(`\uFEFF${head("UTF-16")}`, "utf16le").swap16()), "Größe");
    assert.throws(() => nameIn(Buffer.from(head("klingon"))), /encoding.*"klingon".*UTF-8/);
    assert.throws(() => nameIn(Buffer.from(head("utf-8"), "latin1")), /declares, utf-8/);
    refused(head("latin1").replace("\u00f6", "\uFFFD"), "x.xml", /Hand over its bytes/);
    const net = Buffer.from("net {} node Gr\u00f6\u00dfe {} % M\u00e4rz", "latin1");
    const { network, notes } = readNetwork(net, "x.net");
    assert.equal(network.dag.names[0], "Größe");
    assert.match(notes[0], /Windows-1252/);
  });

  test("NET: tables in parentheses, expressions that are passed over", () => {
    const net = `net { node_size = (80 40); label = "a } b; %"; }
node Rain { label = "it's ≥ 5\\" today"; states = ("yes" "no"); } % a comment } 
discrete node S { states = ("on" "off"); HR_Expr = "A^2 ? 1 : #3 & !x"; subtype = number; state_values = (1 2.5e-1); }
node Wet { states = ("yes" "no"); }
potential (Wet | Rain S) { data = (((0.99 0.01) % yes, on
 (0.8 0.2)) ((0.9 0.1)(0 1))); }
potential (Rain) { data = (0.2 0.8); } potential (S) { model_nodes = (Rain); model_data = ( Distribution(A^2, 1) ); }`;
    const nodes = nodesOf(net, "x.net");
    assert.deepEqual(nodes.Wet, { states: ["yes", "no"], parents: ["Rain", "S"], table: WET });
    assert.match(readNetwork(net, "x.net").notes[0], /"S" has no table/);
    assert.deepEqual(readNetwork(net.replace("model_data = (", "data = (1 0); x = ("), "x.net").notes, []);
    refused(net.replace("node S", "decision S"), "x.net", /chance nodes.*line 3, column 1,.*decision/);
    refused(`class C { ${net} }`, "x.net", /plain network.*line 1,.*object-oriented/);
    refused("class sepallength\nclass sepalwidth\n", "x.net", /line 1,.*"class sepallength".*another format/);
    refused(net.replace("(S)", "(Rain)"), "x.net", /one potential a node.*"Rain"/);
    refused(net.replace("(Rain) {", "(Rein) {"), "x.net", /"Rein".*"Rain"/);
    refused(net.slice(0, -1), "x.net", /closing brace/);
    refused(
      net.replace("node Rain", "node Heavy Rain"),
      "x.net",
      /"\{" behind the name of a node, which stands in quotation marks where it has blanks.*line 2, column 12/,
    );
  });

  test("NET: normal distributions of continuous nodes are the linear-Gaussian network that they are", () => {
    const net = `net { } continuous node A { } continuous node B { } continuous node C { position = (1 2); }
potential (A) { data = ( normal ( -1.5, 4 ) ); }
potential (B | A) { data = normal(1 + 2*A - A/4, 0.25); }
potential (C | A B) { data = ( normal( 2 * (A - 1) + -B * 3 + 0.5e1, 1e-1 ) ); }`;
    const { network, notes } = readNetwork(net, "x.net");
    assert.ok(network instanceof LinearGaussianNetwork);
    assert.deepEqual(notes, []);
    refused(
      net.replace("2*A - A/4", "2*C"),
      "x.net",
      /"C", which the distribution of "B" names, among its parents.*line 3.*got A/,
    );
    refused(net.replace("(B | A)", "(B)"), "x.net", /"A", which the distribution of "B" names.*got none/);
    assert.deepEqual(network.nodes, [
      { name: "A", parents: {}, intercept: -1.5, variance: 4 },
      { name: "B", parents: { A: 1.75 }, intercept: 1, variance: 0.25 },
      { name: "C", parents: { A: 2, B: -3 }, intercept: 3, variance: 0.1 },
    ]);
    for (const [before, after, reason] of [
      ["2*A - A/4", "2*A^2", /"B" has a mean that is not linear/],
      ["2*A - A/4", "A*A", /not linear/],
      ["2*A - A/4", "2*Z", /reads "Z", which is not its continuous parent/],
      ["0.25)", "0)", /variance of 0/],
      ["0.25)", "A)", /variance that is not a number/],
      [
        "normal(1 + 2*A - A/4, 0.25)",
        "(normal(1, 1) normal(2, 1))",
        /has 2 normal distributions where 1 are needed/,
      ],
      ["normal(1 + 2*A - A/4, 0.25)", "Beta(1, 1)", /another distribution than normal/],
      ["potential (A)", "% potential (A)", /"A" has no distribution/],
    ] as const) {
      const changed = readNetwork(net.replace(before, after), "x.net");
      assert.match(changed.notes.join(" "), reason);
      assert.equal(changed.network.kind, "structure");
    }
    const { network: mixed, notes: none } = readNetwork(
      `net { } node D { states = ("a" "b"); } node E { states = ("0" "1"); } continuous node A { } continuous node B { }
potential (D) { data = (0.3 0.7); } potential (E | D) { data = ((0.5 0.5) (0.1 0.9)); } potential (A) { data = normal(0, 1); }
potential (B | D A E) { data = ((normal(1, 1) normal(2 + A, 2)) (normal(3 - A, 3) normal((4), 4))); }`,
      "x.net",
    );
    assert.ok(mixed instanceof ConditionalGaussianNetwork);
    assert.deepEqual(none, []);
    assert.deepEqual(mixed.nodes[3], {
      name: "B",
      parents: ["D", "A", "E"],
      regressions: [
        { intercept: 1, coefficients: { A: 0 }, variance: 1 },
        { intercept: 2, coefficients: { A: 1 }, variance: 2 },
        { intercept: 3, coefficients: { A: -1 }, variance: 3 },
        { intercept: 4, coefficients: { A: 0 }, variance: 4 },
      ],
    });
    const wrong = `net { } continuous node A { } node D { states = ("a" "b"); } potential (A) { data = normal(0, 1); }
potential (D | A) { data = (0.3 0.7); }`;
    assert.match(readNetwork(wrong, "x.net").notes[0], /"D" has a parent without states, "A"/);
  });

  test("states without tables are the types of a structure's nodes", () => {
    const { network } = readNetwork(BIF.replace("0.2, 0.8;", ";"), "x.bif");
    assert.equal(network.kind, "structure");
    assert.deepEqual(network.types?.get("Rain"), { kind: "binary", levels: ["yes", "no"] });
    assert.equal(readNetwork(BIF, "x.bif").network.kind, "discrete");
  });
});
