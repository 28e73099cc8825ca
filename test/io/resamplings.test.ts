import assert from "node:assert/strict";
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { openResamplings, resamplingsPath } from "../../src/io/index.ts";
import { InputError } from "../../src/numeric/errors.ts";
import { temporaryFolder } from "../temporaryFolder.ts";

describe("resamplings that are kept", () => {
  test("lie in the model's folder, or beside a project", () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "m"));
    assert.equal(resamplingsPath(join(folder, "m")), join(folder, "m", "resamplings.jsonl"));
    assert.equal(resamplingsPath("mine.siren.json#true-2"), "mine.siren.json.resamplings.jsonl");
  });

  test("come back as they were, but for a line that was written by half", () => {
    const path = join(temporaryFolder(), "resamplings.jsonl");
    const first = openResamplings(path, "key");
    first.keep(4, { numbers: Float64Array.of(0.1, Number.NaN, -3e-20) });
    first.keep(2, { problem: "no model" });
    first.close();
    appendFileSync(path, '{"index":3,"numbers":[1,2');
    const again = openResamplings(path, "key");
    assert.deepEqual(
      [...again.known],
      [
        [4, { numbers: Float64Array.of(0.1, Number.NaN, -3e-20) }],
        [2, { problem: "no model" }],
      ],
    );
    again.keep(3, { numbers: Float64Array.of(7) });
    again.close();
    assert.equal(readFileSync(path, "utf8").trimEnd().split("\n").length, 4);
    const third = openResamplings(path, "key");
    assert.deepEqual(third.known.get(3), { numbers: Float64Array.of(7) });
    third.close();
  });

  test("give way to those of something else, and nothing else gives way to them", () => {
    const path = join(temporaryFolder(), "resamplings.jsonl");
    const first = openResamplings(path, "key");
    first.keep(0, { numbers: Float64Array.of(1) });
    first.close();
    const other = openResamplings(path, "another");
    assert.equal(other.dropped, 1);
    assert.equal(other.known.size, 0);
    other.close();
    for (const text of ["a table\n", "no newline", '{"format":"siren-vae/model"}\n']) {
      writeFileSync(path, text);
      assert.throws(() => openResamplings(path, "key"), InputError);
      assert.equal(readFileSync(path, "utf8"), text);
    }
  });
});
