import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Random } from "../../src/index.ts";
import { temporaryFolder } from "../temporaryFolder.ts";
import { run } from "./run.ts";

const main = fileURLToPath(new URL("../../program/main.js", import.meta.url));

/** Two parents each, the later half measured. */
function largeNetwork(size: number): string {
  const random = new Random(1);
  const nodes = Array.from({ length: size }, (_, node) => {
    const parents = node < 2 ? [] : [0, 1].map(() => `n${random.integer(Math.min(node, size / 2))}`);
    const coefficients = Object.fromEntries(parents.map((parent) => [parent, 0.6]));
    return [`n${node}`, { parents: coefficients, intercept: 0, variance: 1 }] as const;
  });
  const kind = "linear-gaussian";
  return JSON.stringify({
    format: "siren-vae/network",
    version: 1,
    name: "large",
    kind,
    nodes: Object.fromEntries(nodes),
  });
}

test("Ctrl-C ends the fit statistics of hundreds of nodes, which take half a minute, within a second", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "large.json"), largeNetwork(300));
  assert.equal(run(folder, "simulate", "large.json", "-n", "600", "-o", "rows.csv").code, 0);
  const quick = ["--start", "linear-gaussian", "--epochs", "1", "-o", "m"];
  assert.equal(run(folder, "train", "large.json", "--data", "rows.csv", ...quick).code, 0);
  const words = [main, "summary", "m", "--data", "rows.csv", "--resamplings", "0"];
  const child = spawn(process.execPath, words, { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (text) => {
    said += text;
  });
  const ended = new Promise<number | null>((resolve) => {
    child.on("close", resolve);
  });
  await setTimeout(6000);
  const pressed = performance.now();
  child.kill("SIGINT");
  assert.equal(await ended, 130, said);
  assert.match(said, /Interrupted: nothing was written\.\n$/);
  // A busy machine has its share.
  assert.ok(performance.now() - pressed < 2500);
});
