import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import fc from "fast-check";
import { parquetWriteBuffer } from "hyparquet-writer";
import { InputError } from "../../src/internals.ts";
import { loadTable } from "../../src/io/index.ts";
import { unpackLz4 } from "../../src/tables/lz4Page.ts";
import { checkSharedTexts, deltaEnd } from "../../src/tables/parquetDelta.ts";
import { changedBytes } from "./changedBytes.ts";
import { FOREIGN_COLUMNS, FOREIGN_FILES } from "./foreignParquet.ts";

const folder = mkdtempSync(join(tmpdir(), "siren-vae-broken-parquet-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const keep = { missing: "keep" } as const;
const ROWS = 40;
const column = <T>(make: (i: number) => T): T[] => Array.from({ length: ROWS }, (_, i) => make(i));
type Columns = Parameters<typeof parquetWriteBuffer>[0]["columnData"];
const written = (columnData: Columns) => Buffer.from(parquetWriteBuffer({ columnData }));

const PLAIN = written([
  { name: "a", data: column((i) => (i % 5 ? i / 3 : null)), type: "DOUBLE" },
  { name: "b", data: column((i) => i / 7), type: "DOUBLE" },
]);

const DIFFERENCES = written([
  { name: "a", data: column((i) => (i * i) % 97), type: "INT32", encoding: "DELTA_BINARY_PACKED" },
  { name: "b", data: column((i) => BigInt(i * i)), type: "INT64", encoding: "DELTA_BINARY_PACKED" },
]);

const FILES: Readonly<Record<string, { bytes: Buffer; wanted: readonly string[] }>> = {
  plain: { bytes: PLAIN, wanted: ["a", "b"] },
  differences: { bytes: DIFFERENCES, wanted: ["a", "b"] },
  "bytes of one place together": {
    bytes: written([
      { name: "a", data: column((i) => i / 3), type: "DOUBLE", encoding: "BYTE_STREAM_SPLIT" },
    ]),
    wanted: ["a"],
  },
  "texts that share beginnings": {
    bytes: written([
      { name: "a", data: column((i) => `row ${i}`), type: "STRING", encoding: "DELTA_BYTE_ARRAY" },
    ]),
    wanted: ["a"],
  },
  ...Object.fromEntries(
    Object.entries(FOREIGN_FILES).map(([codec, base64]) => [
      codec,
      { bytes: Buffer.from(base64, "base64"), wanted: FOREIGN_COLUMNS },
    ]),
  ),
};

/** Nine values, each `step` more than the one before, as differences that take no bits. */
function line(first: number, step: number): number[] {
  return [8, 1, 9, ...zigzag(first), ...zigzag(step), 0];
}

function zigzag(value: number): number[] {
  const bytes: number[] = [];
  let left = value < 0 ? -2 * value - 1 : 2 * value;
  for (; left >= 128; left = Math.floor(left / 128)) bytes.push((left % 128) + 128);
  return [...bytes, left];
}

async function read(bytes: Uint8Array, wanted: readonly string[], options = {}) {
  const file = join(folder, "broken.parquet");
  writeFileSync(file, bytes);
  return (await loadTable(file, wanted, options)).data;
}

describe("any bytes are a table or an input error", () => {
  for (const [name, { bytes: valid, wanted }] of Object.entries(FILES)) {
    test(name, async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.oneof({ weight: 4, arbitrary: changedBytes(valid) }, fc.uint8Array({ maxLength: 300 })),
          fc.boolean(),
          async (bytes, gaps) => {
            try {
              await read(bytes, wanted, gaps ? keep : {});
            } catch (error) {
              assert.ok(error instanceof InputError, `${(error as Error).stack}`);
              assert.doesNotMatch(error.message, /undefined|\[object|\n/);
            }
          },
        ),
        { numRuns: 300 },
      );
    });
  }
});

describe("what sends a reader backwards is refused before it is read", () => {
  test("less than no columns in a group", async () => {
    // The mark before the name of a column becomes that of a number of children, and its length that number: -1.
    for (const name of ["a", "b"]) {
      const bytes = Buffer.from(PLAIN);
      const at = bytes.indexOf(Buffer.of(0x18, 1, name.charCodeAt(0)));
      assert.notEqual(at, -1);
      bytes[at] = 0x24;
      await assert.rejects(read(bytes, ["a", "b"]), /whole Parquet file .*cannot be read/);
    }
  });

  test("differences read as written, also in blocks of their own size", async () => {
    const { values } = await read(DIFFERENCES, ["a", "b"]);
    assert.deepEqual([...values], column((i) => [(i * i) % 97, i * i]).flat());
  });

  test("blocks of differences with lengths that cannot be", () => {
    assert.equal(deltaEnd(Uint8Array.from(line(0, 1)), 0, 9), 6);
    const minus128 = [0x80, 0xff, 0xff, 0xff, 0x0f];
    const wrong: [number[], RegExp][] = [
      [[...minus128, 1, 9, 0, 2, 0], /blocks of 4294967168 values/],
      [[8, ...minus128, 9, 0, 2, 0], /in 4294967168 parts/],
      [[8, 0, 9, 0, 2, 0], /in 0 parts/],
      [[0, 1, 9, 0, 2, 0], /blocks of 0 values/],
      [[8, 3, 9, 0, 2, 0], /in 3 parts/],
      [[8, 1, 9, 0, 2, 65], /beyond the end/],
      [[8, 1, 9, 0, 2, 9], /beyond the end/],
      [[8, 1, 9, 0, 2], /beyond the end/],
      [[8, 1, 0x80], /a number without an end/],
    ];
    for (const [bytes, message] of wrong) {
      assert.throws(() => deltaEnd(Uint8Array.from(bytes), 0, 9 + 8 * 2 ** 10), message);
    }
  });

  test("texts that share more than there is, and more than memory holds", () => {
    const texts = (...lines: number[][]) => checkSharedTexts(Uint8Array.from(lines.flat()), 0, 9);
    // Every text is one letter longer than the one before, whole but for its last letter.
    texts(line(0, 1), line(1, 0));
    assert.throws(() => texts(line(1, 0), line(1, 0)), /shares what is not there/);
    assert.throws(() => texts(line(0, 2), line(1, 0)), /shares what is not there/);
    assert.throws(() => texts(line(0, 0), line(-1, 0)), /shares what is not there/);
    assert.throws(() => texts(line(0, 2 ** 26), line(2 ** 26, 0)), /more than 268435456 bytes of text/);
  });

  test("LZ4 frames of negative length", () => {
    const backwards = Buffer.from([0, 0, 0, 0, 0xff, 0xff, 0xff, 0xf8, 0]);
    assert.throws(() => unpackLz4(backwards, 5), Error);
    // Five literals, with and without a frame.
    const block = Buffer.from([0x50, 1, 2, 3, 4, 5]);
    const frame = Buffer.concat([Buffer.from([0, 0, 0, 5, 0, 0, 0, 6]), block]);
    for (const packed of [block, frame]) assert.deepEqual([...unpackLz4(packed, 5)], [1, 2, 3, 4, 5]);
  });
});
