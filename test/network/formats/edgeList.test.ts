import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { InputError, readNetwork } from "../../../src/internals.ts";

const arcsOf = (text: string) => {
  const { dag } = readNetwork(text, "arcs.csv").network;
  return dag.names
    .flatMap((name, node) => dag.parents(node).map((parent) => `${dag.names[parent]}>${name}`))
    .sort();
};

describe("lists of arcs", () => {
  test("headers of any kind, behind comments and blank lines, among other columns", () => {
    for (const text of [
      "# comment\nfrom,to\nA,B\nB,C",
      "\n\nSource,Target\nA,B\nB,C",
      "Cause,Effect\nA,B\nB,C",
      "Node1,Node2\nA,B\nB,C",
      "node_a;node_b\nA;B\nB;C",
      ",source,target,weight\n0,A,B,0.5\n1,B,C,1e-3",
      '"","from","to","strength"\n"1","A","B",0.5\n"2","B","C",0.9',
      '"from","to"\n"1","A","B"\n"2","B","C"',
      "weight,to,from\n3,B,A\n1,C,B",
      "Source,Target,Type\nA,B,Directed\nB,C,Directed",
      "A,B,0.5\nB,C,-2",
      "0,A,B,0.5\n1,B,C,2",
      "#from,to\nA,B\nB,C",
      "from,to,dir\nA,B,->\nC,B,<-",
      "source,x,direction,to\nA,1,-->,B\nB,2,-->,C",
      "sep=;\nfrom;to\nA;B\nB;C",
      '"sep=\t"\nA\tB\nB\tC',
      "from to\n1 A B\n2 B C",
      '"from" "to"\n"1" "A" "B"\n"2" "B" "C"',
      "A B\nB   C",
      '"V1","V2"\n"A","B"\n"B","C"',
      "// made by hand, in a hurry\nfrom,to\nA,B\nNA,NA\nB,C",
      "A,->,B\nB,->,C",
      "A -> B\nC <- B",
      "A\t->\tB\nC\t<-\tB",
      "from,to,directed\nA,B,TRUE\nB,C,yes",
      "node,parents\nA,\nB,A\nC,B",
      '"variable","parents"\n"A",NA\n"B","A"\n"C","c(B)"',
      "name,children\nA,B\nB,C\nC,",
      // Headings of all kinds.
      "TF,target,importance\nA,B,0.5\nB,C,1e-3",
      "treatment,outcome\nA,B\nB,C",
      "Antecedent;Consequent\nA;B\nB;C",
      "from_id,to_id\nA,B\nB,C",
      "SourceName,TargetName\nA,B\nB,C",
      "Cause variable,Effect variable\nA,B\nB,C",
      "subject,predicate,object\nA,causes,B\nB,causes,C",
      "left,arrow,right\nA,-->,B\nB,-->,C",
      "Ursache;Wirkung\nA;B\nB;C",
      "x,y\nA,B\nB,C",
      "row,col,value\nA,B,1\nB,C,1",
      // What spreadsheets, pandas, networkx and people put around the names.
      "from,to,\nA,B,\nB,C,",
      "from,to\nA,B,\nB,C,",
      "from,to\nA,B\nfrom,to\nB,C",
      "from,to\n'A','B'\n'B','C'",
      "My network\nfrom,to\nA,B\nB,C",
      "A B {'weight': 0.5, 'note': 'x'}\nB C {}",
      "A,B,{'weight': 0.5}\nB,C,{}",
      "A → B\nC ← B",
      "A,=>,B\nB,=>,C",
      "from,to,arrows\nA,B,to\nC,B,from",
      "from,to,dir\nA,B,forward\nC,B,back",
      "Var1,Var2,Freq\nA,B,1\nB,A,0\nB,C,1\nC,C,0",
      "node,parents\nA,None\nB,A\nC,['B']",
      "node,parents\nA,character(0)\nB,A\nC,B",
      "variable,parent1,parent2\nA,,\nB,A,\nC,,B",
      "node,parents,children\nA,,B\nB,A,C\nC,B,",
      '"name","x","direction","to"\n"A",0.1,"->","B"\n"B",0.3,"->","C"\n"C",1,NA,NA',
    ])
      assert.deepEqual(arcsOf(text), ["A>B", "B>C"], text);
  });

  test("names that begin with a number sign, and names that only look like a header", () => {
    assert.deepEqual(arcsOf("# comment, with a comma\nfrom,to\n#1,B\nB,#2\n"), ["#1>B", "B>#2"]);
    assert.deepEqual(arcsOf('"# x",B\nB,C\n# y,z'), ["# x>B", "B>C"]);
    assert.deepEqual(arcsOf("gene1,gene2\ngene2,gene3"), ["gene1>gene2", "gene2>gene3"]);
    assert.deepEqual(arcsOf("a,b\nc,d\nd,e"), ["a>b", "c>d", "d>e"]);
    assert.match(readNetwork("a,b\nc,d\nd,e", "arcs.csv").notes[0], /"a" and "b".*header/);
  });

  test("a heading that could as well be an arc is one where its kind goes on below", () => {
    assert.deepEqual(arcsOf("gene1,gene2\ngene3,gene4"), ["gene1>gene2", "gene3>gene4"]);
    assert.deepEqual(arcsOf("V1,V2\nV3,V2"), ["V1>V2", "V3>V2"]);
    assert.deepEqual(arcsOf("exposure,outcome\nage,exposure"), ["age>exposure", "exposure>outcome"]);
    assert.deepEqual(arcsOf("exposure,outcome\nage,smoking"), ["age>smoking"]);
  });

  test("several parents or children in one field", () => {
    const expected = ["A>B", "A>C", "B>C"];
    assert.deepEqual(arcsOf('node,parents\nA,\nB,A\nC,"A,B"'), expected);
    assert.deepEqual(arcsOf("node;parents\nA;\nB;A\nC;[A, B]"), expected);
    assert.deepEqual(arcsOf("node,children\nA,B C\nB,C\nC,"), expected);
  });

  test("numbers as names: with decimals behind them, or as pandas writes them", () => {
    assert.deepEqual(arcsOf("0,1,0.5\n1,2,0.7"), ["0>1", "1>2"]);
    assert.deepEqual(arcsOf("from,to\n1.0,2.0\n2.0,3.0"), ["1>2", "2>3"]);
    assert.deepEqual(arcsOf("0,1,2\n0,1,1\n0,0,1\n0,0,0\n"), ["0>1", "0>2", "1>2"]);
  });

  test("a header that may be an arc is told, zeros and titles that were passed over, too", () => {
    const notes = (text: string) => readNetwork(text, "arcs.csv").notes;
    assert.match(notes("x,y\nA,B\nB,C")[0], /"x" and "y", was taken for a header/);
    assert.deepEqual(arcsOf("x,y\ny,z"), ["x>y", "y>z"]);
    assert.deepEqual(arcsOf("x,y\nz,w"), ["x>y", "z>w"]);
    assert.deepEqual(notes("Var1,Var2,Freq\nA,B,1\nB,C,0").slice(1), [
      "A row with a zero was read as no arc.",
    ]);
    assert.deepEqual(notes("My network\nfrom,to\nA,B"), [
      'What stands above the header was passed over: "My network".',
    ]);
    assert.deepEqual(notes("from,to,type\nA,B,directed\nA,C,bidirected"), [
      'An edge with two arrowheads stands for a hidden common cause: "u_A_C".',
    ]);
  });

  test("marks stand beside a node and its parents, and a name with blanks is one", () => {
    const { dag } = readNetwork(
      "name;parents;latent\nthe cause;;1\nB;the cause;0\nC;the cause;0",
      "a.csv",
    ).network;
    assert.deepEqual(
      dag.latent.map((node) => dag.names[node]),
      ["the cause"],
    );
    assert.deepEqual(dag.parents(2), [0]);
  });

  test("what is written by blanks under no known ending is told by its arrows, braces or headings", () => {
    for (const text of ["A --> B\nB --> C", "A B {}\nB C {}", '"V1" "V2"\n"1" "A" "B"\n"2" "B" "C"'])
      assert.equal(readNetwork(text, "arcs.txt").network.dag.arcCount, 2, text);
  });

  test("other columns are said, undirected edges and text behind the names refused", () => {
    assert.match(readNetwork("from,to,p\nA,B,1", "arcs.csv").notes[0], /passed over: p/);
    for (const text of ["A,B,1\nB,C,2", "A;B;0,5\nB;C;0,25"])
      assert.match(readNetwork(text, "arcs.csv").notes[0], /Numbers behind/);
    const refused = (text: string, pattern: RegExp) =>
      assert.throws(
        () => readNetwork(text, "arcs.csv"),
        (error: Error) => error instanceof InputError && pattern.test(error.message),
      );
    refused("Source,Target,Type\nA,B,Undirected", /direction.*line 2/);
    refused("A,B,x\nB,C,y", /two names.*line 1.*3 fields/);
    refused("from,to\n,B", /two names.*line 2/);
    refused("from,to,directed\nA,B,TRUE\nB,C,FALSE", /direction.*line 3.*not directed \(FALSE\)/);
    refused("0.1,0.2\n0.3,0.4", /a table of numbers, which is data and no network/);
    refused("a,b\n1,0.2\n3,0.4", /a table of numbers/);
    refused("X,Y,Z\n1.1,0.3,0.3\n0.0,3.1,4.0", /a table of numbers/);
    refused("id\tage\tscore\n1\t0\t2.5\n2\t1\t3.5", /numbers below "id" and "age"/);
    refused("group,size\na,1\nb,2", /numbers below "group" and "size".*call these columns from and to/);
    refused("Source,Target,Edge Type\nA,B,Directed Edge\nB,C,Undirected Edge", /direction.*line 3/);
    refused("from,to,edge\nA,B,--", /direction.*line 2.*an edge --/);
    refused("from,to,edge\nA,B,o->", /direction.*line 2/);
    refused("nodes\nA\nB", /two names in a line.*one field in every line/);
    refused("rain wet grass 0.5\nrain sun", /two names in a line/);
    refused("from,to\nA,B,C\nD,E,F", /2 fields, as many as the first line has.*line 2.*got 3/);
    refused("from,to,type\nA,B,undirected", /direction.*type undirected/);
    refused("from,to,arrows\nA,B,none", /direction.*type none/);
    refused("edge\na->b\nb->c", /comma between.*line 2.*"a->b" in one field/);
    refused(
      "from,to,strength,direction\nA,B,1,0.7\nA,C,0.2,0.5\nB,A,1,0.3",
      /strengths of arcs, with "B" and "A" both ways\. Choose among them/,
    );
    assert.equal(readNetwork("from,to,strength,direction\nA,B,1,0.7", "arcs.csv").network.dag.arcCount, 1);
    refused("lhs,op,rhs\ny,~,x\nf,=~,y", /a table of lavaan's parameters/);
  });

  test("numbers are names under headings of arcs, and beside names that come again", () => {
    assert.deepEqual(arcsOf("from,to\n1,2\n2,3"), ["1>2", "2>3"]);
    assert.deepEqual(arcsOf("a,b\nb,1\na,2"), ["a>2", "a>b", "b>1"]);
  });

  test("a dash alone is an edge without direction beside arrows, under such a heading or between two names", () => {
    for (const text of [
      "ID,Variable 1,Dependency,Variable 2\n1,A,->,B\n2,B,-,C",
      "ID,Variable 1,Dependency,Variable 2\n1,A,-,B",
      "from,to,x\nA,B,->\nB,C,\u2013",
      "A,-,B\nB,-,C",
      '"","from","edge","to"\n"1","A","-","B"',
    ])
      assert.throws(() => readNetwork(text, "arcs.csv"), /Expected arcs with a direction/, text);
    assert.deepEqual(arcsOf("from,to,sign\nA,B,-\nB,C,-"), ["A>B", "B>C"]);
  });

  test("an arrow in a field of its own says the direction, and two heads are a hidden common cause", () => {
    assert.deepEqual(arcsOf("from,to,edge\nA,B,<->\nB,C,->"), ["B>C", "u_A_B>A", "u_A_B>B"]);
    assert.deepEqual(readNetwork("from,to,edge,p\nA,B,->,-", "arcs.csv").notes, [
      "Columns beside the arcs were passed over: p.",
    ]);
    assert.match(
      readNetwork(`from,to,${Array.from({ length: 999 }, (_, i) => `p${i}`)}\nA,B\nB,C`, "arcs.csv").notes[0],
      /: p0, p1, p2, p3, p4, p5, p6, p7 and 991 more\.$/,
    );
  });

  test("no file whose ending is of another format is taken for one", () => {
    for (const [file, text] of [
      ["model.lavaan", "x1 = 2, x2"],
      ["model.bnlearn", '"[A][B|A]"'],
      ["model.dot", "a,b\nb,c"],
    ])
      assert.throws(
        () => readNetwork(text, file),
        (error: Error) => error instanceof InputError && error.message.includes(file),
      );
  });

  test("a thousand nodes are read in one pass", () => {
    const rows = Array.from({ length: 5000 }, (_, i) => `n${i % 1000},n${1000 + Math.floor(i / 5)},${i}`);
    assert.equal(arcsOf(`from,to,weight\n${[...new Set(rows)].join("\n")}`).length, 5000);
  });
});
