import type { ModelParts } from "../../../src/index.ts";
import type { Question, Questions } from "./messages.ts";
import { startWorker } from "./startWorker.ts";

interface Waiting {
  readonly done: (output: never) => void;
  readonly failed: (error: Error) => void;
}

let worker: Promise<Worker> | undefined;
const waiting = new Map<number, Waiting>();
const held = new Map<string, Promise<number>>();
let count = 0;

/** Asks the worker that answers questions. It is started by the first question. */
export async function ask<Q extends Question>(
  question: Q,
  input: Questions[Q]["input"],
): Promise<Questions[Q]["output"]> {
  worker ??= open();
  const target = await worker;
  return new Promise((done, failed) => {
    const id = ++count;
    waiting.set(id, { done, failed });
    target.postMessage({ kind: "ask", id, question, input });
  });
}

/** Makes a model known to the worker, once; answers with the largest Lipschitz bound of its blocks. */
export function hold(model: string, parts: ModelParts): Promise<number> {
  let known = held.get(model);
  if (known === undefined) {
    known = ask("hold", { model, parts });
    held.set(model, known);
  }
  return known;
}

async function open(): Promise<Worker> {
  const target = await startWorker();
  target.onmessage = ({ data }) => {
    const { id, output, problem } = data as { id: number; output: never; problem?: string };
    const asked = waiting.get(id);
    waiting.delete(id);
    if (problem === undefined) asked?.done(output);
    else asked?.failed(new Error(problem));
  };
  return target;
}
