import assert from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { parquetWriteBuffer } from "hyparquet-writer";
import Papa from "papaparse";
import { InputError } from "../../src/internals.ts";
import {
  loadRawTable,
  loadTable,
  openTableWriter,
  parseTable,
  readTable,
  readTableChunks,
  writeTable,
} from "../../src/io/index.ts";
import { CsvParser } from "../../src/tables/csvParser.ts";
import { type ReadTableOptions, typedReaders } from "../../src/tables/index.ts";
import { changedBytes } from "./changedBytes.ts";
import { FOREIGN_COLUMNS, FOREIGN_FILES, FOREIGN_VALUES } from "./foreignParquet.ts";

const folder = mkdtempSync(join(tmpdir(), "siren-vae-tables-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const path = (name: string) => join(folder, name);
const put = (name: string, content: string | Uint8Array) => {
  writeFileSync(path(name), content);
  return path(name);
};
const keep = { missing: "keep" } as const;
const values = (text: string, wanted: string[], options?: ReadTableOptions) => [
  ...parseTable(text, wanted, "t.csv", options).data.values,
];
const refused = (text: string, wanted: string[], message: RegExp, options?: ReadTableOptions) =>
  assert.throws(
    () => parseTable(text, wanted, "t.csv", options),
    (error: Error) => {
      assert.ok(error instanceof InputError, `${error.stack}`);
      assert.match(error.message, message);
      assert.doesNotMatch(error.message, /undefined|\[object|\n/);
      return true;
    },
  );

describe("delimited text", () => {
  test("a first line of too many columns is counted before it is built, whatever it was packed to", async () => {
    const line = ",".repeat(2 ** 21);
    refused(line, ["a"], /^Expected at most 1048576 columns, got more in line 1 of t\.csv\. /);
    const packed = put("commas.csv.gz", gzipSync(`${line}\n`));
    await assert.rejects(loadTable(packed, ["a"]), /^InputError: Expected at most 1048576 columns/);
    assert.deepEqual(values(`a${",".repeat(2 ** 17)}\n1${",".repeat(2 ** 17)}\n`, ["a"]), [1]);
  });

  test("the order of the columns is told, whatever the format", async () => {
    const table = { columns: ["c", "a", "b"], rowCount: 1, values: Float64Array.of(3, 1, 2) };
    for (const name of ["order.csv", "order.jsonl", "order.parquet"]) {
      writeTable(path(name), table, true);
      let order: readonly string[] = [];
      const onOrder = (names: readonly string[]) => {
        order = names;
      };
      for await (const { values } of readTableChunks(path(name), ["a", "c"], { onOrder }))
        assert.deepEqual([...values], [1, 3]);
      assert.deepEqual(order, ["c", "a"], name);
    }
  });

  test("separators, quotes, byte-order marks, line ends, blank lines, headers", () => {
    assert.deepEqual(values("a,b\n1,2\n", ["b", "a"]), [2, 1]);
    assert.deepEqual(values("\uFEFFa\tb\r\n1\t2\r\n\r\n3\t4", ["a", "b"]), [1, 2, 3, 4]);
    assert.deepEqual(values("a|b\r1|2\r3|4\r", ["b"]), [2, 4]);
    assert.deepEqual(values("  a   b \n 1   2  \n3 4\n", ["a", "b"]), [1, 2, 3, 4]);
    assert.deepEqual(values('"a","x, ""y""\nz"\n" 1 ","2"\n', ['x, "y"\nz', "a"]), [2, 1]);
    assert.deepEqual(values("a:b\n1:2\n", ["a", "b"], { separator: ":" }), [1, 2]);
    assert.deepEqual(values("1,2\n3,4", ["a", "b"]), [1, 2, 3, 4]);
    assert.deepEqual(values("1;2\n3;4", ["a", "b"]), [1, 2, 3, 4]);
    assert.deepEqual(values("x,y\n1,2", ["x", "y"], { header: true }), [1, 2]);
    assert.deepEqual(values("1,2\n3,4", ["2", "1"]), [4, 3], "names may be numbers");
    assert.deepEqual(values('a,t,u,\n1,"x\ny",,\n', ["a"]), [1], "texts in other columns do no harm");
  });

  test("letters with accents match however they are composed", () => {
    const [whole, apart] = ["größe é".normalize("NFC"), "größe é".normalize("NFD")];
    assert.notEqual(whole, apart);
    assert.deepEqual(values(`${apart},日本\n1,2\n`, ["日本", whole]), [2, 1]);
    assert.deepEqual(values(`${whole},${apart}\n1,2\n`, [apart, whole]), [2, 1]);
    refused(`${apart}\n1\n`, [whole, apart], /Expected a column/);
  });

  test("a table that is none is told from what a person may have meant", () => {
    const odd = (name: string, content: string | Uint8Array, message: RegExp) =>
      assert.throws(() => readTable(put(name, content), ["a"]), message);
    odd("t.xlsx", Uint8Array.of(0x50, 0x4b, 3, 4, 1, 2), /spreadsheet.*CSV/);
    odd("t.xls", Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 1), /spreadsheet/);
    odd("t.json", ' [\n {"a": 1}]', /JSON array/);
    odd("old.dta", Uint8Array.of(0x72, 2, 1, 0, 2, 0), /a Stata file.*read_dta/);
    odd("t.xpt", "HEADER RECORD*******LIBRARY HEADER RECORD!!!!!!!", /a transport file of SAS/);
    odd("t.sas7bdat", Uint8Array.of(...new Array(12).fill(0), 0xc2, 0xea, 0x81, 0x60), /a SAS data set/);
    odd("t.mat", "MATLAB 5.0 MAT-file, Platform: GLNXA64", /a MATLAB file/);
    odd("t.arff", "% made by hand\n\n@RELATION iris\n@attribute a numeric\n", /an ARFF file of Weka/);
    odd("t.arff", `${"% 1. Title: Iris\n  %\n".repeat(500)}@relation iris\n`, /an ARFF file of Weka/);
    odd("t.por", "ASCII SPSS PORT FILE                    00000", /portable file of SPSS.*read_por/);
    odd("t.pkl", Uint8Array.of(0x80, 4, 0x95, 0x10, 0), /pickle of Python.*to_parquet/);
    odd("t.csv.zst", Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0, 0), /Zstandard.*gzip/);
    odd("t.csv.gz", gzipSync(gzipSync("a\n1\n")), /packed file inside a packed file/);
    odd(
      "t.csv",
      "version https://git-lfs.github.com/spec/v1\noid sha256:4d\nsize 12\n",
      /Git LFS.*git lfs pull/,
    );
    // A few comments more would have taken years.
    odd("t.csv", `${"  %\n".repeat(60)}a,b\n1,2\n`, /./);
    odd("t.bin", `a${"\0".repeat(8)}b\n1\n`, /a binary file of another format/);
    odd("latin.csv", Buffer.from("größe\n1\n", "latin1"), /no UTF-8/);
    for (const name of ["n.xlsx", "n.json", "n.csv.gz", "n.zip", "n.rds"]) {
      assert.throws(() => openTableWriter(path(name), ["a"]), /\.csv, \.tsv, \.jsonl or \.parquet/);
    }
  });

  test("rows that R named, and a first line that names the separator for Excel", () => {
    assert.deepEqual(values('"a" "b"\n"1" 0.5 2\n"2" 3 4\n', ["b", "a"]), [2, 0.5, 4, 3]);
    assert.deepEqual(values('"a","b"\n"x",0.5,2\n', ["a", "b"]), [0.5, 2]);
    refused('a,b\n"1",5,\n', ["a", "b"], /2 fields in line 2.*got 3/);
    refused("a,b\n1,5,2\n", ["a", "b"], /2 fields in line 2.*got 3/);
    assert.deepEqual(values("sep=;\r\na;b\r\n1,5;2\r\n", ["a", "b"]), [1.5, 2]);
    assert.deepEqual(values('\uFEFF"sep=\t"\n\na\tb\n1\t2\n', ["a", "b"]), [1, 2]);
    assert.deepEqual(values("sep=;\na,b\n1,2\n", ["a", "b"], { separator: "," }), [1, 2]);
    refused("sep=;\na;b\n1;x\n", ["a", "b"], /line 3, column "b"/);
    assert.deepEqual(values("sep=,b\n1,2\n", ["sep=", "b"]), [1, 2], "a name is a name");
    // Whatever the pieces in which the bytes come.
    const bytes = Buffer.from('sep=;\n"a";"b"\n"1";0.5;2\n"2";3;4\n');
    for (let cut = 1; cut < bytes.length; cut++) {
      const parser = new CsvParser(["a", "b"], "t.csv", {}, typedReaders({}));
      parser.push(bytes.subarray(0, cut));
      parser.push(bytes.subarray(cut));
      parser.end();
      assert.deepEqual([...parser.rows.take(2).values], [0.5, 2, 3, 4], `cut at ${cut}`);
    }
  });

  test("labels in another encoding are refused where they are needed, and never two labels in one", async () => {
    const latin = (text: string) => put("latin1.csv", Buffer.from(text, "latin1"));
    const types = [{ kind: "categorical", levels: ["gr\uFFFDn", "rot"] }];
    const asLabel = (file: string) => readTable(file, ["a"], { types });
    assert.throws(
      () => asLabel(latin("a,b\nrot,1\ngrün,2\n")),
      /UTF-8 in line 3, column "a".*another encoding/,
    );
    assert.throws(() => asLabel(latin('a,b\nrot,1\n"grün",2\n')), /UTF-8 in line 3, column "a"/);
    assert.deepEqual([...readTable(latin("a,b\n1,grün\n"), ["a"]).data.values], [1]);
    assert.deepEqual([...asLabel(put("utf8.csv", "a\ngr\uFFFDn\nrot\n")).data.values], [0, 1]);
    const [column] = (await loadRawTable(latin("a,b\nrot,1\ngrün,2\n"))).columns;
    assert.match(column.problem ?? "", /UTF-8 in line 3, column "a"/);
    const lines = put("latin1.jsonl", Buffer.from('{"a":"rot"}\n{"a":"grün"}\n', "latin1"));
    assert.throws(() => asLabel(lines), /UTF-8 in line 2 of .*latin1\.jsonl/);
  });

  test("missing values are kept on request, and only then", () => {
    const missing = ["", "NA", "N/A", "n/a", "NaN", "nan", "null", ".", "?", '""', '" NA "'];
    // Of pandas, Stata and SAS, SPSS, databases, and C.
    missing.push("<NA>", "NaT", ".a", ".z", "._", "#NULL!", "#NA", "\\N", "-1.#IND", "1.#QNAN");
    const text = `a,b\n${missing.map((cell) => `${cell},1\n`).join("")}`;
    const { data } = parseTable(text, ["a", "b"], "t.csv", keep);
    assert.equal(data.rowCount, missing.length);
    for (let i = 0; i < missing.length; i++) assert.ok(Number.isNaN(data.values[2 * i]));
    for (const cell of missing)
      refused(`a,b\n1,1\n${cell},1\n`, ["a", "b"], /line 3, column "a".*missing.*impute/);
    assert.deepEqual(values("a\n1\n\n2\n\n\n", ["a"], keep), [1, Number.NaN, 2]);
    refused("a\n1\n\n2\n", ["a"], /line 3.*missing/);
  });

  test("decimal commas are understood where they cannot be anything else", () => {
    assert.deepEqual(values("a;b\n1,5;-2,25e1\n,5;3\n", ["a", "b"]), [1.5, -22.5, 0.5, 3]);
    assert.deepEqual(values("1,5;2,5\n", ["a", "b"]), [1.5, 2.5]);
    assert.deepEqual(values("a;b\n1,234;0,5\n", ["a", "b"]), [1.234, 0.5]);
    assert.deepEqual(values("a;b\n1,234;5\n", ["a", "b"], { decimal: "," }), [1.234, 5]);
    refused("a;b\n1,234;5\n", ["a", "b"], /thousands.*line 2|line 2.*thousands/);
    refused("a;b\n1,5;5\n1.5;1\n", ["a", "b"], /points up to line 3/);
    refused("a;b\n1.5;5\n1;1,5\n", ["a", "b"], /points.*line 3/);
    refused('a,b\n"1,5",5\n', ["a", "b"], /line 2, column "a".*before the decimals/);
    refused("a;b\n1.234,5;5\n", ["a", "b"], /line 2, column "a"/);
    refused("a,b\n'1.5','2'\n", ["a", "b"], /line 2, column "a".*"'1\.5'"\. Quote fields by "/);
    refused("a,b\n1,2,\n", ["a", "b"], /line 2.*if all rows end with a separator, end the header with one/);
  });

  test("a header that NumPy writes as a comment names the columns", () => {
    assert.deepEqual(values("# a,b\n1.5,2\n", ["a", "b"]), [1.5, 2]);
    assert.deepEqual(values("#b;a\n1.5;2\n", ["a", "b"]), [2, 1.5]);
    assert.deepEqual(values("#a,a\n1,2\n", ["#a", "a"]), [1, 2]);
    refused('"# a",b\n1.5,2\n', ["a", "b"], /a column "a".*got the columns # a, b/);
    refused("# c,b\n1.5,2\n", ["a", "b"], /a column "a".*got the columns # c, b/);
  });

  test("separators of thousands are understood where somebody says what stands before the decimals", () => {
    const [comma, point] = [{ decimal: "," }, { decimal: "." }] as const;
    assert.deepEqual(
      values("a;b\n1.234,5;2,5\n1.234;3\n-1.234.567;1'000\n12\u00a0345,5;4\n", ["a", "b"], comma),
      [1234.5, 2.5, 1234, 3, -1234567, 1000, 12345.5, 4],
    );
    assert.deepEqual(
      values('a,b\n"1,234.5",2\n"12,345",3.25\n"1,234,567",4\n', ["a", "b"], point),
      [1234.5, 2, 12345, 3.25, 1234567, 4],
    );
    assert.deepEqual(values("a b\n1 234\n", ["a", "b"], point), [1, 234]);
    for (const text of ["a;b\n1.5;2,5\n", "a;b\n2,5;1234.5\n"])
      refused(text, ["a", "b"], /decimal commas.*asked for, got a decimal point in line 2/, comma);
    refused("a;b\n1,23;2\n", ["a", "b"], /line 2, column "a".*text "1,23"/, point);
    refused("a;b\n1.234.56;2\n", ["a", "b"], /line 2, column "a"/, comma);
  });

  test("points that may separate thousands are said where nothing tells, and read once somebody does", () => {
    const both =
      /"1\.234" in line 2, column "a" of .*point may separate thousands as well as decimals.*--decimal/;
    for (const text of [
      "a;b\n1.234;2\n",
      'a;b\n"1.234";2\n"2.500";1\n',
      // What is below a thousand has no point beside it.
      "a\tb\n1.234\t2\n950\t1\n",
      "a,b\n1.234,2\n-950,1\n12.500,3\n",
      "b a c\n2 1.234 7\n1 17 2.125\n",
    ])
      refused(text, ["a", "b"], both);
    assert.deepEqual(values("a;b\n1.234;2\n", ["a", "b"], { decimal: "," }), [1234, 2]);
    assert.deepEqual(values("a;b\n1.234;2\n", ["a", "b"], { decimal: "." }), [1.234, 2]);
    for (const [text, found] of [
      // Three decimals, as numbers are rounded.
      ["a\tb\n1.234\t2\n2.500\t1\n", [1.234, 2, 2.5, 1]],
      ["a,b\n1.234,2\n0,1\n", [1.234, 2, 0, 1]],
      // What no thousands are written like, anywhere in the table.
      ["a;b\n1.234;0.125\n", [1.234, 0.125]],
      ["a;b\n1.234;2\n1.5;7\n", [1.234, 2, 1.5, 7]],
      ["a;b\n1.234;1.234e1\n", [1.234, 12.34]],
      ["a;b\n1.234;2\n2500;3\n", [1.234, 2, 2500, 3]],
    ] as const)
      assert.deepEqual(values(text, ["a", "b"]), found);
    // Columns that nobody asks for say nothing.
    assert.deepEqual(values("a;b\n1.234;2\n", ["b"]), [2]);
  });

  test("a header below titles or comments is found for the message", () => {
    for (const above of ["# made by hand\n", "My data 2020\n", "Title,\n"])
      refused(`${above}a,b\n1,2\n`, ["a", "b"], /column "a".*Line 2 names them: take out what stands above/);
    refused('Title\n\n"x";"b"; a \n1;2;3\n', ["a", "b"], /Line 3 names them/);
    refused("title\nb,c\n1,2\n", ["a", "b"], /Line 1 names the columns/);
  });

  test("every mistake is placed and explained", () => {
    refused("alpha,beta\n1,2\n", ["alfa"], /"alfa".*alpha, beta.*Did you mean "alpha"/);
    refused("a,b,a\n1,2,3\n", ["b"], /"a" as columns 1 and 3/);
    refused("1,2,3\n4,5,6\n", ["a", "b"], /2 columns.*got 3.*no header/);
    refused("a,b\n1,2\n\n3\n", ["a", "b"], /2 fields in line 4.*got 1/);
    refused("a,b\n1,2,3\n", ["a", "b"], /line 2.*got 3.*names/);
    refused('x,a\n"p\nq",1\n"r",two\n', ["a"], /line 4, column "a".*"two"/);
    refused("a\n1\ninf\n", ["a"], /finite number in line 3/);
    refused("a\n1e999\n", ["a"], /finite number in line 2/);
    refused("a\n0x10\n", ["a"], /text "0x10"/);
    refused('a\n1\n"2\n', ["a"], /line 3 opens/);
    refused('a,b\n"1"x,2\n', ["a"], /line 2/);
    refused("", ["a"], /empty file/);
    refused(" \n\n", ["a"], /empty file/);
    refused("a,b\n", ["a"], /at least one row/);
    refused("a\n1", ["a"], /separator/, { separator: "5" });
    assert.throws(() => readTable(put("utf16.csv", Buffer.from("\uFEFFa\n1\n", "utf16le")), ["a"]), /UTF-16/);
    assert.throws(() => readTable(path("none.csv"), ["a"]), /no such file/);
  });

  test("numbers are read to the last bit, however they are written", () => {
    const written = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x.toExponential()),
      fc.tuple(fc.double({ min: -1e9, max: 1e9, noNaN: true }), fc.nat(20)).map(([x, d]) => x.toFixed(d)),
      fc
        .tuple(
          fc.constantFrom("", "-", "+"),
          fc.nat(),
          fc.constantFrom("", ".", ".5", ".000123", ".9007199254740993"),
        )
        .map((parts) => parts.join("")),
      fc
        .tuple(fc.bigInt(-(10n ** 25n), 10n ** 25n), fc.integer({ min: -330, max: 280 }))
        .map(([m, e]) => `${m}e${e}`),
      fc.constantFrom("-0", "0.0", "-.5", "5.", "1E5", "00012", "9007199254740993", "4.9e-324", "1e-400"),
    );
    fc.assert(
      fc.property(fc.array(written, { minLength: 1, maxLength: 30 }), (cells) => {
        const read = values(`a\n${cells.join("\n")}`, ["a"]);
        cells.forEach((cell, i) => void assert.ok(Object.is(read[i], Number(cell)), `${cell}: ${read[i]}`));
      }),
      { numRuns: 300 },
    );
  });

  test("fields are found as papaparse finds them", () => {
    const field = fc.oneof(
      fc.constantFrom("1", "-2.5e3", " 7 ", "NA", ""),
      fc.constantFrom('"3"', '"x,y"', '"a""b"', '"p\nq"', "text", 'in"side'),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(field, field, field), { minLength: 1, maxLength: 12 }), (rows) => {
        const text = `a,b,c\n${rows.map((row) => row.join(",")).join("\n")}\n`;
        const oracle = Papa.parse<string[]>(text.trimEnd(), { delimiter: ",", newline: "\n" }).data.slice(1);
        const numeric = oracle.every((row) => Number.isFinite(Number(row[2])) && row[2].trim() !== "");
        const read = attempt(() => values(text, ["c"]));
        if (numeric)
          assert.deepEqual(
            read,
            oracle.map((row) => Number(row[2])),
          );
        else assert.equal(read, undefined);
      }),
    );
  });
});

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    assert.ok(error instanceof InputError, `${(error as Error).stack}`);
    assert.doesNotMatch(error.message, /undefined|\[object|\n/);
    return undefined;
  }
}

