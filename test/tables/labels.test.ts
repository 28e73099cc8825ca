import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { parquetWriteBuffer } from "hyparquet-writer";
import { type ColumnType, findKinds, typedTable } from "../../src/internals.ts";
import { loadRawTable, loadTable, parseTable, readTableChunks, writeTable } from "../../src/io/index.ts";
import { HeldBytes } from "../../src/tables/heldBytes.ts";
import type { UnseenLevel } from "../../src/tables/index.ts";
import { temporaryFolder } from "../temporaryFolder.ts";

const folder = temporaryFolder();
const put = (name: string, content: string | Uint8Array) => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const keep = { missing: "keep" } as const;
const binary = (...levels: string[]): ColumnType => ({ kind: "binary", levels });

describe("labels of known levels", () => {
  const read = (text: string, type: ColumnType, options = {}) => [
    ...parseTable(text, ["a"], "t.csv", { types: [type], ...keep, ...options }).data.values,
  ];

  test("become their codes, numbers however they are written, truth values in any case", () => {
    assert.deepEqual(read("a\nyes\nno\n\nNA\n", binary("no", "yes")), [1, 0, Number.NaN, Number.NaN]);
    assert.deepEqual(read("a\n1\n0.0\n1.0\n01\n", binary("0", "1")), [1, 0, 1, 1]);
    assert.deepEqual(read("a\nTrue\nfalse\nTRUE\n", binary("false", "true")), [1, 0, 1]);
    assert.deepEqual(read("a\nnone\nmild\n", { kind: "ordinal", levels: ["none", "mild"] }), [0, 1]);
    assert.deepEqual(read('b;a\n"1,5";x\n2,5;"y;z"\n', binary("x", "y;z")), [0, 1]);
  });

  test("a label that is none of them is an error that names it, or is told of", () => {
    const types = [binary("no", "yes")];
    assert.throws(
      () => parseTable("b,a\n1,yes\n2,yess\n", ["a"], "t.csv", { types }),
      /levels no, yes in line 3, column "a" of t\.csv, got "yess".*Did you mean "yes"/,
    );
    const unseen: UnseenLevel[] = [];
    const onUnseen = (cell: UnseenLevel) => void unseen.push(cell);
    assert.deepEqual(read("a\nyes\nmaybe\n", types[0], { onUnseen }), [1, Number.NaN]);
    assert.deepEqual(
      unseen.map(({ row, label, column }) => [row, label, column]),
      [[1, "maybe", "a"]],
    );
  });

  test("a number that is none of the levels says how a model comes to take it", () => {
    const type = { kind: "ordinal", levels: ["17.5", "22", "27"] };
    assert.throws(
      () => read("a\n22.0\n24\n", type),
      /levels 17\.5, 22, 27 in line 3, column "a" of t\.csv, got "24", .*other numbers than these.*\(--kind a=contaminated-normal\)\.$/,
    );
    assert.deepEqual(read("a\n22.0\n17.50\n", type), [1, 0]);
  });

  test("numbers are held to what their kind can have", () => {
    assert.throws(() => read("a\n1\n2.5\n", { kind: "count" }), /whole number.*line 3.*got 2\.5/);
    assert.throws(() => read("a\n1\n0\n", { kind: "log-normal" }), /positive number.*line 3/);
    assert.deepEqual(read("a\nTrue\nFalse\n", { kind: "gaussian" }), [1, 0]);
  });

  test("texts and numbers that a person names are missing", () => {
    const missingValues = ["-999", "unknown"];
    assert.deepEqual(read("a\n-999\n-999.0\nunknown\n3\n", { kind: "gaussian" }, { missingValues }), [
      Number.NaN,
      Number.NaN,
      Number.NaN,
      3,
    ]);
    assert.deepEqual(read("a\nunknown\nno\n", binary("no", "unknown"), { missingValues }), [Number.NaN, 0]);
  });
});

