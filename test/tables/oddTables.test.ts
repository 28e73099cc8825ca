import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import type { GivenKind } from "../../src/data/index.ts";
import { InputError, StructureNetwork, type TableLayout } from "../../src/internals.ts";
import { loadMeasuredTable, loadRawTable, loadTable } from "../../src/io/index.ts";
import { temporaryFolder } from "../temporaryFolder.ts";

const folder = temporaryFolder();
const place = (file: string, text: string) => {
  const path = join(folder, file);
  writeFileSync(path, text);
  return path;
};

type Cells = Readonly<Record<string, readonly (number | string | null)[]>>;

/** Tables of numbers as people have them, and the numbers; null is missing. */
const numbers: readonly (readonly [file: string, text: string, columns: Cells, layout?: TableLayout])[] = [
  ["zeros.csv", "a,b\n000.50,1\n0001,2\n", { a: [0.5, 1], b: [1, 2] }],
  ["unnamed.csv", ",a,b\n0,1.5,2\n1,3,4\n", { a: [1.5, 3], b: [2, 4] }],
  ["qcrlf.csv", '"a","b"\r\n"1"\t,"2"\r\n', { a: [1], b: [2] }],
  ["lonely.csv", "a\n1\n\n3\n", { a: [1, null, 3] }],
  ["comma-semi.csv", "a;b\n1,5;2\n-,5;3,25\n", { a: [1.5, -0.5], b: [2, 3.25] }],
  ["comma-tab.tsv", "a\tb\n1,5e3\t2\n+7,0\t3\n", { a: [1500, 7], b: [2, 3] }],
  ["bar.csv", "a | b\n 1.5 | 2 \n 3 | 4\n", { a: [1.5, 3], b: [2, 4] }],
  ["runs.txt", "   a    b\n  1.5   2\n 30    4\n", { a: [1.5, 30], b: [2, 4] }],
  ["thousands.csv", "a;b\n1.234.567,5;2\n12,5;3\n", { a: [1234567.5, 12.5], b: [2, 3] }, { decimal: "," }],
  ["swiss.csv", "a;b\n1'234.5;2\n12.5;3\n", { a: [1234.5, 12.5], b: [2, 3] }, { decimal: "." }],
  ["nbsp.csv", "a;b\n1\u202f234,5;2\n12,5;3\n", { a: [1234.5, 12.5], b: [2, 3] }, { decimal: "," }],
  ["colon.csv", "a:b\n1:2\n3:4\n", { a: [1, 3], b: [2, 4] }, { separator: ":" }],
  ["trailing.csv", "a,b,\r\n1,2,\r\n3,4,\r\n\r\n  \r\n", { a: [1, 3], b: [2, 4] }],
  ["cr.csv", "a,b\r1,2\r3,4\r", { a: [1, 3], b: [2, 4] }],
  ["sep-bom.csv", '\ufeffsep=;\r\n"a";"b"\r\n1;2\r\n', { a: [1], b: [2] }],
  ["rownames.csv", '"b","a"\n"r 1",2,1\n"r,2",4,3\n', { a: [1, 3], b: [2, 4] }],
  ["numbers-as-names.csv", "2,1\n0.5,1.5\n", { "1": [1.5], "2": [0.5] }],
  ["spaced.csv", ' a , "b c" \n1, 2\n 3 ,4\n', { a: [1, 3], "b c": [2, 4] }],
  ["nfd.csv", "é,b\n1,2\n", { é: [1], b: [2] }],
  ["hash.csv", "# a,b\n1,2\n", { a: [1], b: [2] }],
  ["unneeded.csv", 'a,when,note,b\n1,2020-01-01,"x\n""y"", z",2\n3,n/a,,4\n', { a: [1, 3], b: [2, 4] }],
  [
    "gaps.csv",
    "a,b\nNA,#N/A\n<NA>,.\n1,\\N\n.a,2\n1.#IND,?\n",
    { a: [null, null, 1, null, null], b: [null, null, null, 2, null] },
  ],
  [
    "sentinel.csv",
    "a,b\n-99.0,unknown\n1,2\n",
    { a: [null, 1], b: [null, 2] },
    { missingValues: ["-99", "unknown"] },
  ],
  ["plus.csv", "a,b\n+1.5,.5\n1.,1E+05\n007,-1\n", { a: [1.5, 1, 7], b: [0.5, 100000, -1] }],
  [
    "digits.csv",
    "a,b\n0.1000000000000000055511151231257827,9007199254740993\n",
    { a: [0.1], b: [9007199254740992] },
  ],
  [
    "odd.jsonl",
    '\ufeff{"b": 2, "x": {"y": [1, "}"]}, "a": 1e0}\r\n\r\n{"a": null}\r\n{"\\u0061": -0.5, "b": 1E2}\r\n',
    { a: [1, null, -0.5], b: [2, null, 100] },
  ],
];

