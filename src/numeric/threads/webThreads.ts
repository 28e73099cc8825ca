import { requireArgument } from "../arguments.ts";
import { numberShape, type OptionShapes, requireOptions } from "../optionShapes.ts";
import { ownPort } from "./ownPort.ts";
import type { ServingPort, Works } from "./serveWork.ts";
import type { FromThread, ToThread } from "./threadMessages.ts";
import { openPool, type ThreadPort, type Threads } from "./threadPool.ts";

/** How many Web Workers may work, and from which work on. */
export interface WebThreadOptions {
  /** Threads at most. Default: as many as the browser says that there are cores. */
  readonly workers?: number;
  /** Multiplications from which on they are worth their start. Default: some tenths of a second's. */
  readonly worthwhile?: number;
}

const webThreadShapes: OptionShapes<WebThreadOptions> = { workers: numberShape, worthwhile: numberShape };

/**
 * Workers of a browser, started when there is something to do; also from within another worker. As `openThreads` of
 * `siren-vae/io` in Node, with the same bits for any number of them.
 *
 * @param start makes a worker that runs `siren-vae/worker`, in the way of the bundler that is used; with many of them that is
 *   `new Worker(new URL("siren-vae/worker", import.meta.url), { type: "module" })`
 * @throws InputError where the number of workers is no positive whole number
 *
 * @example
 * const start = () => new Worker("worker.js"); // the bundle of siren-vae/worker
 * const threads = openWebThreads(start, { workers: 2 });
 * await threads.close();
 */
export function openWebThreads(start: () => Worker, options: WebThreadOptions = {}): Threads {
  requireArgument(typeof start === "function", "a function that makes a worker", start);
  requireOptions(options, webThreadShapes, {
    what: "options of the threads",
    example: "such as { workers: 2 }",
  });
  const workers = options.workers ?? globalThis.navigator?.hardwareConcurrency;
  return openPool(workers, () => portOf(start()), options.worthwhile);
}

/** As {@link openWebThreads}, but this thread is one of them, for works that are done in turns with the event loop. */
export function openWebThreadsAndThis(
  works: Works,
  start: () => Worker,
  options: WebThreadOptions = {},
): Threads {
  let started = 0;
  const port = () => (started++ === 0 ? ownPort(works) : portOf(start()));
  return openPool(options.workers ?? globalThis.navigator?.hardwareConcurrency, port, options.worthwhile);
}

function portOf(worker: Worker): ThreadPort {
  return {
    say: (message) => worker.postMessage(message),
    listen: (hear, end) => {
      worker.onmessage = ({ data }: MessageEvent<FromThread>) => hear(data);
      worker.onerror = ({ message }) => {
        worker.terminate();
        end(message ?? "its script could not be loaded");
      };
    },
    stop: async () => worker.terminate(),
  };
}

/** Within a worker of a browser: its end of what is said. */
export function webServingPort(): ServingPort {
  const scope = globalThis as unknown as Pick<Worker, "postMessage" | "onmessage">;
  return {
    say: (message) => scope.postMessage(message),
    listen: (hear) => {
      scope.onmessage = ({ data }: MessageEvent<ToThread>) => hear(data);
    },
  };
}
