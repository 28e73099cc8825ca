import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { temporaryFolder } from "../temporaryFolder.ts";
import { interrupt, run, withFolder } from "./run.ts";

const main = fileURLToPath(new URL("../../program/main.js", import.meta.url));
const posix = process.platform !== "win32";
const quick = ["--simulate", "40", "--model", "vae", "--epochs", "3", "--seed", "1"];

/** A command within a line for the shell, with what it writes bent elsewhere. */
function shell(folder: string, before: string, words: readonly string[], after: string) {
  const command = [process.execPath, main, ...words].map((word) => `'${word}'`).join(" ");
  const { status, stdout, stderr } = spawnSync("bash", ["-c", `${before}${command}${after}`], {
    cwd: folder,
    encoding: "utf8",
  });
  return { code: status, out: stdout, err: stderr };
}

describe("work whose surroundings fail", { skip: !posix && "there are no such devices" }, () => {
  const hasFull = existsSync("/dev/full");

  test("with 2 GB of address space, all that needs no kernels is done, and the rest says what it lacks", () =>
    withFolder((folder) => {
      const small = "ulimit -v 2000000; ";
      writeFileSync(join(folder, "net.dot"), "digraph { z -> a; z -> b }");
      for (const words of [
        ["--help"],
        ["networks"],
        ["inspect", "net.dot"],
        ["simulate", "asia", "-n", "5", "-o", "t.csv"],
      ]) {
        const { code, err } = shell(folder, small, words, "");
        assert.equal(code, 0, `${words[0]}: ${err}`);
      }
      const { code, err } = shell(folder, small, ["train", "net.dot", ...quick, "-o", "m"], "");
      // Engines that reserve less have enough.
      if (code !== 0) assert.match(err, /^error: Expected [^\n]+\n$/m);
      assert.doesNotMatch(err, /fault of the program/);
    }));

  test("with few file handles is no fault of the program", () =>
    withFolder((folder) => {
      for (const handles of [20, 22, 24, 26, 28]) {
        const { err } = shell(folder, `ulimit -n ${handles}; `, ["networks"], "");
        assert.doesNotMatch(err, /fault of the program/);
      }
    }));

  test("ends as it should", { skip: !hasFull && "there is no /dev/full" }, () =>
    withFolder((folder) => {
      const trained = shell(
        folder,
        "",
        ["train", "arithmetic-circuit", ...quick, "-o", "m"],
        " 2> /dev/full",
      );
      assert.equal(trained.code, 0, "nobody hears, and the training goes on");
      assert.deepEqual(readdirSync(folder), ["m"]);
      const head = shell(
        folder,
        "set -o pipefail; ",
        ["sample", "m", "-n", "200000", "-o", "/dev/stdout"],
        " | head -n 1",
      );
      assert.equal(head.code, 0, head.err);
      assert.equal(head.err, "");
      const full = run(folder, "sample", "m", "-n", "5", "-o", "/dev/full");
      assert.equal(full.code, 1, "a full disk is no mistake of the person");
      assert.match(full.err, /^error: Could not write \/dev\/full: the disk is full\. [^\n]+\n$/);
      const said = shell(folder, "", ["networks"], " > /dev/full");
      assert.equal(said.code, 1);
      assert.match(said.err, /^error: Could not write standard output: the disk is full\. [^\n]+\n$/);
    }),
  );

  test("standard output may be led to a file, and to the end of one", () =>
    withFolder((folder) => {
      const written = (words: readonly string[], after: string) => {
        const { code, err } = shell(folder, "", words, after);
        assert.equal(code, 0, err);
        return readFileSync(join(folder, "out"), "utf8");
      };
      const draw = ["simulate", "asia", "-n", "2", "--quiet", "-o"];
      const rows = written([...draw, "rows.csv"], " > out; cp rows.csv out");
      for (const name of ["/dev/stdout", "/dev/fd/1"]) {
        assert.equal(written([...draw, name], " > out"), rows);
        assert.equal(written([...draw, name, "--force"], " >> out"), rows + rows);
      }
      const dot = ["inspect", "asia", "--format", "dot", "-o", "/dev/stdout"];
      assert.match(written(dot, " > out"), /^digraph/);
      assert.equal(written(dot, " >> out").match(/^digraph/gm)?.length, 2);
      assert.deepEqual(readdirSync(folder).sort(), ["out", "rows.csv"]);
    }));

  test("a device without an end is no file", { skip: !existsSync("/dev/zero") && "there is none" }, () =>
    withFolder((folder) => {
      const { code, err } = run(folder, "inspect", "/dev/zero");
      assert.equal(code, 2);
      assert.match(err, /^error: Expected a network file of at most 256 MB from \/dev\/zero, got more/);
    }),
  );

  test("links in a circle and long names are said in words", () =>
    withFolder((folder) => {
      symlinkSync("b.json", join(folder, "a.json"));
      symlinkSync("a.json", join(folder, "b.json"));
      assert.match(run(folder, "inspect", "./a.json").err, /its links lead round in a circle/);
      symlinkSync("ring", join(folder, "ring"));
      assert.match(run(folder, "inspect", "ring").err, /network file ring: its links lead round in a circle/);
      assert.match(run(folder, "inspect", `${"a".repeat(300)}.json`).err, /its name is too long/);
    }));

  test("a checkpoint that cannot be kept is a warning", () =>
    withFolder((folder) => {
      const model = join(folder, "m");
      const full = `import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
const rename = fs.renameSync;
fs.renameSync = (from, to) => {
  if (to.endsWith("checkpoint.json")) throw Object.assign(new Error("full"), { code: "ENOSPC" });
  rename(from, to);
};
syncBuiltinESMExports();`;
      writeFileSync(join(folder, "full.mjs"), full);
      const { code, err } = shell(
        folder,
        "SIREN_VAE_CHECKPOINT_SECONDS=0 NODE_OPTIONS='--import=./full.mjs' ",
        ["train", "arithmetic-circuit", ...quick, "-o", "m"],
        "",
      );
      assert.equal(code, 0, err);
      assert.equal(err.match(/Warning: what is done could not be kept/g)?.length, 1, err);
      assert.match(err, /the disk is full/);
      assert.deepEqual(readdirSync(model).sort(), ["model.json", "weights.safetensors"]);
    }));

  test("calibrate ends at Ctrl-C with a word", async () => {
    const folder = temporaryFolder();
    try {
      assert.equal(run(folder, "train", "arithmetic-circuit", ...quick, "-o", "m").code, 0);
      const { code, err } = await interrupt(folder, "calibrate", "m", "--simulations", "50000");
      assert.equal(code, 130, err);
      assert.match(err, /Interrupted: nothing was written\./);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