/** Tables with labels, and what stands in some columns. */
const labels: readonly (readonly [file: string, text: string, columns: Cells])[] = [
  ["tf.csv", "a,b\nT,1\nF,2\nT,3\n", { a: ["T", "F", "T"], b: [1, 2, 3] }],
  ["emoji.csv", 'a,b\n😀,1\n"a\nb",2\n😀,3\n', { a: ["😀", "a\nb", "😀"], b: [1, 2, 3] }],
  [
    "mixed.jsonl",
    '{"a":"x","b":null}\n{"a":"y","b":2}\n{"a":null,"b":3}\n',
    { a: ["x", "y", null], b: [null, 2, 3] },
  ],
  ["truth.csv", "a,b\nTRUE,yes\nfalse,no\nTrue,yes\n", { b: ["yes", "no", "yes"] }],
  ["dates.csv", "a,b\n2020-01-01,1\n2020-01-02,2\n", { a: ["2020-01-01", "2020-01-02"], b: [1, 2] }],
  ["none.csv", "a,b\nnone,1\nmild,2\n,3\n", { a: ["none", "mild", null], b: [1, 2, 3] }],
  ["labels.jsonl", '{"a": true, "b": "\\ud83d\\ude00"}\n{"a": false, "b": "x, y"}\n', { b: ["😀", "x, y"] }],
];

