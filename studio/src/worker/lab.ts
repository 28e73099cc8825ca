import type { ModelParts } from "../../../src/internals.ts";
import type { Question, Questions } from "./messages.ts";
import { startWorker } from "./startWorker.ts";

interface Waiting {
  readonly done: (output: never) => void;
  readonly failed: (error: Error) => void;
}

interface Reply {
  readonly id: number;
  readonly output: never;
  readonly problem?: string;
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
  worker ??= open().catch((error) => {
    // The next question tries again.
    worker = undefined;
    throw error;
  });
  const target = await worker;
  return new Promise((done, failed) => {
    const id = ++count;
    waiting.set(id, { done, failed });
    target.postMessage({ kind: "ask", id, question, input });
  });
}

/** Asks a worker of its own, which ends with the answer: for what should not wait behind questions to models. */
export async function askAlone<Q extends Question>(
  question: Q,
  input: Questions[Q]["input"],
): Promise<Questions[Q]["output"]> {
  const target = await startWorker();
  try {
    return await new Promise((done, failed) => {
      target.onmessage = ({ data }: MessageEvent<Reply>) =>
        data.problem === undefined ? done(data.output) : failed(new Error(data.problem));
      target.onerror = ({ message }) => failed(new Error(message));
      target.postMessage({ kind: "ask", id: 0, question, input });
    });
  } finally {
    target.terminate();
  }
}

/** Makes a model known to the worker, once; answers with the largest Lipschitz bound of its blocks. */
export function hold(model: string, parts: ModelParts): Promise<number> {
  let known = held.get(model);
  if (known === undefined) {
    known = ask("hold", { model, parts });
    held.set(model, known);
    known.catch(() => held.delete(model));
  }
  return known;
}

async function open(): Promise<Worker> {
  const target = await startWorker();
  target.onmessage = ({ data }) => {
    const { id, output, problem } = data as Reply;
    const asked = waiting.get(id);
    waiting.delete(id);
    if (problem === undefined) asked?.done(output);
    else asked?.failed(new Error(problem));
  };
  // A worker that fell over answers nothing more: its models are handed to the next one.
  target.onerror = ({ message }) => {
    target.terminate();
    worker = undefined;
    held.clear();
    for (const { failed } of waiting.values()) failed(new Error(message));
    waiting.clear();
  };
  return target;
}
