import { works } from "../../../src/evaluation/works.ts";
import { openWebThreadsAndThis, serveWork, type Threads, webServingPort } from "../../../src/internals.ts";

/** The name of a worker that only carries out what another one hands it. */
const NAME = "siren-vae thread";

/** Whether this worker was started by another one. */
export function isThread(): boolean {
  return self.name === NAME;
}

export function serveAsThread(): void {
  serveWork(webServingPort(), works);
}

/** The text of this script, which the build keeps as a function, as the build writes it. */
function ownText(): string {
  const { sirenStudioScript } = globalThis as { sirenStudioScript?: () => void };
  return `(globalThis.sirenStudioScript=(${sirenStudioScript}))();`;
}

let threads: Threads | undefined;

/** This thread and others that run this very script, as many as there are cores; undefined where workers cannot start others. */
export function threadsHere(): Threads | undefined {
  if (typeof Worker === "undefined") return undefined;
  if (threads === undefined) {
    const address = URL.createObjectURL(new Blob([ownText()], { type: "text/javascript" }));
    threads = openWebThreadsAndThis(works, () => new Worker(address, { name: NAME }));
  }
  return threads;
}