/** Tables whose columns a and b can't be read, or not taken for anything, and what the sentence about it says. */
const wrong: readonly (readonly [
  file: string,
  text: string,
  told: RegExp,
  layout?: TableLayout,
  kinds?: Readonly<Record<string, GivenKind>>,
])[] = [
  ["pointed.csv", "a;b\n1.234;1\n5.678;2\n9.012;3\n", /--decimal/],
  ["twocol.csv", "a,a,b\n1,2,3\n", /once/],
  ["allgap.csv", "a,b\nNA,1\n,2\n.,3\n", /"a" is missing in all 3/],
  ["allsame.csv", "a,b\nyes,1\nyes,2\nyes,3\n", /vary|"yes"/],
  ["mixedlab.csv", "a,b\n1,1\n2,2\n3,3\n4,4\nfive,5\n6,6\n", /"five"/],
  ["nul.csv", "a,b\n1,2\n3\u0000,4\n5,6\n", /line 3/],
  ["sepdec.csv", "a;b\n1;2\n", /separator/, { separator: "||" }],
  ["sepword.csv", "a,b\n1,2\n2,3\n4,5\n", /"b"|"a"|column/, { separator: ";" }],
  ["dec.csv", "a;b\n1.5;2\n2.5;3\n3.5;1\n", /1\.5|decimal/, { decimal: "," }],
  ["acc.csv", "a,b\n(1.50),2\n(2.50),3\n3,4\n4,5\n5,6\n", /\(1\.50\)/],
  ["semis.csv", "a;b;\n1;2;\n1;2;3;\n", /line 3/],
  ["kind.csv", "a,b\n1.5,1\n2.5,2\n3.5,3\n", /count/, {}, { a: { kind: "count" } }],
  [
    "kind2.csv",
    "a,b\n-1,1\n2.5,2\n3.5,3\n",
    /log-normal|positive|above 0/,
    {},
    { a: { kind: "log-normal" } },
  ],
  ["level.csv", "a,b\nx,1\ny,2\nz,3\n", /"z"/, {}, { a: { levels: ["x", "y"] } }],
  ["percent.csv", "a,b\n12%,1\n13.5%,2\n14%,3\n", /"12%".*(percent|%)|percent/i],
  ["currency.csv", "a,b\n$1.50,1\n$2.25,2\n$3,3\n", /\$|currency/],
  ["euro.csv", "a;b\n1,50 €;1\n2,25 €;2\n3,10 €;3\n", /€|currency/],
  ["minus.csv", "a,b\n\u22121.5,1\n\u22122.5,2\n0.5,3\n", /\u2212/],
  ["dates.csv", "a,b\n2020-01-01,1\n2020-01-02,2\n2020-01-03,3\n", /date|different/i],
  ["times.csv", "a,b\n12:30,1\n13:45,2\n14:00,3\n", /time|different/i],
  ["mixed-decimals.csv", "a;b\n1.5;1\n2,5;2\n3,5;3\n", /line 3|decimal/],
  ["unclear.csv", "a;b\n1,234;1\n5,678;2\n9,012;3\n", /--decimal/],
  ["thousands.csv", 'a,b\n"1,234.5",1\n"2,345.5",2\n3,3\n', /thousands/],
  ["infinite.csv", "a,b\n1,2\n-Inf,3\n2,4\n", /line 3.*finite|finite.*line 3/],
  ["beyond.csv", "a,b\n1e400,2\n1,3\n2,4\n", /1e400/],
  ["wide-digits.csv", "a,b\n\uff11\uff12,2\n\uff13,3\n5,4\n", /\uff11/],
  ["after-quote.csv", 'a,b\n"1"x,2\n3,4\n', /quote/],
  ["extra.csv", "a,b\n1,2\n1,2,\n", /line 3/],
  ["blank-name.csv", "a,,c\n1,2,3\n", /"b"/],
  ["nothing.csv", "\n\n\n", /header|names|empty/],
  ["dash.csv", "a,b\n1,2\n-,3\n4,5\n", /--missing-values/],
  ["twice.jsonl", '{"a": 1, "a": 2, "b": 3}\n', /once|again|twice/],
  ["text-number.jsonl", '{"a": "1.5", "b": 3}\n{"a": "2.5", "b": 4}\n{"a": "3.5", "b": 5}\n', /quotes/],
  ["array.jsonl", "[1, 2]\n[3, 4]\n", /object/],
  ["tail.jsonl", '{"a": 1, "b": 2} {"a": 3, "b": 4}\n', /line 1/],
  ["old.por", "ASCII SPSS PORT FILE", /SPSS/],
  [
    "ids.csv",
    "a,b\nid0,0\nid1,1\nid2,2\nid3,3\nid4,4\nid5,5\nid6,6\nid7,7\nid8,8\nid9,9\nid10,10\nid11,11\nid12,12\nid13,13\nid14,14\nid15,15\nid16,16\nid17,17\nid18,18\nid19,19\nid20,20\nid21,21\nid22,22\nid23,23\nid24,24\nid25,25\nid26,26\nid27,27\nid28,28\nid29,29\nid30,30\nid31,31\nid32,32\nid33,33\nid34,34\nid35,35\nid36,36\nid37,37\nid38,38\nid39,39\n",
    /different|id/,
  ],
];

const network = new StructureNetwork({
  name: "net",
  nodes: [
    { name: "u", parents: [] },
    { name: "a", parents: ["u"] },
    { name: "b", parents: ["u"] },
  ],
  observed: ["a", "b"],
});

describe("odd tables", () => {
  for (const [file, text, columns, layout] of numbers)
    test(`the numbers of ${file} are read`, async () => {
      const names = Object.keys(columns);
      const { data } = await loadTable(place(file, text), names, { missing: "keep", ...layout });
      for (const [c, name] of names.entries()) {
        const found = Array.from({ length: data.rowCount }, (_, row) => data.values[row * names.length + c]);
        assert.deepEqual(
          found,
          columns[name].map((value) => value ?? Number.NaN),
        );
      }
    });

  for (const [file, text, columns] of labels)
    test(`the labels of ${file} are read`, async () => {
      const names = Object.keys(columns);
      const table = await loadRawTable(place(file, text), names);
      for (const { name, numbers: found, texts, problem } of table.columns) {
        assert.equal(problem, undefined);
        const cells: (number | string)[] = [...found];
        texts?.rows.forEach((row, i) => {
          cells[row] = texts.labels[texts.codes[i]];
        });
        assert.deepEqual(
          cells,
          columns[name].map((value) => value ?? Number.NaN),
        );
      }
    });

  for (const [file, text, told, layout = {}, kinds = {}] of wrong)
    test(`${file} is refused by a sentence`, async () => {
      await assert.rejects(
        loadMeasuredTable(network, place(file, text), { layout, kinds }),
        (error: Error) => {
          assert.ok(error instanceof InputError, error.stack);
          assert.match(error.message, told);
          assert.match(error.message, /^[^\n]+[.?]$/);
          return true;
        },
      );
    });
});
