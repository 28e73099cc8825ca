import { Command } from "commander";
import { programVersion } from "../experiments/programVersion.ts";
import { quietOption, whole } from "./options.ts";
import { duration, note } from "./terminal.ts";

export function workerCommand(): Command {
  return new Command("worker")
    .description("run the jobs of a queue in this machine's threads, until Ctrl-C hands them back")
    .requiredOption("--queue <address>", "a Redis or Valkey, such as redis://127.0.0.1:6379")
    .option("--concurrency <number>", "jobs at a time (default: one a core)", whole(1))
    .option("--lock <seconds>", "silence after which another worker takes over a job", whole(1), 6)
    .addOption(quietOption())
    .addHelpText(
      "after",
      "\nExample, on each machine that shall help:\n  siren-vae worker --queue redis://127.0.0.1:6379 --concurrency 2",
    )
    .action(async (options) => {
      const quiet = options.quiet === true;
      const version = programVersion();
      const controller = new AbortController();
      const interrupt = () => controller.abort();
      for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, interrupt);
      const begun = new Map<string, number>();
      // Loaded here only: who has no queue needs neither BullMQ nor the time to load it.
      const { serveQueue } = await import("../experiments/runner/queueWorker.ts");
      try {
        await serveQueue({
          address: options.queue,
          concurrency: options.concurrency,
          lockSeconds: options.lock,
          version,
          signal: controller.signal,
          onReady: (place, threads) =>
            note(
              `Waiting for jobs of version ${version} at ${place}, ${threads} at a time. Ctrl-C stops.`,
              quiet,
            ),
          onStart: (id) => {
            begun.set(id, performance.now());
            note(`started      ${id}`, quiet);
          },
          onEnd: (id, outcome, problem) => {
            const seconds = (performance.now() - (begun.get(id) ?? performance.now())) / 1000;
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
