import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { type ColumnType, findKinds, typedTable } from "../../src/data/index.ts";
import { loadTable } from "../../src/io/index.ts";
import { rawTableOfBytes, readDataFrame } from "../../src/tables/index.ts";
import { savedBytes } from "../rdata/saved.ts";
import { temporaryFolder } from "../temporaryFolder.ts";

/** As R 4 saves it: n = c(1.5, NA, -2), i = c(3L, NA, 7L), l = c(TRUE, NA, FALSE), s = c("a", NA, "b"), f a factor, d dates. */
const KINDS =
  "H4sIAAAAAAAAA4vgYmBgYGJgYWJiYGIGMpmFgQQbEPOBOPY/GMCg/gOIZF90gAEOeEHyINwA4bMDMRdUjLEBoU4ALMbCwAkSTwQSnP+BACaQBJSEmcSE0MkCZkMVseWklqXmFEPNYoJprYAxKtHUsybnJBbDlMMNSUtMLskvArL+AW0De87h4l0HZM/t/wBzM8g4pv9oJrC4JJakQvSjWpeXmJsKs44N5qg8GCMTxsiBMYphjDQYIwWHlVwpiSWJemlFQAvQLOUsyi/Xg1kMCkAmUMABA/YvyIUAzzcg0NUBAAA=";

/** As R saves them: a column that is a matrix; 3, NA, -5 of bit64; -2147483648, 1, NA; a name twice; no rows; one value less. */
const ODD = {
  matrix:
    "H4sIAAAAAAAAA4vgYmBgYGJgYWJiYGIGMpmFwXwGBl4ozQihmUB8FgSfgRnCZ4GoYWHgBImlZOYiaYXhf2jKWPMSc1OLgQwBiN1gQcZEGCMJTTlnUX65HkwL2OwGIPH//38Mc5NzEoth5sIEuVISSxL10oqA+kFOAQD7vgQ68AAAAA==",
  large:
    "H4sIAAAAAAAAA4vgYmBgYGJgYWJiYGIGMpmFwXwGBl4QB4gZoXwgm5kPKgYCzA1Qxn8I+M0ANASsnoWBE0izJuckFhcDGQJIgpyZeSWp6alFZiZAzj90HXmJuakwHUxQQcZEGCMJTTlnUX65HkwLyLVMDRDX/IUoZPyPZjlXSmJJol5aEVALyHYA7tj8N/oAAAA=",
  low: "H4sIAAAAAAAAA4vgYmBgYGJgYWJiYGIGMpmFgQQjEPOBOAcfMICB/QcIXQ+m2RcxADWA1bEwcAJp1rzE3NRiIEMASZAxEV1Vck5iMboqrpTEkkS9tCKgAWjKOYvyy/VgBvOCXNkAJP7///8XSP0DAHlBHkq4AAAA",
  twice:
    "H4sIAAAAAAAAA4vgYmBgYGJgYWJiYGIGMpmFwXwGBj4gZrT/wAADYL4DnMsCUsPIwMLACaRZ8xJzU4uBDAGIYWBBxkQEA015ck5iMUw5TJArJbEkUS+tCGgSmnLOovxyPZgNvCAbGoDEfyAAUv8AQ2A7CcEAAAA=",
  none: "H4sIAAAAAAAAA4vgYmBgYGJgYWJiYGIGMpmFgQQjEPMxgAELE5jPwsAJpFnzEnNTi4EMASRBxkR0Vck5icXoqrhSEksS9dKKgAagKecsyi/XgxnMC7GV4R8APHxu1pgAAAA=",
  short:
    "H4sIAAAAAAAAA4vgYmBgYGJgYWJiYGIGMpmFwXwGBl4QB4gZoXxmqBgTQowFwmZh4ATSrHmJuanFQIYAxECwIGMijJGErjw5J7EYphwmyJWSWJKol1YENAlNOWdRfrkezAawMxoYwADkrH8AkWzJz8UAAAA=",
};

