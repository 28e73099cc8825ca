import type { Work, Worker } from "../work.ts";
import { errorFrom, type FromThread, plainError, type ToThread } from "./threadMessages.ts";

/** A work of whatever kind. */
export type AnyWork = Work<unknown, unknown, unknown, unknown>;

/** Works by their names, loaded when they are asked for. */
export type Works = Readonly<Record<string, () => Promise<AnyWork>>>;

const MILLISECONDS_BETWEEN_NOTES = 100;

/** The end of a thread that is in the thread. */
export interface ServingPort {
  say(message: FromThread): void;
  listen(hear: (message: ToThread) => void): void;
}

/** In a thread: makes ready for one work after another and carries out one task at a time. */
export function serveWork(port: ServingPort, works: Works): void {
  const workers = new Map<number, Promise<Worker<unknown, unknown, unknown>>>();
  let present:
    | { readonly number: number; readonly controller: AbortController; readonly limit: { value: number } }
    | undefined;
  const say = (message: FromThread) => port.say(message);
  const tell = (note: unknown) => say({ kind: "note", note });

  const carryOut = async (crew: number, number: number, task: unknown, limit: { value: number }) => {
    const controller = new AbortController();
    present = { number, controller, limit };
    const { signal } = controller;
    try {
      const worker = await workers.get(crew)!;
      signal.throwIfAborted();
      const answer = await worker(task, { signal, tell, interval: MILLISECONDS_BETWEEN_NOTES, limit });
      say({ kind: "answer", answer });
    } catch (error) {
      say({ kind: "error", error: plainError(error) });
    } finally {
      present = undefined;
    }
  };

  port.listen((message) => {
    switch (message.kind) {
      case "setup": {
        const ready = works[message.work]().then((work) => work.prepare(message.setup));
        // Whoever asks for a task is told.
        ready.catch(() => {});
        workers.set(message.crew, ready);
        break;
      }
      case "task":
        void carryOut(message.crew, message.number, message.task, {
          value: message.limit ?? Number.POSITIVE_INFINITY,
        });
        break;
      case "limit":
        if (present?.number === message.number) present.limit.value = message.limit;
        break;
      case "abort":
        if (present?.number === message.number) present.controller.abort(errorFrom(message.reason));
        break;
      case "forget":
        workers.delete(message.crew);
        break;
    }
  });
}
