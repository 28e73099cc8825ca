import { Command } from "commander";
import { programVersion } from "../../experiments/programVersion.ts";
import { quietOption, seedOption, whole } from "../options.ts";
import { duration, note, say } from "../terminal.ts";

export function workerCommand(): Command {
  return new Command("worker")
    .requiredOption("--queue <address>", "a Redis or Valkey, such as redis://127.0.0.1:6379")
    .option("--concurrency <number>", "jobs at a time (default: one a core)", whole(1, 1024))
    .option("--lock <seconds>", "silence after which another worker takes over a job", whole(1, 86_400), 6)
    .addOption(seedOption("of nothing here: every job has its own"))
    .option("--json", "print what happens as JSON, a line each, instead of text")
    .addOption(quietOption())
    .addHelpText(
      "after",
      "\nExample, on each machine that shall help:\n  siren-vae worker --queue redis://127.0.0.1:6379 --concurrency 2",
    )
    .action(async (options) => {
      const json = options.json === true;
      const quiet = options.quiet === true || json;
      const version = programVersion();
      const controller = new AbortController();
      const interrupt = () => controller.abort();
      for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, interrupt);
      const begun = new Map<string, number>();
      // Loaded here only: who has no queue needs neither BullMQ nor the time to load it.
      const { serveQueue } = await import("../../experiments/runner/queueWorker.ts");
      try {
        await serveQueue({
          address: options.queue,
          concurrency: options.concurrency,
          lockSeconds: options.lock,
          version,
          signal: controller.signal,
          onReady: (place, threads) => {
            if (json) say(JSON.stringify({ event: "ready", version, place, threads }));
            note(
              `Waiting for jobs of version ${version} at ${place}, ${threads} at a time. Ctrl-C stops.`,
              quiet,
            );
          },
          onStart: (id) => {
            begun.set(id, performance.now());
            if (json) say(JSON.stringify({ event: "started", id }));
            note(`started      ${id}`, quiet);
          },
          onEnd: (id, outcome, problem) => {
            const seconds = (performance.now() - (begun.get(id) ?? performance.now())) / 1000;
            if (json) say(JSON.stringify({ event: outcome, id, seconds, problem: problem ?? null }));
            const rest = problem ? `: ${problem}` : ` after ${duration(seconds)}`;
            note(`${outcome.padEnd(11)}  ${id}${rest}`, quiet);
          },
          onNote: (text) => note(text, quiet),
        });
      } finally {
        for (const name of ["SIGINT", "SIGTERM"] as const) process.removeListener(name, interrupt);
      }
    });
}