async function attemptLater<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    assert.ok(error instanceof InputError, `${(error as Error).stack}`);
    assert.doesNotMatch(error.message, /undefined|\[object|\n/);
    return undefined;
  }
}

describe("JSON lines", () => {
  const read = (text: string, wanted: string[], options?: ReadTableOptions) =>
    readTable(put("t.jsonl", text), wanted, options);

  test("objects by name, null and absent keys missing, further keys reported", () => {
    const { data, ignored } = read('\uFEFF{"b":1,"z":"x","a":-0}\r\n\n{"a":null,"z":[]}\n', ["a", "b"], keep);
    assert.deepEqual([...data.values], [-0, 1, Number.NaN, Number.NaN]);
    assert.deepEqual(ignored, ["z"]);
    const again = /every key once in line 2 of .*t\.jsonl, got "a" again/;
    assert.throws(() => read('{"a":1}\n{"a":2, "b":3, "a" : 4}', ["a"]), again);
    assert.equal(read('{"a":1,"b":"12:30","c":{"a":2}}', ["a"]).data.values[0], 1);
    assert.deepEqual([...read('{"a":true}\n{"a":false}', ["a"]).data.values], [1, 0]);
  });

  test("mistakes", () => {
    const bad = (text: string, message: RegExp) => assert.throws(() => read(text, ["a"]), message);
    bad('{"a":1}\n[1]\n', /line 2.*an array/);
    bad('{"a":1}\n{"a":}\n', /line 2.*no JSON/);
    bad('{"a":NaN}\n', /write null/);
    bad('{"A":1}\n', /Did you mean "A"/);
    bad('{"a":1}\n{"a":null}\n', /line 2, column "a".*missing/);
    bad('{"a":"1"}\n', /without quotes/);
    bad('{"a":"one"}\n', /text "one"/);
    bad('{"a":{}}\n', /an object/);
    bad('{"a":1e999}\n', /finite/);
    bad("", /empty/);
  });
});

