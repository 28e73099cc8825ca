import { startWorker } from "../worker/startWorker.ts";
import type { GraphQuestion, GraphTask, GraphTasks } from "./layoutWorker.ts";

interface Waiting {
  readonly done: (output: never) => void;
  readonly failed: (error: Error) => void;
}

const waiting = new Map<number, Waiting>();
let worker: Promise<Worker> | undefined;
let count = 0;

/** Asks the worker that lays graphs out and inverts them. */
export async function graphTask<T extends GraphTask>(
  task: T,
  input: GraphTasks[T]["input"],
): Promise<GraphTasks[T]["output"]> {
  worker ??= open().catch((error) => {
    // The next question tries again.
    worker = undefined;
    throw error;
  });
  const target = await worker;
  return new Promise((done, failed) => {
    const id = ++count;
    waiting.set(id, { done, failed });
    target.postMessage({ id, task, input } satisfies GraphQuestion<T>);
  });
}

async function open(): Promise<Worker> {
  const target = await startWorker("layout.js");
  target.onmessage = ({ data }) => {
    const { id, output, problem } = data as { id: number; output: never; problem?: string };
    const asked = waiting.get(id);
    waiting.delete(id);
    if (problem === undefined) asked?.done(output);
    else asked?.failed(new Error(problem));
  };
  target.onerror = ({ message }) => {
    target.terminate();
    worker = undefined;
    for (const { failed } of waiting.values()) failed(new Error(message));
    waiting.clear();
  };
  return target;
}
