import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { run, runInLostFolder } from "./run.ts";

const small = ["--simulate", "40", "--hidden", "12", "--blocks", "1", "--epochs", "3", "--start", "random"];
const circuit = ["train", "arithmetic-circuit", ...small];

describe("folders", () => {
  let folder: string;
  const inside = (name: string) => join(folder, name);
  const made = (name: string) => {
    mkdirSync(inside(name));
    return inside(name);
  };
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "siren-vae-folders-"));
    assert.equal(run(folder, ...circuit, "-o", "m", "--quiet").code, 0);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  test("an export to an empty path leaves the working folder alone", () => {
    const here = made("precious");
    writeFileSync(join(here, "thesis.txt"), "years of work");
    const { code, err } = run(here, "export", "../m", "-o", "");
    assert.equal(code, 2, err);
    assert.deepEqual(readdirSync(here), ["thesis.txt"]);
  });

  test("a command whose working folder has been removed says so", () => {
    const { code, err } = runInLostFolder(made("lost"), "networks");
    assert.equal(code, 2, err);
    assert.match(
      err,
      /^error: Expected a folder to work in, but .* has been removed\. Change to another one/,
    );
    assert.equal(runInLostFolder(made("lost again"), "train", "--help").code, 0);
  });

  test("a model and an export go into an empty working folder, which stays the same folder", () => {
    for (const words of [circuit, ["export", "../m"]]) {
      const here = made(`empty-${words[0]}`);
      const { ino } = statSync(here);
      const { code, out, err } = run(here, ...words, "-o", ".");
      assert.equal(code, 0, err);
      assert.equal(statSync(here).ino, ino);
      assert.ok(existsSync(join(here, "weights.safetensors")));
      assert.doesNotMatch(out + err, / \.\./, "a full stop after a dot");
      const again = run(here, ...words, "-o", ".");
      assert.equal(again.code, 2);
      assert.match(again.err, /holds files/);
    }
  });

  test("an export replaces an earlier one whole, leftovers of a killed one included", () => {
    assert.equal(
      run(folder, ...circuit, "--model", "vae", "-o", "v", "--quiet").code,
      2,
      "a VAE has no blocks",
    );
    const vae = [
      "train",
      "arithmetic-circuit",
      "--simulate",
      "40",
      "--model",
      "vae",
      "--epochs",
      "2",
      "--quiet",
    ];
    assert.equal(run(folder, ...vae, "-o", "v").code, 0);
    assert.equal(run(folder, "export", "m", "-o", "e", "--quiet").code, 0);
    assert.ok(existsSync(inside("e/inverse.dot")));
    writeFileSync(inside("e/README.md.part"), "half");
    const { code, err } = run(folder, "export", "v", "-o", "e", "--force", "--quiet");
    assert.equal(code, 0, err);
    assert.deepEqual(readdirSync(inside("e")).sort(), [
      "README.md",
      "graph.dot",
      "model.R",
      "model.py",
      "weights.safetensors",
    ]);
  });

  test("where the system has no place for a folder, that is said", {
    skip: !existsSync("/proc/self"),
  }, () => {
    const { code, err } = run(folder, "simulate", "ecoli70", "-n", "5", "-o", "/proc/none/new.csv");
    assert.equal(code, 2);
    assert.match(err, /Could not write \/proc\/none\/new\.csv/);
  });

  test("commands that are told to a person can be copied, whatever the folder is called", () => {
    const { code, out, err } = run(folder, ...circuit, "-o", "my model's");
    assert.equal(code, 0, err);
    if (process.platform === "win32") return;
    assert.match(out, /Stored in "my model's"\. Next: siren-vae evaluate 'my model'\\''s' --data FILE/);
  });
});