describe("writing", () => {
  const cell = fc.oneof(
    { weight: 5, arbitrary: fc.double({ noDefaultInfinity: true }) },
    fc.constantFrom(-0, 0, 5e-324, Number.MAX_VALUE, 2 ** 53 + 2, 0.1, 1e21, -1e-7),
  );
  const name = fc.oneof(
    fc.string({ minLength: 1, maxLength: 8 }),
    fc.string({ minLength: 1, maxLength: 8, unit: "binary" }),
    fc.constantFrom(
      " a",
      "a ",
      "a",
      '"',
      "a;b",
      "x\ty",
      "l\nm",
      "\uFEFF",
      "__proto__",
      "1",
      "-",
      "NA",
      "a.b",
      "ä 😀",
    ),
  );
  const table = fc
    .uniqueArray(
      name.filter((text) => !text.startsWith("\uFEFF")),
      { minLength: 1, maxLength: 5 },
    )
    .chain((columns) =>
      fc
        .array(fc.array(cell, { minLength: columns.length, maxLength: columns.length }), {
          minLength: 1,
          maxLength: 12,
        })
        .map((rows) => ({ columns, rowCount: rows.length, values: Float64Array.from(rows.flat()) })),
    );

  for (const ending of ["csv", "tsv", "jsonl", "parquet"]) {
    test(`what is written as ${ending} reads back to the same bits, whole and in chunks`, async () => {
      const file = path(`round.${ending}`);
      await fc.assert(
        fc.asyncProperty(table, fc.integer({ min: 1, max: 5 }), async (data, chunkRows) => {
          writeTable(file, data, true);
          const back = (await loadTable(file, data.columns, keep)).data;
          assert.equal(back.rowCount, data.rowCount);
          data.values.forEach(
            (value, i) => void assert.ok(Object.is(back.values[i], value), `${i}: ${value}`),
          );
          const joined: number[] = [];
          for await (const chunk of readTableChunks(file, data.columns, { ...keep, chunkRows })) {
            assert.ok(
              chunk.rowCount <= chunkRows && chunk.values.length === chunk.rowCount * data.columns.length,
            );
            joined.push(...chunk.values);
          }
          assert.deepEqual(joined, [...data.values]);
        }),
        { numRuns: 60 },
      );
    });
  }

  test("files appear whole or not at all", () => {
    const columns = ["a", "b"];
    const row = { columns, rowCount: 1, values: Float64Array.of(1, Number.NaN) };
    for (const ending of ["csv", "jsonl", "parquet"]) {
      const file = path(`whole.${ending}`);
      const writer = openTableWriter(file, columns);
      writer.write(row);
      assert.ok(!existsSync(file));
      writer.abort();
      writer.abort();
      assert.ok(!existsSync(file));
      assert.throws(() => writer.write(row), InputError);
      const infinite = { ...row, values: Float64Array.of(1, Infinity) };
      assert.throws(() => writeTable(file, infinite, false), /Infinity in row 1, column "b"/);
      assert.throws(() => writeTable(file, { ...row, columns: ["a", "a"] }, false), /"a" twice/);
      writeTable(file, row, false);
      assert.throws(() => writeTable(file, row, false), /--force/);
      assert.throws(
        () => openTableWriter(file, columns, { force: true }).write({ ...row, columns: ["b", "a"] }),
        /opened/,
      );
    }
    assert.equal(readFileSync(path("whole.csv"), "utf8"), "a,b\n1,\n");
    assert.equal(readFileSync(path("whole.jsonl"), "utf8"), '{"a":1,"b":null}\n');
    mkdirSync(path("taken.csv"));
    assert.throws(() => writeTable(path("taken.csv"), row, true), /taken\.csv is a folder/);
    assert.ok(!readdirSync(folder).some((name) => name.endsWith(".part")));
    assert.throws(() => openTableWriter(path("no.csv.gz"), columns), /\.gz/);
  });
});

