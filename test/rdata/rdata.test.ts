import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { InputError } from "../../src/numeric/errors.ts";
import { element, isRData, NA_INTEGER, namesOf, readRData, unpack } from "../../src/rdata/index.ts";
import { saved, savedBytes } from "./saved.ts";

describe("objects that R saved", () => {
  for (const name of ["oddXz", "oddBzip2", "oddAscii"] as const) {
    test(`everything that R has, ${name}`, () => {
      const [{ value }] = readRData(savedBytes(name));
      const part = (key: string) => element(value, key)!;
      const values = (key: string) => {
        const one = part(key);
        return "values" in one ? [...one.values] : assert.fail(`${key} is ${one.type}`);
      };
      assert.deepEqual(values("sequence"), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
      assert.equal(part("sequence").type, "integer");
      assert.deepEqual(values("reals"), [1, 2, 3, 4, 5]);
      assert.deepEqual(values("text"), ["1", "2", "3"]);
      assert.deepEqual(values("na"), [null, "äβ", 'q"\\\n\t']);
      assert.deepEqual(values("latin"), ["Söl"]);
      assert.deepEqual(values("whole"), [NA_INTEGER, 7]);
      assert.deepEqual(values("nums"), [
        0.1,
        Number.NaN,
        Number.NaN,
        Infinity,
        -Infinity,
        1e-300,
        -123456.789,
      ]);
      assert.equal(part("env"), part("again"));
      assert.equal(part("null").type, "null");
      assert.deepEqual(namesOf(part("pl")), ["a", ""]);
      const kinds = ["raw", "complex", "f", "call"].map((key) => part(key).type);
      assert.deepEqual(kinds, ["other", "other", "other", "other"]);
    });
  }

  test("a small file that unpacks to more than is allowed ends with a sentence", () => {
    const bomb = gzipSync(new Uint8Array(300 * 2 ** 20), { level: 9 });
    assert.throws(
      () => unpack(new Uint8Array(bomb)),
      /InputError: Expected a file that unpacks to at most 256 MB/,
    );
  });

  test("lengths beyond the file, deep lists and other content are refused", () => {
    const integers = (...numbers: number[]) => {
      const bytes = new Uint8Array(2 + 4 * numbers.length);
      bytes.set([0x58, 0x0a]);
      const view = new DataView(bytes.buffer);
      for (const [i, number] of numbers.entries()) view.setInt32(2 + 4 * i, number);
      return bytes;
    };
    const list = 19;
    for (const [bytes, pattern] of [
      [integers(2, 0, 0, list, 2 ** 31 - 1), /cut-off/],
      [integers(2, 0, 0, list, -1, 2 ** 30, 0), /cut-off/],
      [integers(2, 0, 0, list, -5), /cut-off/],
      [integers(2, 0, 0, 200), /type 200/],
      [integers(9, 0, 0, list), /version 2 or 3.*got 9/],
      [integers(2, 0, 0, ...new Array(4000).fill([list, 1]).flat()), /400 deep/],
      [Uint8Array.from([1, 2, 3]), /saveRDS or save/],
    ] as const)
      assert.throws(
        () => readRData(bytes),
        (error: Error) => error instanceof InputError && pattern.test(error.message),
      );
  });

  test("damaged files give an InputError or an object, never anything else", () => {
    const names = Object.keys(saved) as (keyof typeof saved)[];
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.boolean(),
        fc.nat(),
        fc.nat(255),
        fc.nat(3),
        (name, plain, at, byte, cut) => {
          const bytes = plain ? unpack(savedBytes(name)).slice() : savedBytes(name);
          bytes[at % bytes.length] = byte;
          const damaged = cut === 0 ? bytes.subarray(0, at % bytes.length) : bytes;
          try {
            isRData(damaged);
            readRData(damaged);
          } catch (error) {
            if (!(error instanceof InputError)) throw error;
          }
        },
      ),
      { numRuns: 1500 },
    );
  });
});
