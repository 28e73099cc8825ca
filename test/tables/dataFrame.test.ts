import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { dataFrameLines, rawTableOfBytes } from "../../src/tables/index.ts";
import { savedBytes } from "../rdata/saved.ts";

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

describe("tables that R saved", () => {
  test("every kind of column, with what is missing", () => {
    const text = new TextDecoder().decode(dataFrameLines(Buffer.from(KINDS, "base64"), "k.rds"));
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
        .decode(dataFrameLines(Buffer.from(base64, "base64"), "t.rds"))
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)[name]);
    assert.deepEqual(column(ODD.large, "b"), [3, null, -5]);
    assert.deepEqual(column(ODD.low, "a"), [-2147483648, 1, null]);
  });

  test("what is no table of single values is refused by its column", () => {
    for (const [base64, pattern] of [
      [ODD.matrix, /column "b" of t\.rds, got matrix/],
      [ODD.twice, /every column once in t\.rds, got "a" as columns 1 and 2/],
      [ODD.none, /at least one row of data in t\.rds/],
      [ODD.short, /columns of 3 values in t\.rds, as "a" has, got 2 in "b"/],
    ] as const)
      assert.throws(() => dataFrameLines(Buffer.from(base64, "base64"), "t.rds"), pattern);
  });

  test("another object is named by its class", () => {
    assert.throws(() => dataFrameLines(savedBytes("discrete"), "fit.rds"), /fit\.rds.*class bn\.fit/);
  });
});
