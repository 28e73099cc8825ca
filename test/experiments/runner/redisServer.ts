import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createConnection, createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

const program = (process.env.PATH ?? "")
  .split(delimiter)
  .flatMap((folder) => ["redis-server", "valkey-server"].map((name) => join(folder, name)))
  .find((path) => existsSync(path));

/** In continuous integration a server is installed beforehand: there its absence is a failure, not a skip. */
export const skipWithoutRedis =
  program === undefined && process.env.CI !== "true"
    ? "no redis-server or valkey-server is installed here"
    : false;

export interface RedisServer {
  readonly address: string;
  stop(): Promise<void>;
}

/** A server of its own in an empty folder, which keeps nothing. */
export async function startRedis(): Promise<RedisServer> {
  if (program === undefined) throw new Error("No redis-server or valkey-server is in PATH.");
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "siren-vae-redis-"));
  const words = [
    "--port",
    `${port}`,
    "--bind",
    "127.0.0.1",
    "--save",
    "",
    "--appendonly",
    "no",
    "--dir",
    folder,
  ];
  const server = spawn(program, words, { stdio: "ignore" });
  const ended = new Promise<void>((resolve) => server.once("exit", () => resolve()));
  while (!(await answers(port, server))) await new Promise((resolve) => setTimeout(resolve, 20));
  return {
    address: `redis://127.0.0.1:${port}`,
    stop: async () => {
      server.kill("SIGKILL");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

function answers(port: number, server: ChildProcess): Promise<boolean> {
  if (server.exitCode !== null) throw new Error(`The Redis server ended with ${server.exitCode}.`);
  return new Promise((resolve) => {
    const socket = createConnection(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
