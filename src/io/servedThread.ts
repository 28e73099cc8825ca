import { type MessagePort, parentPort } from "node:worker_threads";
import type { ServingPort } from "../numeric/threads/serveWork.ts";

/** Within a worker thread of Node: its end of what is said. */
export function servingPort(): ServingPort {
  const port = parentPort as MessagePort;
  return {
    say: (message) => port.postMessage(message),
    listen: (hear) => void port.on("message", hear),
  };
}
