import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { savedBytes } from "../rdata/saved.ts";
import { answerOf } from "./inProcess.ts";
import { assertMistake } from "./mistakes.ts";

const bytes = (text: string) => Uint8Array.from(text, (sign) => sign.charCodeAt(0));
const own = (nodes: unknown) =>
  JSON.stringify({ format: "siren-vae/network", version: 1, name: "own", kind: "linear-gaussian", nodes });
const gaussian = (parents: Record<string, number>) => ({ parents, intercept: 0, variance: 1 });

/** Networks, what is wrong with them, and what has to be said of it. */
const networks: [string, string | Uint8Array, RegExp][] = [
  ["cycle.dagitty", "dag { a -> b b -> c c -> a }", /cycle|"a"/],
  ["open.dagitty", "dag { a -> b", /}/],
  ["equivalence.dagitty", "pdag { a -- b b -> c }", /pdag|undirected|directions?/i],
  ["ancestral.dagitty", "mag { a -> b a <-> c }", /mag|ancestral/i],
  ["undirected.dot", "graph { a -- b }", /undirected|digraph/],
  ["no-end.dot", "digraph { a -> ", /end|name/i],
  ["quote.dot", 'digraph { "a -> b }', /quot/],
  ["self.gml", 'graph [ directed 1 node [ id 1 label "a" ] edge [ source 1 target 1 ] ]', /itself/],
  ["stray.gml", "graph [ directed 1 node [ id 1 ] edge [ source 1 target 7 ] ]", /7/],
  ["undirected.gml", "graph [ directed 0 node [ id 1 ] node [ id 2 ] edge [ source 1 target 2 ] ]", /direct/],
  ["open.gml", "graph [ directed 1 node [ id 1 ", /\]|end/],
  ["open.graphml", "<graphml><graph edgedefault='directed'><node id='a'>", /clos|end|unclosed/i],
  [
    "stray.graphml",
    "<graphml><graph edgedefault='directed'><node id='a'/><edge source='a' target='b'/></graph></graphml>",
    /"b"/,
  ],
  [
    "undirected.graphml",
    "<graphml><graph edgedefault='undirected'><node id='a'/><node id='b'/><edge source='a' target='b'/></graph></graphml>",
    /direct/,
  ],
  ["twice.lav", "f =~ x1 + x2\nx1 ~ f\nf ~ x1\n", /f|x1/],
  ["bare.lav", "f =~ \n", /line 1/],
  ["cycle.lav", "a ~ b\nb ~ a\n", /a.*b|cycle/],
  ["string.txt", "[A][B|A][C|D]", /"?D"?/],
  ["open-string.txt", "[A][B|A", /\]|"?B"?/],
  ["twice-string.txt", "[A][A][B|A]", /A/],
  ["matrix.csv", ",a,b\na,0,1\nb,1,0\n", /a.*b|both/],
  ["bare-matrix.csv", "0,1\n0,0\n", /names of the nodes above the matrix/],
  ["values.csv", "a,b\n0.5,1.5\n0.25,2\n", /a table of numbers, which is data/],
  ["odd-matrix.csv", ",a,b\na,0,1\nc,0,0\n", /c|b/],
  ["word-matrix.csv", ",a,b\na,0,yes\nb,0,0\n", /numbers, or TRUE and FALSE.*"yes" from "a" to "b"/],
  ["frame.rds", savedBytes("frame"), /bn|network/i],
  ["cut.rds", savedBytes("discrete").slice(0, 200), /cut|damaged|end|compressed/i],
  ["empty.net", "net { }", /node|empty/i],
  ["parent.net", 'net { } node A { states = ("y" "n"); } potential (A | B) { data = (0.5 0.5); }', /B/],
  [
    "cut.bif",
    "network x { } variable A { type discrete [2] { y, n }; }\nprobability ( A | B ) {",
    /closing brace/,
  ],
  ["cut.xdsl", "<smile><nodes><cpt id='A'>", /clos|end|unclosed/i],
  ["cut.dne", "bnet X { node A { kind = NATURE;", /\}|end/],
  ["cut.json", '{"format": "siren-vae/network", "version": 1,', /line 1/],
  ["number.json", "3", /object|network/i],
  ["node.json", own({ a: gaussian({ b: 1 }) }), /"b"/],
  ["text.json", own({ a: { parents: {}, intercept: "0", variance: 1 } }), /a number as the intercept/],
  ["hybrid.json", '{"nodes":["a"],"arcs":[["a"]],"cpds":{"a":{"levels":["x"]}}}', /arcs\.0/],
  [
    "gauss.json",
    '{"nodes":["a"],"arcs":[],"cpds":{"a":{"coefficients":{"(Intercept)":"x"}}}}',
    /coefficients/,
  ],
  ["image.png", bytes("\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), /a picture/],
  ["page.dag", "\n\n\n<!DOCTYPE html>\n<html\n  lang='en'>", /a web page.*Raw/],
  ["text-edit.csv", "{\\rtf1\\ansi\n\\f0 from,to\\\na,b}", /formatted text \(RTF\)/],
  ["work.ipynb", '{\n "cells": [],\n "nbformat": 4}', /a notebook of Jupyter/],
  ["model.pkl", bytes("\x80\x04\x95\x10\0"), /a pickle of Python.*BIF/],
  ["net.bgum", bytes("\x30\x17\0\0\x86\xaeGumJsonVersion"), /BGUM.*BIF/],
  ["graph.mat", bytes("MATLAB 5.0 MAT-file, Platform"), /a MATLAB file.*CSV/],
  ["table.parquet", bytes("PAR1\x15\x04"), /a table \(Parquet\).*as the data/],
  ["tetrad.xml", "<?xml version='1.0'?>\n<bayesNet><bnVariables/></bayesNet>", /Tetrad as XML/],
  [
    "tetrad-graph.xml",
    "<graph><variables><variable>a</variable></variables><edges></edges></graph>",
    /Tetrad as XML.*as text/,
  ],
  ["tetrad.json", '{"nodes":[],"edgesSet":[],"ambiguousTriples":[]}', /a graph of Tetrad: save it as text/],
  ["asia.xbl", bytes("PK\x03\x04\x14\0"), /BayesiaLab.*BIF or NET/],
  ["asia.neta", bytes("\xe0\x01\0"), /Netica in bytes.*DNE/],
  [
    "asia.o3prm",
    "class Asia { boolean smoke { [0.5, 0.5] }; boolean lung dependson smoke { [1, 0, 0, 1] }; }",
    /O3PRM/,
  ],
  [
    "build.xml",
    '<project default="a"><target name="b" depends="dag { a -> b }"/></project>',
    /got <project>/,
  ],
  ["rows.json", '[{"x":"a","y":"b"}]', /an array\. Write pairs such as/],
  ["uml.txt", "@startuml\nu --> a\n@enduml\n", /PlantUML/],
  ["fence.md", "```mermaid\nflowchart LR\n  u --> a\n```\n", /Mermaid/],
  ["model.amw", "<?xml version='1.0'?><AmosGraphics/>", /Amos.*lavaan/],
  ["arrows.csv", "Disease,Fallot -> 1\nAge,3 days -> 1\n", /an arrow within a field/],
  ["wide.csv", "v0,v1,v2,v3\n1,0,2,1\n", /4 fields/],
  [
    "dates.csv",
    "date,event\n1949-01-01,true\n1949-03-01,true\n1950-01-01,false\n",
    /dates or truth values below/,
  ],
];

/** Tables in which a model of `x` and `y` finds no rows. */
const tables: [string, string | Uint8Array, RegExp][] = [
  ["t.feather", bytes("ARROW1\0\0\x10\0\0\0"), /Arrow or Feather.*Parquet/],
  ["t.arrow", bytes("\xff\xff\xff\xff\x10\0\0\0"), /stream of Arrow.*Parquet/],
  ["t.sav", bytes("$FL2@(#) SPSS DATA FILE"), /SPSS.*saveRDS/],
  ["t.dta", bytes("<stata_dta><header>"), /Stata.*CSV/],
  ["t.h5", bytes("\x89HDF\r\n\x1a\n"), /HDF5/],
  ["t.npy", bytes("\x93NUMPY\x01\0"), /NumPy/],
  ["t.db", bytes("SQLite format 3\0"), /SQLite/],
  ["t.pdf", bytes("%PDF-1.7\n"), /PDF/],
  ["t.xlsx", bytes("PK\x03\x04\x14\0\x06\0\x08\0[Content_Types].xml"), /Excel.*CSV/],
  ["t.xls", bytes("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), /old spreadsheet.*CSV/],
  [
    "t.ods",
    bytes("PK\x03\x04\x14\0\0\0mimetypeapplication/vnd.oasis.opendocument.spreadsheet"),
    /OpenDocument/,
  ],
  ["fit.rds", savedBytes("gaussianBzip2"), /data\.frame.*bn\.fit/],
  ["cut-table.rds", savedBytes("frame").slice(0, 90), /cut|damaged|end|compressed/i],
  ["text.rds", "x,y\n1,2\n", /R object/],
  ["semicolons.csv", "x;y\n1,5;2\n1,5;2,5;3\n", /line 3/],
  ["html.csv", "<!doctype html><html><body>Not found</body></html>", /web page/],
  ["object.jsonl", '{"x":{"a":1},"y":2}\n', /"x"/],
  ["cut.jsonl", '{"x":1,"y":2}\n{"x":1,', /line 2/],
  ["nested.json", '[{"x":1,"y":2}]', /object on every line/],
  ["cut.parquet", bytes("PAR1\x15\x04"), /Parquet|cut|whole/i],
  ["infinite.jsonl", '{"x":Infinity,"y":2}\n', /line 1/],
  ["github.csv", "\n\n\n<!DOCTYPE html>\n<html lang='en'>", /a web page/],
  ["old.xls", "<html xmlns:o='urn:schemas-microsoft-com:office:office'><table>", /a web page/],
  [
    "sheet.xml",
    '<?xml version="1.0"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
    /spreadsheet/,
  ],
  ["rows.xml", "<?xml version='1.0'?><rows><row><x>1</x></row></rows>", /an XML document/],
  ["data.gdt", "<?xml version='1.0'?>\n<!DOCTYPE gretldata>\n<gretldata name='x'>", /gretl/],
  ["text-edit.csv", "{\\rtf1\\ansi\n\\f0 x,y\\\n1,2}", /formatted text \(RTF\)/],
  ["photo.csv", bytes("\xff\xd8\xff\xe0\0\x10JFIF"), /a picture/],
  [
    "survey.csv",
    'x,y\n"How, often?","Where?"\n"{""ImportId"":""QID1""}","{""ImportId"":""QID2""}"\n1,2\n2,3\n',
    /questions and ids that Qualtrics/,
  ],
  ["rows.avro", bytes("Obj\x01\x04\x14avro.codec"), /Avro/],
  ["rows.orc", bytes("ORC\x08\x03"), /ORC.*read_orc/],
  ["rows.csv.lz4", bytes("\x04\x22\x4d\x18aaaa"), /LZ4/],
  ["rows.dbf", bytes(`\x03\x7c\x01\x01\x03\0\0\0\x61\0\x14\0${"\0".repeat(20)}X`), /dBASE.*read\.dbf/],
  ["dput.txt", "structure(list(x = c(1, 2), y = c(4, 5)), row.names = c(NA, -2L))\n", /R code.*saveRDS/],
  ["rows.sql", "INSERT INTO t (x, y) VALUES (1, 2);\n", /SQL/],
  ["utf16.csv", Buffer.from("x,y\n1,2\n3,4\n", "utf16le"), /got UTF-16/],
  ["marked.csv", bytes("\xff\xfe\0\0x\0\0\0,\0\0\0y\0\0\0\n\0\0\0"), /got UTF-32/],
  ["columns.json", '{"x":{"0":1,"1":2},"y":{"0":3,"1":4}}', /holds whole columns.*lines=True/],
  [
    "merge.csv",
    `x,y\n${"1.5,2.5\n".repeat(700)}<<<<<<< HEAD\n1,2\n=======\n3,4\n>>>>>>> other\n`,
    /merge.*line 702/,
  ],
  [
    "merge.jsonl",
    `${'{"x":1,"y":2}\n'.repeat(400)}<<<<<<< HEAD\n{"x":1,"y":2}\n=======\n`,
    /merge.*line 401/,
  ],
  ["zero.csv", "x,y\n\0\0,1\n", /line 2/],
  ["lines.jsonl", '{\n  "x": 1,\n  "y": 2\n}\n', /got one over several lines\. Write each row/],
  ["dag.csv", "// mine\ndag { x [latent] x -> y }", /got a network\. Give this file as the network/],
  ["graph.txt", 'strict digraph "g" {\n x -> y }', /got a network/],
  ["asia.bif", "network unknown {\n}\nvariable x {", /got a network/],
  ["asia.net", "% Hugin\nnet\n{\n}", /got a network/],
  ["graph.gml", 'Creator "me"\ngraph\n[\n  directed 1\n', /got a network/],
  ["x-string.txt", "[x][y|x]\n", /got a network/],
  ["gz.csv", bytes("\x1f\x8b\x08\0\0\0\0\0junk"), /gz\.csv/],
];

/** Usage that asks for what there is not. */
const usage: [string, string[], RegExp][] = [
  ["a kind of no column", ["train", "own.json", "--data", "good.csv", "--kind", "z=count", "-o", "new"], /z/],
  [
    "a kind there is not",
    ["train", "own.json", "--data", "good.csv", "--kind", "x=poisson", "-o", "new"],
    /poisson/,
  ],
  ["levels of one label", ["train", "own.json", "--data", "good.csv", "--levels", "x=a", "-o", "new"], /x/],
  ["a format to write there is not", ["inspect", "own.json", "--format", "yaml"], /yaml/],
  [
    "a separator of two signs",
    ["score", "m", "--data", "good.csv", "--separator", "||", "-o", "new.csv"],
    /separator/,
  ],
  [
    "a comma twice",
    ["score", "m", "--data", "good.csv", "--decimal", ",", "--separator", ",", "-o", "new.csv"],
    /decimal|separator/,
  ],
  ["an unknown studio file", ["studio", "none.json", "--no-open"], /none/],
  ["trust below nothing", ["train", "own.json", "--data", "good.csv", "--trust", "-1", "-o", "new"], /trust/],
];

describe("foreign, damaged and impossible input is one sentence, and nothing is written", () => {
  let folder: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "siren-vae-foreign-"));
    for (const [name, content] of [...networks, ...tables]) writeFileSync(join(folder, name), content);
    writeFileSync(join(folder, "good.csv"), "x,y\n1,2\n2,1\n0,3\n4,4\n1,1\n");
    writeFileSync(
      join(folder, "own.json"),
      own({ z: gaussian({}), x: gaussian({ z: 1 }), y: gaussian({ z: 1 }) }),
    );
    const quick = ["--epochs", "0", "--start", "linear-gaussian", "--trust", "full"];
    await answerOf(folder, "train", "own.json", "--simulate", "30", ...quick, "-o", "m");
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const [name, , message] of networks)
    test(`as a network: ${name}`, () => assertMistake(folder, ["inspect", name], message));
  for (const [name, , message] of tables)
    test(`as a table: ${name}`, () =>
      assertMistake(folder, ["score", "m", "--data", name, "-o", "new.csv"], message));
  for (const [name, words, message] of usage) test(name, () => assertMistake(folder, words, message));
});
