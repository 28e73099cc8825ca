import assert from "node:assert/strict";
import { appendFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { openFailures } from "../../../src/experiments/runner/index.ts";
import { InputError } from "../../../src/internals.ts";
import { inFolder } from "./samples.ts";

describe("failed runs", () => {
  test("are there the next time, each with its last reason", () =>
    inFolder(async (folder) => {
      const path = join(folder, "failures.jsonl");
      const first = openFailures(path);
      assert.deepEqual(first.all, []);
      first.keep(() => true);
      assert.ok(!existsSync(path));
      first.add({ id: "a", problem: "it diverged" });
      first.add({ id: "b", problem: "two\nlines" });
      first.add({ id: "a", problem: "out of memory" });
      const kept = [
        { id: "b", problem: "two\nlines" },
        { id: "a", problem: "out of memory" },
      ];
      assert.deepEqual(first.all, kept);
      // As a killed run may leave it.
      appendFileSync(path, '{"id":"c","prob');
      const second = openFailures(path);
      assert.deepEqual(second.all, kept);
      second.keep(({ id }) => id !== "b");
      assert.deepEqual(openFailures(path).all, [kept[1]]);
    }));

  test("a path that cannot be read is an input error", () =>
    inFolder(async (folder) => {
      assert.throws(() => openFailures(folder), InputError);
    }));
});