test("a table that no disk holds is refused after its first rows, and leaves nothing", () => {
  const columns = ["a", "b"];
  const rowCount = 70_000; // more than a group of Parquet's
  const values = Float64Array.from({ length: 2 * rowCount }, (_, i) => Math.sin(i));
  for (const ending of ["csv", "jsonl", "parquet"]) {
    const file = path(`endless.${ending}`);
    const begin = (rows: number) => openTableWriter(file, columns, { rows });
    const writer = begin(2 ** 52);
    assert.throws(
      () => writer.write({ columns, rowCount, values }),
      (error) =>
        error instanceof InputError &&
        /fits on the disk of .*endless.*[MGTP]B left, but 4503599627370496 rows of 2 columns take about \d+ PB\./.test(
          error.message,
        ),
    );
    assert.ok(!existsSync(file));
    const small = begin(2 * rowCount);
    for (let half = 0; half < 2; half++) small.write({ columns, rowCount, values });
    small.close();
    assert.ok(existsSync(file));
  }
  assert.ok(!readdirSync(folder).some((name) => name.endsWith(".part")));
});

describe("streaming", () => {
  test("any cut into pieces gives the same rows and the same lines in errors", async () => {
    const lines = Array.from({ length: 30_000 }, (_, i) => `${i / 7},"q${i % 3 ? "" : "\n"}",${-i}`);
    const file = put("long.csv", `x,t,y\r\n${lines.join("\r\n")}\r\n`);
    put("long.csv.gz", gzipSync(readFileSync(file)));
    const whole = readTable(file, ["y", "x"]).data;
    assert.equal(whole.rowCount, lines.length);
    assert.equal(whole.values[2 * 29_999 + 1], 29_999 / 7);
    for (const source of [file, path("long.csv.gz")]) {
      let seen = 0;
      let ignored: readonly string[] = [];
      const options = {
        chunkRows: 7000,
        onIgnored: (names: readonly string[]) => {
          ignored = names;
        },
      };
      for await (const { values: part } of readTableChunks(source, ["y", "x"], options)) {
        assert.deepEqual(part, whole.values.subarray(seen, seen + part.length));
        seen += part.length;
      }
      assert.equal(seen, whole.values.length);
      assert.deepEqual(ignored, ["t"]);
    }
    const wrong = [...lines];
    wrong[25_000] = "1,z,oops";
    put("wrong.csv", `x,t,y\n${wrong.join("\n")}\n`);
    const line = 2 + 25_000 + Math.ceil(25_000 / 3);
    await assert.rejects(
      async () => {
        for await (const _ of readTableChunks(path("wrong.csv"), ["y"], { chunkRows: 100 }));
      },
      new RegExp(`line ${line}, column "y"`),
    );
    const half = readFileSync(path("long.csv.gz")).subarray(0, 20_000);
    await assert.rejects(loadTable(put("half.csv.gz", half), ["y"]), /whole gzip/);
    assert.throws(() => readTable(path("half.csv.gz"), ["y"]), /whole gzip/);
  });

  test("pieces may end anywhere", () => {
    const cell = fc.constantFrom("1", "-2.5e-3", "NA", '"a\nb"', '" 7 "', "", "12345678901234567890", "3.");
    const table = fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(
        table,
        fc.constantFrom("\n", "\r\n"),
        fc.constantFrom(",", ";", " "),
        fc.integer({ min: 1, max: 9 }),
        (rows, end, separator, size) => {
          const text = ["b", ...rows.map((row) => row[0])]
            .map((left, i) => `${left}${separator}${i === 0 ? "t" : rows[i - 1][1]}${end}`)
            .join("");
          const whole = attempt(() => parseTable(text, ["b"], "t.csv", keep).data.values);
          const bytes = Buffer.from(text);
          const cut = attempt(() => {
            const parser = new CsvParser(["b"], "t.csv", {}, typedReaders(keep));
            for (let at = 0; at < bytes.length; at += size) parser.push(bytes.subarray(at, at + size));
            parser.end();
            return parser.rows.take(Infinity).values;
          });
          assert.deepEqual(cut, whole);
        },
      ),
      { numRuns: 300 },
    );
  });

  test("stopping early closes the file; formats are told by content where the name does not", async () => {
    for await (const chunk of readTableChunks(path("long.csv"), ["x"], { chunkRows: 10 })) {
      assert.equal(chunk.rowCount, 10);
      break;
    }
    const data = { columns: ["a"], rowCount: 2, values: Float64Array.of(1, 2) };
    for (const ending of ["csv", "jsonl", "parquet"]) {
      writeTable(path(`named.${ending}`), data, true);
      const bare = put(`bare-${ending}`, readFileSync(path(`named.${ending}`)));
      assert.deepEqual((await loadTable(bare, ["a"])).data.values, data.values);
    }
    assert.throws(() => readTable(path("bare-parquet"), ["a"]), /Parquet/);
    await assert.rejects(loadTable(path("nothing"), ["a"]), /no such file/);
    await assert.rejects(loadTable(folder, ["a"]), /folder/);
    mkdirSync(path("in-parts"));
    await assert.rejects(loadTable(path("in-parts"), ["a"]), /it is a folder/);
    for (const name of ["_SUCCESS", ".part-0.parquet.crc", "part-1.parquet"]) put(join("in-parts", name), "");
    await assert.rejects(loadTable(path("in-parts"), ["a"]), /folder .*in-parts with part-1\.parquet\. Name/);
    put(join("in-parts", "part-0.parquet"), "");
    await assert.rejects(
      loadTable(path("in-parts"), ["a"]),
      /2 files \(part-0\.parquet, \.\.\.\).*put parts/,
    );
    await assert.rejects(readTableChunks(path("long.csv"), ["x"], { chunkRows: 0 }).next(), /chunks/);
  });
});

