import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { parquetWriteBuffer, type SchemaElement } from "hyparquet-writer";
import { InputError } from "../../src/internals.ts";
import { loadMeasuredTable, loadRawTable, loadTable } from "../../src/io/index.ts";
import { StructureNetwork } from "../../src/network/index.ts";
import { temporaryFolder } from "../temporaryFolder.ts";

const folder = temporaryFolder();
type Type = Omit<SchemaElement, "name" | "repetition_type">;

/** A file with a column `a` of a type, and numbers beside it as `b`. */
function fileOf(type: Type, values: readonly unknown[]): string {
  const path = join(folder, "t.parquet");
  const schema: SchemaElement[] = [
    { name: "root", num_children: 2 },
    { name: "a", repetition_type: "OPTIONAL", ...type },
    { name: "b", repetition_type: "OPTIONAL", type: "DOUBLE" },
  ];
  const columnData = [
    { name: "a", data: [...values] },
    { name: "b", data: values.map((_, i) => i) },
  ];
  writeFileSync(path, Buffer.from(parquetWriteBuffer({ columnData, schema })));
  return path;
}

const numbers: readonly (readonly [string, Type, readonly unknown[], (readonly number[])?])[] = [
  [
    "half precision",
    { type: "FIXED_LEN_BYTE_ARRAY", type_length: 2, logical_type: { type: "FLOAT16" } },
    [1, 0.5, -2],
  ],
  ["single precision", { type: "FLOAT" }, [0.1, 0.5], [Math.fround(0.1), 0.5]],
  ["bytes without a sign", { type: "INT32", converted_type: "UINT_8" }, [255, 0]],
  ["32 bits without a sign", { type: "INT32", converted_type: "UINT_32" }, [4294967295, 0]],
  ["64 bits without a sign", { type: "INT64", converted_type: "UINT_64" }, [1n, 2n], [1, 2]],
  ["decimals", { type: "INT32", converted_type: "DECIMAL", scale: 2, precision: 9 }, [1.25, -0.05]],
  ["long decimals", { type: "INT64", converted_type: "DECIMAL", scale: 6, precision: 18 }, [0.1, 0.3]],
  ["truth values", { type: "BOOLEAN" }, [true, null, false], [1, Number.NaN, 0]],
];

const id = "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1";
const wrong: readonly (readonly [string, Type, readonly unknown[], RegExp])[] = [
  [
    "whole numbers that would lose digits",
    { type: "INT64", converted_type: "UINT_64" },
    [1n, 2n ** 64n - 1n],
    /up to 2\^53 in row 2, .* got 18446744073709551615/,
  ],
  ["dates", { type: "INT32", converted_type: "DATE" }, [new Date(0), new Date(864e5)], /dates or times/],
  ["times of day", { type: "INT32", converted_type: "TIME_MILLIS" }, [1, 2], /dates or times/],
  [
    "identifiers",
    { type: "FIXED_LEN_BYTE_ARRAY", type_length: 16, logical_type: { type: "UUID" } },
    [`${id}1`, `${id}2`],
    /type UUID/,
  ],
  [
    "intervals",
    { type: "FIXED_LEN_BYTE_ARRAY", type_length: 12, converted_type: "INTERVAL" },
    [new Uint8Array(12), new Uint8Array(12)],
    /type INTERVAL/,
  ],
  ["infinity", { type: "DOUBLE" }, [1, Number.POSITIVE_INFINITY], /finite number in row 2/],
  [
    "texts in Latin-1, which would all be one label",
    { type: "BYTE_ARRAY" },
    [Buffer.from("gr\xfcn", "latin1"), Buffer.from("gr\xf6n", "latin1"), Buffer.from("rot")],
    /text in UTF-8 in row 1, column "a" of .*t\.parquet, got "gr.n" in another encoding/,
  ],
];

describe("types of Parquet", () => {
  for (const [what, type, values, expected] of numbers)
    test(`${what} are read as numbers`, async () => {
      const { data } = await loadTable(fileOf(type, values), ["a"], { missing: "keep" });
      assert.deepEqual([...data.values], expected ?? values);
    });

  for (const type of [{ converted_type: "ENUM" }, { converted_type: "UTF8" }, {}] as const)
    test(`texts are labels (${type.converted_type ?? "bytes"})`, async () => {
      const table = await loadRawTable(
        fileOf(
          { type: "BYTE_ARRAY", ...type },
          ["x", "\u00fcber \ufffd", "x"].map((text) => Buffer.from(text)),
        ),
        ["a"],
      );
      assert.deepEqual(table.columns[0].texts?.labels, ["x", "\u00fcber \ufffd"]);
    });

  for (const [what, type, values, told] of wrong)
    test(`${what} are refused`, async () => {
      const nodes = [{ name: "u", parents: [] }, ...["a", "b"].map((name) => ({ name, parents: ["u"] }))];
      const network = new StructureNetwork({ name: "net", nodes, observed: ["a", "b"] });
      await assert.rejects(loadMeasuredTable(network, fileOf(type, values)), (error: Error) => {
        assert.ok(error instanceof InputError, error.stack);
        assert.match(error.message, told);
        return true;
      });
    });
});
