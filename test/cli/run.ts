import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../../program/main.js", import.meta.url));
const interrupter = new URL("./interruptAtFirstWord.js", import.meta.url).href;

/** Runs the command line in a folder, as a person would. */
export function run(folder: string, ...words: string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...words], {
    cwd: folder,
    encoding: "utf8",
  });
  return { code: status, out: stdout, err: stderr };
}

/** The same from a folder that is removed before the command begins. */
export function runInLostFolder(folder: string, ...words: string[]): { code: number | null; err: string } {
  const script = 'rmdir "$PWD" && exec "$@"';
  const { status, stderr } = spawnSync("sh", ["-c", script, "sh", process.execPath, main, ...words], {
    cwd: folder,
    encoding: "utf8",
  });
  return { code: status, err: stderr };
}

/** Starts the command line and presses Ctrl-C at its first sign of work on standard error. */
export function interrupt(folder: string, ...words: string[]): Promise<{ code: number | null; err: string }> {
  const child = spawn(process.execPath, ["--import", interrupter, main, ...words], {
    cwd: folder,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let err = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    err += text;
  });
  return new Promise((done) => child.once("close", (code) => done({ code, err })));
}

/** Starts a training that keeps every epoch, and presses Ctrl-C once one is kept. @returns the exit code */
export async function interruptAtCheckpoint(model: string, folder: string, ...words: string[]) {
  const child = spawn(process.execPath, [main, ...words], {
    cwd: folder,
    stdio: "ignore",
    env: { ...process.env, SIREN_VAE_CHECKPOINT_SECONDS: "0" },
  });
  const closed = new Promise((done) => child.once("close", done));
  while (child.exitCode === null && !existsSync(join(model, "checkpoint.json"))) await setTimeout(5);
  child.kill("SIGINT");
  return closed;
}

export function withFolder(work: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), "siren-vae-cli-"));
  try {
    work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