describe("tables of which nothing is known", () => {
  const rows = Array.from({ length: 40 }, (_, i) => ({
    n: i % 7 === 3 ? null : i / 4,
    t: i % 9 === 4 ? null : ["low", "high, or so", 'a "third"'][i % 3],
    b: i % 5 === 0 ? null : i % 2 === 0,
    k: 1 + (i % 5),
  }));
  const cell = (value: unknown) =>
    value === null ? "" : typeof value === "string" ? `"${value.replaceAll('"', '""')}"` : String(value);
  const files = {
    csv: put("t.csv", `n,t,b,k\n${rows.map((row) => Object.values(row).map(cell).join(",")).join("\n")}\n`),
    jsonl: put("t.jsonl", rows.map((row) => JSON.stringify(row)).join("\n")),
    parquet: put(
      "t.parquet",
      new Uint8Array(
        parquetWriteBuffer({
          columnData: [
            { name: "n", data: rows.map(({ n }) => n), type: "DOUBLE" },
            { name: "t", data: rows.map(({ t }) => t), type: "STRING" },
            { name: "b", data: rows.map(({ b }) => b), type: "BOOLEAN" },
            { name: "k", data: rows.map(({ k }) => k), type: "INT32" },
          ],
        }),
      ),
    ),
  };

  for (const [format, file] of Object.entries(files)) {
    test(`${format}: the same kinds and values, which read back from all formats`, async () => {
      const raw = await loadRawTable(file);
      const kinds = findKinds(raw);
      assert.deepEqual(
        kinds.map(({ type }) => type),
        [
          { kind: "contaminated-normal" },
          { kind: "categorical", levels: ['a "third"', "high, or so", "low"] },
          { kind: "binary", levels: ["false", "true"] },
          { kind: "ordinal", levels: ["1", "2", "3", "4", "5"] },
        ],
      );
      const data = typedTable(raw, kinds);
      rows.forEach(({ n, t, b, k }, row) => {
        const { levels } = kinds[1].type;
        const wanted = [
          n ?? Number.NaN,
          t === null ? Number.NaN : levels!.indexOf(t),
          b === null ? Number.NaN : Number(b),
          k - 1,
        ];
        assert.deepEqual([...data.values.subarray(4 * row, 4 * row + 4)], wanted);
      });
      for (const ending of ["csv", "tsv", "jsonl", "parquet"]) {
        const back = join(folder, `back.${ending}`);
        writeTable(back, data, true);
        const known = await loadTable(back, data.columns, { ...keep, types: data.types });
        assert.deepEqual(known.data.values, data.values, ending);
        assert.deepEqual(typedTable(await loadRawTable(back), kinds).values, data.values, ending);
        const joined: number[] = [];
        const chunks = readTableChunks(back, data.columns, { ...keep, types: data.types, chunkRows: 7 });
        for await (const chunk of chunks) joined.push(...chunk.values);
        assert.deepEqual(joined, [...data.values], `${ending} in chunks`);
      }
    });
  }

  test("answers are written as the numbers that they are", () => {
    const types = [{ kind: "ordinal", levels: ["1", "2"] }, binary("no", "yes")];
    const data = { columns: ["k", "b"], rowCount: 2, values: Float64Array.of(0, 1, 1, Number.NaN), types };
    const text = (name: string) => {
      writeTable(join(folder, name), data, true);
      return readFileSync(join(folder, name), "utf8");
    };
    assert.equal(text("w.csv"), "k,b\n1,yes\n2,\n");
    assert.equal(text("w.jsonl"), '{"k":1,"b":"yes"}\n{"k":2,"b":null}\n');
  });

  test("'none' is missing among numbers and a level among labels", async () => {
    const raw = await loadRawTable(put("none.csv", "a,b\n1,none\nnone,mild\n3,\n"));
    assert.equal(raw.columns[0].texts, undefined);
    assert.deepEqual([...raw.columns[0].numbers], [1, Number.NaN, 3]);
    assert.deepEqual(raw.columns[1].texts!.labels, ["none", "mild"]);
    const named = await loadRawTable(join(folder, "none.csv"), undefined, { missingValues: ["none"] });
    assert.deepEqual(named.columns[1].texts!.labels, ["mild"]);
  });

  test("columns that can't be read say why, and harm no other", async () => {
    const raw = await loadRawTable(put("bad.csv", "a,b,c\n1,inf,x\n2,3,y\n"));
    assert.match(raw.columns[1].problem!, /finite number in line 2, column "b"/);
    assert.deepEqual([raw.columns[0].problem, raw.columns[2].problem], [undefined, undefined]);
    const when = put(
      "when.parquet",
      new Uint8Array(
        parquetWriteBuffer({
          columnData: [
            { name: "d", data: [new Date(0), new Date(1e9)], type: "TIMESTAMP" },
            { name: "x", data: [1, 2], type: "DOUBLE" },
          ],
        }),
      ),
    );
    const dated = await loadRawTable(when);
    assert.match(dated.columns[0].problem!, /dates or times.*days since/);
    assert.deepEqual([...dated.columns[1].numbers], [1, 2]);
    await assert.rejects(loadTable(when, ["d"]), /dates or times.*days since/);
  });

  test("names that are whole numbers stand above decimals; a table of numbers alone names nothing", async () => {
    const raw = await loadRawTable(put("numbered.csv", "10,7\n0.5,1\n0.25,2\n"));
    assert.deepEqual(
      raw.columns.map(({ name }) => name),
      ["10", "7"],
    );
    await assert.rejects(loadRawTable(put("nameless.csv", "1,2\n3,4\n")), /column names in line 1/);
  });
});

describe("bytes", () => {
  test("records that pieces cut stay whole, also where the pieces share memory", async () => {
    const lines = Array.from({ length: 120_000 }, (_, i) => `${i},${i % 2 ? "yes" : "no"},${i / 8}`);
    const file = put("large.csv", `i,t,x\n${lines.join("\n")}\n`);
    const { columns, rowCount } = await loadRawTable(file);
    assert.equal(rowCount, lines.length);
    assert.ok(columns[2].numbers.every((value, i) => value === i / 8));
    assert.ok(columns[1].texts!.codes.every((code, i) => code === i % 2));
  });

  test("a long line that comes in many pieces is joined a few times, not once a piece", () => {
    const held = new HeldBytes();
    let joined = 0;
    for (let i = 0; i < 10_000; i++) {
      const all = held.add(Uint8Array.of(49, 44));
      if (all === undefined) continue;
      joined++;
      held.leave(all);
    }
    assert.equal(held.size, 20_000);
    assert.ok(joined < 20, `${joined} times`);
  });
});

describe("Parquet types", () => {
  test("decimal numbers end in the bits of their text", async () => {
    const whole = Array.from({ length: 200 }, (_, i) => 7 * i + 1);
    const file = put(
      "decimal.parquet",
      new Uint8Array(
        parquetWriteBuffer({
          columnData: [{ name: "d", data: whole }],
          schema: [
            { name: "root", num_children: 1 },
            {
              name: "d",
              type: "INT32",
              converted_type: "DECIMAL",
              scale: 3,
              precision: 9,
              repetition_type: "REQUIRED",
            },
          ],
        }),
      ),
    );
    const { data } = await loadTable(file, ["d"]);
    // The writer takes the numbers of the column as they are to be read.
    const exact = [...data.values].every((value) => Number(value.toFixed(3)) === value);
    assert.ok(exact, `${[...data.values].slice(0, 5)}`);
  });
});
