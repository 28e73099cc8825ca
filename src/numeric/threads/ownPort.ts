import { eventTurn } from "../turns.ts";
import { type ServingPort, serveWork, type Works } from "./serveWork.ts";
import type { ThreadPort } from "./threadPool.ts";

/**
 * This very thread as one of a pool, for work in turns, between which it hears what the others say. Nothing is copied, and what is
 * known here of a setup need not be made again.
 */
export function ownPort(works: Works): ThreadPort {
  let toWork: Parameters<ServingPort["listen"]>[0];
  let toPool: ServingPort["say"];
  let before = Promise.resolve();
  serveWork(
    {
      say: (message) => toPool(message),
      listen: (hear) => {
        toWork = hear;
      },
    },
    works,
  );
  return {
    // Others are told what to do before this thread begins to.
    say: (message) => {
      before = before.then(eventTurn).then(() => toWork(message));
    },
    listen: (hear) => {
      toPool = hear;
    },
    stop: async () => {},
  };
}