describe("Parquet of others", () => {
  for (const [codec, base64] of Object.entries(FOREIGN_FILES)) {
    test(codec, async () => {
      const file = put(`foreign-${codec}.parquet`, Buffer.from(base64, "base64"));
      const { data, ignored } = await loadTable(file, FOREIGN_COLUMNS, keep);
      assert.deepEqual(ignored, ["txt"]);
      FOREIGN_VALUES.forEach((column, c) => {
        column.forEach((value, row) => {
          assert.ok(Object.is(data.values[row * FOREIGN_COLUMNS.length + c], value ?? Number.NaN));
        });
      });
      await assert.rejects(loadTable(file, ["few"]), /row 1, column "few".*missing/);
      await assert.rejects(loadTable(file, ["txt"], keep), /row 1, column "txt".*look like numbers/);
      await assert.rejects(loadTable(file, ["fev"], keep), /Did you mean "few"/);
    });
  }

  test("whole numbers, as far as doubles hold them", async () => {
    const write = (name: string, data: bigint[]) =>
      put(name, Buffer.from(parquetWriteBuffer({ columnData: [{ name: "n", data, type: "INT64" }] })));
    const good = write("int.parquet", [2n ** 53n - 1n, -5n]);
    assert.deepEqual([...(await loadTable(good, ["n"])).data.values], [2 ** 53 - 1, -5]);
    await assert.rejects(
      loadTable(write("big.parquet", [1n, 2n ** 60n]), ["n"]),
      /2\^53 in row 2, column "n"/,
    );
  });
});

describe("any bytes are a table or an input error", () => {
  const seedTable = {
    columns: ["a", "b"],
    rowCount: 40,
    values: Float64Array.from({ length: 80 }, (_, i) => (i % 9 ? i / 3 : Number.NaN)),
  };
  for (const ending of ["csv", "jsonl", "csv.gz"]) {
    test(ending, async () => {
      const file = path(`fuzz.${ending}`);
      const seed = path(`seed.${ending.replace(".gz", "")}`);
      writeTable(seed, seedTable, true);
      const plain = readFileSync(seed);
      const valid = ending.endsWith(".gz") ? gzipSync(plain) : plain;
      await fc.assert(
        fc.asyncProperty(
          fc.oneof(changedBytes(valid), fc.uint8Array({ maxLength: 300 })),
          fc.boolean(),
          async (bytes, gaps) => {
            writeFileSync(file, bytes);
            const options = gaps ? keep : {};
            const later = await attemptLater(() => loadTable(file, ["a", "b"], options));
            assert.deepEqual(
              attempt(() => readTable(file, ["a", "b"], options)),
              later,
            );
          },
        ),
        { numRuns: 300 },
      );
    });
  }
});
