import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { numberShape, type OptionShapes, requireOptions } from "../numeric/optionShapes.ts";
import { ownPort } from "../numeric/threads/ownPort.ts";
import { openPool, type ThreadPort, type Threads } from "../numeric/threads/threadPool.ts";
import { worksOfNode } from "./works.ts";

const OWN_MODULE = new URL("./thread.js", import.meta.url);

/** Where work is carried out in threads: in how many, and from what size on. */
export interface ThreadOptions {
  /** Threads at most. Default: as many as the machine has cores. */
  readonly workers?: number;
  /** Multiplications from which on they are worth their start. Default: some tenths of a second's. */
  readonly worthwhile?: number;
  /** The module that the threads run, in place of the package's own. */
  readonly module?: URL;
}

const threadShapes: OptionShapes<ThreadOptions> = {
  workers: numberShape,
  worthwhile: numberShape,
  module: { expected: "a URL", fits: (value) => value instanceof URL },
};
const THREADS = { what: "options of the threads", example: "such as { workers: 2 }" };

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
  requireOptions(options, threadShapes, THREADS);
  const { module = OWN_MODULE } = options;
  return openPool(options.workers ?? availableParallelism(), () => portOf(module), options.worthwhile);
}

/**
 * As {@link openThreads}, but this thread is one of them, for work that is done in turns with the event loop: where there are few, its
 * start and what it has to make ready would cost more than what this one misses while it waits.
 *
 * @throws InputError where the number of workers is no positive whole number
 *
 * @example
 * const threads = openThreadsAndThis({ workers: 1 });
 * const model = await train(network.dag, data, { seed: 1, executor: threads });
 * await threads.close();
 */
export function openThreadsAndThis(options: Omit<ThreadOptions, "module"> = {}): Threads {
  const { module: _, ...shapes } = threadShapes;
  requireOptions(options, shapes, THREADS);
  let started = 0;
  const start = () => (started++ === 0 ? ownPort(worksOfNode) : portOf(OWN_MODULE));
  return openPool(options.workers ?? availableParallelism(), start, options.worthwhile);
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
