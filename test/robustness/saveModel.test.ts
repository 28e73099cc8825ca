import assert from "node:assert/strict";
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { loadModel, saveModel } from "../../src/io/index.ts";
import { endsOnDiskFrozenAt } from "./fileChanges.ts";
import { quickModel } from "./quickModel.ts";

describe("a save that is stopped at any change of the disk", () => {
  let folder: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "siren-vae-killed-save-"));
    for (const [name, seed] of [
      ["old", 1],
      ["new", 2],
    ] as const) {
      const { model, network } = await quickModel({ seed });
      saveModel(join(folder, name), model, network);
    }
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const likeness = (target: string) => {
    const values = (path: string) =>
      loadModel(path)
        .model.toParts()
        .parameters.map((one) => [...one.values]);
    const found = JSON.stringify(values(target));
    return ["old", "new"].find((name) => JSON.stringify(values(join(folder, name))) === found);
  };
  const save = (target: string, force: boolean) => {
    const { model, network } = loadModel(join(folder, "new"));
    saveModel(target, model, network, force);
  };
  const saveAgain = (target: string) => {
    save(target, true);
    assert.equal(likeness(target), "new");
    assert.deepEqual(readdirSync(target).sort(), ["model.json", "weights.safetensors"]);
  };

  test("leaves the old model or the new one", () => {
    const seen: (string | undefined)[] = [];
    for (let at = 1, lived = false; !lived; at++) {
      const target = join(folder, `over-${at}`);
      cpSync(join(folder, "old"), target, { recursive: true });
      lived = endsOnDiskFrozenAt(at, target, () => save(target, true));
      seen.push(likeness(target));
      saveAgain(target);
    }
    assert.ok(seen.length >= 8, `${seen}`);
    assert.deepEqual(new Set(seen), new Set(["old", "new"]));
    assert.equal(seen.lastIndexOf("old") + 1, seen.indexOf("new"), "old up to a moment, new from then on");
  });

  test("into a new folder leaves nothing that stands for a model, or the new one", () => {
    for (let at = 1, lived = false; !lived; at++) {
      const target = join(folder, `fresh-${at}`);
      lived = endsOnDiskFrozenAt(at, target, () => save(target, true));
      if (existsSync(join(target, "weights.safetensors"))) assert.equal(likeness(target), "new");
      else {
        assert.throws(() => loadModel(target), { name: "InputError" });
        // No --force is needed over what was never finished.
        save(target, false);
      }
      saveAgain(target);
    }
    assert.deepEqual(
      readdirSync(folder).filter((name) => /\.(part|old)$/.test(name)),
      [],
    );
  });

  test("an empty working directory stays the same folder", () => {
    const here = join(folder, "here");
    const { model, network } = loadModel(join(folder, "new"));
    const before = process.cwd();
    cpSync(join(folder, "new"), here, { recursive: true });
    rmSync(join(here, "model.json"));
    rmSync(join(here, "weights.safetensors"));
    process.chdir(here);
    try {
      saveModel(".", model, network);
      assert.equal(process.cwd(), here);
      assert.equal(likeness("."), "new");
    } finally {
      process.chdir(before);
    }
  });
});
