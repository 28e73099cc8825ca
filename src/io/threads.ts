import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { openPool, type ThreadPort, type Threads } from "../numeric/threads/threadPool.ts";

export interface ThreadOptions {
  /** Threads at most. Default: as many as the machine has cores. */
  readonly workers?: number;
  /** Multiplications from which on they are worth their start. Default: some tenths of a second's. */
  readonly worthwhile?: number;
  /** The module that the threads run, in place of the package's own. */
  readonly module?: URL;
}

/**
 * Worker threads of Node, started when there is something to do. The results of what they carry out do not depend on their
 * number. Errors arrive as themselves; a thread that dies is a ComputationError.
 *
 * @throws InputError where the number of workers is no positive whole number
 *
 * @example
 * const threads = openThreads({ workers: 2 });
 * const model = await train(network.dag, data, { seed: 1, executor: threads });
 * await threads.close();
 */
export function openThreads(options: ThreadOptions = {}): Threads {
  const module = options.module ?? new URL("./thread.js", import.meta.url);
  return openPool(options.workers ?? availableParallelism(), () => portOf(module), options.worthwhile);
}

function portOf(module: URL): ThreadPort {
  const worker = new Worker(module);
  return {
    say: (message) => worker.postMessage(message),
    listen: (hear, end) => {
      worker.on("message", hear);
      worker.on("error", (error) => end(error.message));
      worker.on("exit", (code) => end(`it ended with code ${code}`));
    },
    stop: async () => void (await worker.terminate()),
    wanted: (wanted) => (wanted ? worker.ref() : worker.unref()),
  };
}
