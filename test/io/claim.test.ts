import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { claimFolder } from "../../src/io/claim.ts";
import { openTableWriter } from "../../src/io/index.ts";
import { InputError } from "../../src/numeric/errors.ts";
import { temporaryFolder } from "../temporaryFolder.ts";

/** A process that lives, and one that no longer does. */
function processes() {
  const living = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
  const dead = spawnSync(process.execPath, ["-e", ""]).pid;
  return { living, dead };
}

describe("a name that is being written", () => {
  test("is refused to another process before the work, and only while that one lives", () => {
    const folder = temporaryFolder();
    const { living, dead } = processes();
    try {
      const table = join(folder, "rows.csv");
      writeFileSync(`${table}.${dead}.part`, "left");
      openTableWriter(table, ["a"]).abort();
      assert.deepEqual(readdirSync(folder), [], "what a dead process left is removed");
      writeFileSync(`${table}.${living.pid}.part`, "begun");
      assert.throws(
        () => openTableWriter(table, ["a"]),
        (error: Error) =>
          error instanceof InputError && error.message.includes(`process ${living.pid} is writing it`),
      );
      assert.deepEqual(readdirSync(folder), [`rows.csv.${living.pid}.part`]);
      const model = join(folder, "model");
      writeFileSync(`${model}.${living.pid}.part`, "");
      assert.throws(() => claimFolder(model, "checkpoint.json"), /is writing it/);
      rmSync(`${model}.${living.pid}.part`);
      mkdirSync(model);
      const release = claimFolder(join(model, "."), "checkpoint.json");
      assert.ok(existsSync(`${model}.${process.pid}.part`));
      assert.deepEqual(readdirSync(model), []);
      release();
      assert.ok(!existsSync(`${model}.${process.pid}.part`));
    } finally {
      living.kill();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
