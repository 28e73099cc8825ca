import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const main = fileURLToPath(new URL("../../program/main.js", import.meta.url));
const killer = pathToFileURL(fileURLToPath(new URL("./dieAtChange.js", import.meta.url))).href;
const checkpoints = { SIREN_VAE_CHECKPOINT_SECONDS: "0" };

/** Runs the command line, which dies at its `dieAt`-th change below a folder. @returns whether it lived to its end */
export function livesThrough(dieAt: number, below: string, cwd: string, ...words: string[]): boolean {
  return runWatched({ DIE_AT: String(dieAt), DIE_BELOW: below }, cwd, words);
}

/** Runs the command line to its end. @returns how often it changed something below a folder */
export function countChanges(below: string, cwd: string, ...words: string[]): number {
  const count = join(cwd, "changes");
  runWatched({ DIE_BELOW: below, COUNT_INTO: count }, cwd, words);
  return Number(readFileSync(count, "utf8"));
}

function runWatched(watch: Record<string, string>, cwd: string, words: string[]): boolean {
  const { status, signal, stderr } = spawnSync(process.execPath, ["--import", killer, main, ...words], {
    cwd,
    encoding: "utf8",
    env: { ...process.env, ...checkpoints, ...watch },
  });
  if (signal === "SIGKILL") return false;
  if (status !== 0) throw new Error(`Expected exit code 0 or a kill, got ${status}: ${stderr}`);
  return true;
}

/** Starts the command line and kills it after some milliseconds. @returns whether it was done before */
export function endsBefore(milliseconds: number, cwd: string, ...words: string[]): Promise<boolean> {
  const child: ChildProcess = spawn(process.execPath, [main, ...words], {
    cwd,
    env: { ...process.env, ...checkpoints },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let err = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    err += text;
  });
  const timer = setTimeout(() => child.kill("SIGKILL"), milliseconds);
  return new Promise((done, fail) =>
    child.once("close", (code, signal) => {
      clearTimeout(timer);
      if (signal === "SIGKILL") done(false);
      else if (code === 0) done(true);
      else fail(new Error(`Expected exit code 0 or a kill, got ${code}: ${err}`));
    }),
  );
}