/** As R saves them, with a column a: a factor of the codes 1, 3, 2 and two levels; 2^53 + 1 and 5 of bit64. */
const LOST = {
  factor:
    "H4sIAAAAAAAAA4vgYmBgYGZgYWJiYGYFMhlYQ0PcdC2AYsJADhMQv4PSjAwsDJxAmi85P7cgMbkkPjOvpDi1EE2WJSmxOBUqxgsWh9D/QDpBVjlwMICB/QdUGqKGmRfsHIg+Zog5LMjms+WklqXmFANZAmBZiChjBYxRiaaeNTknsRimHG5IGtD9+UUQK1GV5yXmpmKYngRjJKIp5yzKL9eDaQE5nakBSPz///8vRCHLfzSbuVISSxL10oqAWkC2AwBVdi7dfgEAAA==",
  digits:
    "H4sIAAAAAAAAA4vgYmBgYGZgYWJiYGYFMhlYQ0PcdC2AYsJADhMQv4PSjAwsDJxAmi85P7cgMbkkPjOvpDi1EE2WJSmxOBUqxgsWh9D/QDpBVjkwQID9B1QaooaZD6xXAcxnhIoD3cWCbAdrck5icTGQIYAkyAl0Tmp6apGZCcQkVB15ibmpMB1MUEHGJBgjEU05Z1F+uR5MC8j1TA1A4v///1Bzmf+jWc6VkliSqJdWBNQCsh0Axb4d3VUBAAA=",
};

/** As R saves it: a = c(1, 2), z = complex(real = 1:2, imaginary = 1). */
const COMPLEX =
  "H4sIAAAAAAAAA4vgYmBgYGJgYWJiYGIGMpmFwXwGBj4Qbf+BAQwcGOCAH1kcXR7GZwAaCCQYGVgYOIE0a15ibmoxkCEAsQwsyJgIY1ShKecsyi/Xg2nhBWlpABL/////h25uck5iMcxcmCBXSmJJol5aEVA/kPcPACOKumvhAAAA";

/**
 * Six rows as R saves them. agree: 1, 2, 3, 2, 1, 3 with labels disagree, neutral, agree and, for 9, never; sex: 2, 1, 1, 2, NA,
 * 1 with labels; age: 31, 44, -9, 50, -99, 27 with labels of -9, which is missing, and -99; cyl: a factor of 4, 6, 8, 8, 4, 6;
 * pain: an ordered factor low < mid < high < never of low, high, mid, mid, low, high; arm: a, b, b, c, NA, a with labels of a and b. All
 * but the factors are haven's.
 */
const LABELLED =
  "H4sIAAAAAAAAA61US27CMBB1fvykIqTeoPuyqiqkLmCF1H0rsUNDYpKoxkEOCe2qPUtPwpF6glI78Rjikh2REs+M5/fGL14MCCEe8V2XeIEUSfD6Mr+fSNutVDpyHap1+kOqZ0b02mvqZl/bicwoPw7xSV/FM1hRlhPiqmx+a7a7i9EBhw2VwWSkdrSxF6U5xIJSrXc5LXYCGMac7wWcllRI4dfOHDLIMbOnjcMESsqXVcuMRto6KMOdyJfqi6CirFgxWqetx2SPwwb6Wendb7TX7ThHPRjX9q/33aPu0NWV/Q0wxNZZ00oz4Dz0vgaeqe5nXq8HfUCzZ60vDrX+dBkP+qNfC56uoOsiN611C/7Gsz2/JqbGsfc5LEtgRUUq1ahzMMyrwN+QivsyQDWpytav1i1uS3Ixm0TOAwqPKEwsLCbBGsJdJi6U9nR596SrDAFmwH/BY9kexU2K0/CTNE6sP6DRgBl/JiIqzBSb/YyqfjQEQGH1TwjVXI/yOfmeyHBe7TxJCx22DEK6yhBHJIr4ClzohwkICe38JjC1EWLj3vBy+o4ixMYafuAt428h5cZDbGyeiWw/xstLHaz7VXOs00KFQQQ7GK+FDFE9/gHsHWi3nQUAAA==";

