import type { ModelParts } from "../../../src/internals.ts";
import type { Question, Questions } from "./messages.ts";
import { startWorker } from "./startWorker.ts";

/** How a question is followed and given up. */
export interface Following {
  readonly signal?: AbortSignal;
  /** Gets the share that is done, from 0 to 1. */
  readonly onProgress?: (share: number) => void;
}

/** A model that a question is about: handed to a worker with the first question. */
export interface NamedModel {
  readonly name: string;
  readonly parts: ModelParts;
}

interface Reply {
  readonly id: number;
  readonly output?: never;
  readonly problem?: string;
  readonly progress?: number;
}

interface Job extends Following {
  readonly question: Question;
  readonly input: unknown;
  readonly model: NamedModel | undefined;
  readonly done: (output: never) => void;
  readonly failed: (error: unknown) => void;
}

/** Milliseconds for a question that nobody waits for any more: another worker takes longer to start and to learn the model. */
const GRACE = 200;

/**
 * A worker that answers one question after another, the newest first: what a person looks at now was asked last. A question
 * that nobody waits for any more is dropped, and the worker with it if it does not soon come to an end.
 */
class Lane {
  #worker: Promise<Worker> | undefined;
  readonly #pending: Job[] = [];
  #current: Job | undefined;
  #held = new Set<string>();
  #count = 0;

  ask(job: Job): void {
    if (job.signal?.aborted) {
      job.failed(job.signal.reason);
      return;
    }
    job.signal?.addEventListener("abort", () => this.#drop(job), { once: true });
    this.#pending.push(job);
    void this.#next();
  }

  #drop(job: Job): void {
    const at = this.#pending.indexOf(job);
    if (at >= 0) this.#pending.splice(at, 1);
    else if (this.#current === job) {
      setTimeout(() => {
        if (this.#current !== job) return;
        this.#restart();
        this.#current = undefined;
        void this.#next();
      }, GRACE);
    } else return;
    job.failed(job.signal!.reason);
  }

  #restart(): void {
    void this.#worker?.then((worker) => worker.terminate()).catch(() => undefined);
    this.#worker = undefined;
    this.#held = new Set();
  }

  async #next(): Promise<void> {
    if (this.#current !== undefined) return;
    const job = this.#pending.pop();
    if (job === undefined) return;
    this.#current = job;
    try {
      this.#worker ??= startWorker();
      const worker = await this.#worker;
      if (this.#current !== job) return;
      if (job.model && !this.#held.has(job.model.name)) {
        const { name, parts } = job.model;
        await this.#send(worker, job, "hold", { model: name, parts });
        const run = name.slice(0, name.lastIndexOf(" ") + 1);
        this.#held = new Set([...this.#held].filter((other) => !other.startsWith(run)).concat(name));
      }
      if (this.#current !== job) return;
      const output = await this.#send(worker, job, job.question, job.input);
      if (this.#current !== job) return;
      this.#current = undefined;
      job.done(output as never);
    } catch (error) {
      if (this.#current !== job) return;
      this.#current = undefined;
      job.failed(error);
    }
    void this.#next();
  }

  #send(worker: Worker, job: Job, question: Question, input: unknown): Promise<unknown> {
    return new Promise((done, failed) => {
      const id = ++this.#count;
      worker.onmessage = ({ data }: MessageEvent<Reply>) => {
        if (data.id !== id) return;
        if (data.progress !== undefined) {
          if (!job.signal?.aborted) job.onProgress?.(data.progress);
        } else if (data.problem === undefined) done(data.output);
        else failed(new Error(data.problem));
      };
      // A worker that fell over answers nothing more: the next question gets another.
      worker.onerror = ({ message }) => {
        this.#restart();
        failed(new Error(message));
      };
      worker.postMessage({ kind: "ask", id, question, input });
    });
  }
}

/** What a person waits for with a finger on it, what makes that finer once it rests, and what takes a while, side by side. */
const quick = new Lane();
const finer = new Lane();
const slow = new Lane();
const QUICK: ReadonlySet<Question> = new Set<Question>([
  "hold",
  "turn",
  "row",
  "beliefs",
  "priors",
  "intervene",
  "sample",
  "masks",
]);

/** Asks about a model. @throws the signal's reason where the question is given up */
export function ask<Q extends Question>(
  question: Q,
  input: Questions[Q]["input"],
  model?: NamedModel,
  following: Following = {},
): Promise<Questions[Q]["output"]> {
  return new Promise((done, failed) => {
    const lane = QUICK.has(question) ? quick : question === "finerBeliefs" ? finer : slow;
    lane.ask({ question, input, model, done, failed, ...following });
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
      target.onmessage = ({ data }: MessageEvent<Reply>) => {
        if (data.progress !== undefined) return;
        if (data.problem === undefined) done(data.output as never);
        else failed(new Error(data.problem));
      };
      target.onerror = ({ message }) => failed(new Error(message));
      target.postMessage({ kind: "ask", id: 0, question, input });
    });
  } finally {
    target.terminate();
  }
}
