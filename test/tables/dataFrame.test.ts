import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { dataFrameLines, rawTableOfBytes } from "../../src/tables/index.ts";
import { savedBytes } from "../rdata/saved.ts";

/** As R 4 saves it: n = c(1.5, NA, -2), i = c(3L, NA, 7L), l = c(TRUE, NA, FALSE), s = c("a", NA, "b"), f a factor, d dates. */
const KINDS =
  "H4sIAAAAAAAAA4vgYmBgYGJgYWJiYGIGMpmFgQQbEPOBOPY/GMCg/gOIZF90gAEOeEHyINwA4bMDMRdUjLEBoU4ALMbCwAkSTwQSnP+BACaQBJSEmcSE0MkCZkMVseWklqXmFEPNYoJprYAxKtHUsybnJBbDlMMNSUtMLskvArL+AW0De87h4l0HZM/t/wBzM8g4pv9oJrC4JJakQvSjWpeXmJsKs44N5qg8GCMTxsiBMYphjDQYIwWHlVwpiSWJemlFQAvQLOUsyi/Xg1kMCkAmUMABA/YvyIUAzzcg0NUBAAA=";

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

  test("another object is named by its class", () => {
    assert.throws(() => dataFrameLines(savedBytes("discrete"), "fit.rds"), /fit\.rds.*class bn\.fit/);
  });
});