describe("tables that R saved", () => {
  test("every kind of column, with what is missing", () => {
    const text = new TextDecoder().decode(readDataFrame(Buffer.from(KINDS, "base64"), "k.rds").lines);
    const rows = text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    assert.deepEqual(rows, [
      { n: 1.5, i: 3, l: true, s: "a", f: "y", d: "2020-02-01T00:00:00.000Z" },
      { n: null, i: null, l: null, s: null, f: "x", d: null },
      { n: -2, i: 7, l: false, s: "b", f: null, d: "1969-12-31T00:00:00.000Z" },
    ]);
  });

  test("codes without a level and digits beyond numbers are not lost without a word", () => {
    const told = (text: string) => readDataFrame(Buffer.from(text, "base64"), "l.rds").problems.get("a");
    assert.equal(
      told(LOST.factor),
      'Expected numbers or labels in column "a" of l.rds, got a factor with the code 3 of 2 levels. Correct it, or leave that column out.',
    );
    assert.match(
      told(LOST.digits)!,
      /got the whole number 9007199254740993, which would lose digits\. Correct it/,
    );
  });

  test("numbers and labels arrive as from any other table", async () => {
    const table = await rawTableOfBytes(new Uint8Array(savedBytes("frame")), "t.rds");
    assert.deepEqual(
      table.columns.map(({ name, numbers, texts }) => [name, [...numbers], texts?.labels]),
      [
        ["a", [1, 2], undefined],
        ["b", [Number.NaN, Number.NaN], ["x", "y"]],
      ],
    );
  });

  test("whole numbers of 64 bits, and numbers that R's integers have for NA", () => {
    const column = (base64: string, name: string) =>
      new TextDecoder()
        .decode(readDataFrame(Buffer.from(base64, "base64"), "t.rds").lines)
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)[name]);
    assert.deepEqual(column(ODD.large, "b"), [3, null, -5]);
    assert.deepEqual(column(ODD.low, "a"), [-2147483648, 1, null]);
  });

  test("labels of haven's numbers and of factors come out in their order", async () => {
    const table = await rawTableOfBytes(new Uint8Array(Buffer.from(LABELLED, "base64")), "t.rds");
    const kinds = findKinds(table);
    assert.deepEqual(
      kinds.map(({ name, type, gaps }) => [name, type.kind, type.levels, gaps]),
      [
        ["agree", "categorical", ["disagree", "neutral", "agree"], 0],
        ["sex", "binary", ["male", "female"], 1],
        ["age", "contaminated-normal", undefined, 1],
        ["cyl", "categorical", ["4", "6", "8"], 0],
        ["pain", "ordinal", ["low", "mid", "high"], 0],
        ["arm", "categorical", ["c", "drug", "placebo"], 1],
      ],
    );
    assert.match(kinds[2].warnings[0], /age has labels for some of its numbers \(-99 = "unknown"\)/);
    const { values } = typedTable(table, kinds);
    assert.deepEqual([...values.slice(0, 12)], [0, 1, 31, 0, 0, 2, 1, 0, 44, 1, 2, 1]);
    const numbers = findKinds(table, new Map([["agree", { kind: "gaussian" }]]));
    assert.deepEqual([...typedTable(table, numbers).values.slice(0, 7)], [1, 1, 31, 0, 0, 2, 2]);
    const codes = findKinds(table, new Map([["agree", { kind: "ordinal", levels: ["1", "2", "3"] }]]));
    assert.deepEqual(codes[0].counts, [2, 2, 2]);
    assert.equal(typedTable(table, codes).values[6], 1);
  });

  test("a model asks labelled numbers by its labels, or as the numbers that it was trained on", async () => {
    const folder = temporaryFolder();
    const file = join(folder, "t.rds");
    writeFileSync(file, Buffer.from(LABELLED, "base64"));
    const agree = async (type: ColumnType) => [
      ...(await loadTable(file, ["agree"], { types: [type], missing: "keep" })).data.values,
    ];
    const labels = { kind: "categorical", levels: ["agree", "disagree", "neutral"] };
    assert.deepEqual(await agree(labels), [1, 2, 0, 2, 1, 0]);
    assert.deepEqual(await agree({ kind: "ordinal", levels: ["1", "2", "3"] }), [0, 1, 2, 1, 0, 2]);
    assert.deepEqual(await agree({ kind: "gaussian" }), [1, 2, 3, 2, 1, 3]);
  });

  test("what is no table of single values is refused by its column", () => {
    for (const [base64, pattern] of [
      [ODD.twice, /every column once in t\.rds, got "a" as columns 1 and 2/],
      [ODD.none, /at least one row of data in t\.rds/],
      [ODD.short, /columns of 3 values in t\.rds, as "a" has, got 2 in "b"/],
    ] as const)
      assert.throws(() => readDataFrame(Buffer.from(base64, "base64"), "t.rds"), pattern);
  });

  test("a column that holds something else matters only where it is asked for", async () => {
    for (const [base64, other, pattern] of [
      [ODD.matrix, "b", /numbers or labels in column "b" of .*m\.rds, got matrix/],
      [COMPLEX, "z", /numbers or labels in column "z" of .*m\.rds, got complex/],
    ] as const) {
      const file = join(temporaryFolder(), "m.rds");
      writeFileSync(file, Buffer.from(base64, "base64"));
      const { data, ignored } = await loadTable(file, ["a"]);
      assert.deepEqual([data.rowCount > 0, ignored], [true, [other]]);
      await assert.rejects(loadTable(file, ["a", other]), pattern);
      const table = await rawTableOfBytes(new Uint8Array(Buffer.from(base64, "base64")), "m.rds");
      assert.match(table.columns.find(({ name }) => name === other)?.problem ?? "", pattern);
    }
  });

  test("cells are named by their rows, and advice is for R", async () => {
    const file = join(temporaryFolder(), "t.rds");
    writeFileSync(file, savedBytes("frame"));
    await assert.rejects(loadTable(file, ["b"]), /a number in row 1, column "b" of .*t\.rds/);
    await assert.rejects(loadTable(file, ["c"]), /a column "c".*got the columns a, b.*data\.frame/);
    const table = await rawTableOfBytes(new Uint8Array(savedBytes("frame")), "t.rds");
    assert.equal(table.columns[1].texts?.first.place, 'row 1, column "b" of t.rds');
  });

  test("other content is refused with the file's name", () => {
    const packed = (name: string) => () => readDataFrame(new TextEncoder().encode("BZh91AY&SY"), name);
    assert.throws(packed("t.rds"), /^InputError: t\.rds: Expected/);
    assert.throws(
      packed("t.csv.bz2"),
      /Expected a table.*in t\.csv\.bz2, got a file that bzip2 or xz packed/,
    );
    assert.throws(
      () => readDataFrame(new TextEncoder().encode("a,b\n1,2\n"), "t.rds"),
      /t\.rds: Expected an R object/,
    );
  });

  test("another object is named by its class", () => {
    assert.throws(() => readDataFrame(savedBytes("discrete"), "fit.rds"), /fit\.rds.*class bn\.fit/);
  });

  test("what R turns into a table is told how, other objects are named", () => {
    const ascii = (words: string) =>
      new TextEncoder().encode(`A\n2\n262658\n131840\n${words.replaceAll(" ", "\n")}\n`);
    const said = (bytes: Uint8Array) => {
      try {
        readDataFrame(bytes, "m.rds");
      } catch (error) {
        return (error as Error).message;
      }
      return "";
    };
    const asFrame = /Save it by saveRDS\(as\.data\.frame\(x\), "table\.rds"\)\./;
    assert.match(said(ascii("526 1 1 1026 1 262153 3 dim 13 2 1 1 254")), asFrame);
    assert.match(said(ascii("531 1 14 1 1 1026 1 262153 5 names 16 1 262153 1 a 254")), asFrame);
    assert.match(said(ascii("14 1 1")), /class double\. Save a single one/);
    assert.match(said(savedBytes("hybridXz")), /class bn\.fit.*Save a single one/);
  });
});
