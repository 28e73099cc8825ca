import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { closeSync, existsSync, openSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { temporaryFolder } from "../temporaryFolder.ts";
import { run } from "./run.ts";

const main = fileURLToPath(new URL("../../src/cli/main.js", import.meta.url));
const preloaded = (name: string) => new URL(`./${name}.js`, import.meta.url).href;

/** A command whose standard input is open and silent, and on which Ctrl-C is pressed once. */
function pressedOnce(folder: string, pipe: string, words: readonly string[]) {
  // Open for reading and writing, so that it neither waits for a writer nor ends.
  const silent = openSync(pipe, "r+");
  const child = spawn(process.execPath, ["--import", preloaded("interruptAtInput"), main, ...words], {
    cwd: folder,
    stdio: [silent, "ignore", "pipe"],
  });
  let err = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    err += text;
  });
  return new Promise<{ code: number | null; signal: string | null; err: string }>((done) =>
    child.once("close", (code, signal) => {
      closeSync(silent);
      done({ code, signal, err });
    }),
  );
}

describe("Ctrl-C while a table is waited for", {
  skip: !existsSync("/dev/stdin") && "there is no such file",
}, () => {
  test("is pressed once, whichever way a command reads", async () => {
    const folder = temporaryFolder();
    assert.equal(spawnSync("mkfifo", [join(folder, "pipe")]).status, 0);
    const quick = ["--simulate", "40", "--epochs", "1", "--seed", "1"];
    assert.equal(run(folder, "train", "arithmetic-circuit", ...quick, "-o", "m").code, 0);
    const before = readdirSync(folder).sort();
    const table = ["--data", "/dev/stdin"];
    for (const words of [
      ["train", "arithmetic-circuit", ...table, "-o", "other"],
      ["compare", "arithmetic-circuit", ...table, "-o", "comparison"],
      ["evaluate", "m", ...table],
      ["score", "m", ...table, "-o", "out.csv"],
    ]) {
      const { signal, err } = await pressedOnce(folder, join(folder, "pipe"), words);
      assert.equal(signal, "SIGINT", `${words[0]}: ${err}`);
      assert.match(err, /^(Interrupted: [^\n]+\n)?$/, words[0]);
      assert.deepEqual(readdirSync(folder).sort(), before, `${words[0]} left something behind`);
    }
  });
});

test("Ctrl-C while a file is read ends as at any other time, with a sentence and exit code 130", () => {
  const folder = temporaryFolder();
  const quick = ["--simulate", "40", "--epochs", "1", "--seed", "1"];
  assert.equal(run(folder, "train", "arithmetic-circuit", ...quick, "-o", "m").code, 0);
  assert.equal(run(folder, "simulate", "arithmetic-circuit", "-n", "50", "-o", "rows.csv").code, 0);
  const before = readdirSync(folder).sort();
  for (const words of [
    ["evaluate", "m", "--data", "rows.csv"],
    ["score", "m", "--data", "rows.csv", "-o", "out.csv"],
  ]) {
    const arguments_ = ["--import", preloaded("interruptDuringRead"), main, ...words];
    const { status, signal, stderr } = spawnSync(process.execPath, arguments_, {
      cwd: folder,
      encoding: "utf8",
    });
    assert.equal(signal, null, words[0]);
    assert.equal(status, 130, `${words[0]}: ${stderr}`);
    assert.match(stderr, /^Interrupted: [^\n]+\n$/, words[0]);
    assert.deepEqual(readdirSync(folder).sort(), before, `${words[0]} left something behind`);
  }
});
