import { requireArgument } from "../arguments.ts";
import { ComputationError, InputError } from "../errors.ts";
import type { Limit } from "../limit.ts";
import type { Crew, Executor, TaskContext } from "../work.ts";
import { errorFrom, type FromThread, type ToThread } from "./threadMessages.ts";

/** A thread from outside, whatever kind it is. */
export interface ThreadPort {
  say(message: ToThread): void;
  /** @param end called once with what became of it, where it ends by itself */
  listen(hear: (message: FromThread) => void, end: (how: string) => void): void;
  stop(): Promise<void>;
  /** Told whether somebody waits for it: what idles need not keep a process alive. */
  wanted?(wanted: boolean): void;
}

/** Threads that carry out the work of trainings and of questions to models. */
export interface Threads extends Executor {
  readonly workers: number;
  /** Ends all threads. */
  close(): Promise<void>;
}

/** Milliseconds in which tasks that were told to end may still hand in what they have; then their threads are stopped. */
const GRACE = 600;

/** A few tenths of a second: two threads start and load the kernels within one. */
const WORTHWHILE = 3e8;

/**
 * Threads, started when there is something to do. The results of what they carry out do not depend on their number. Errors
 * arrive as themselves; a thread that dies is a ComputationError.
 *
 * @throws InputError where the number of workers is no positive whole number
 */
export function openPool(workers: number, start: () => ThreadPort, worthwhile = WORTHWHILE): Threads {
  if (!Number.isSafeInteger(workers) || workers < 1) {
    throw new InputError(
      `Expected a whole number of at least 1 for the workers, got ${workers}. Leave it out for one a core.`,
    );
  }
  requireArgument(worthwhile >= 0, "a number of multiplications of at least 0 as worthwhile", worthwhile);
  return new ThreadPool(workers, worthwhile, start);
}

interface Job {
  readonly crew: number;
  readonly task: unknown;
  readonly signal: AbortSignal | undefined;
  readonly tell: (note: unknown) => void;
  readonly limit: Limit | undefined;
  readonly answer: (value: unknown) => void;
  readonly fail: (error: unknown) => void;
}

interface CrewPlan {
  readonly work: string;
  readonly setup: unknown;
}

class ThreadPool implements Threads {
  readonly workers: number;
  readonly worthwhile: number;
  readonly #start: () => ThreadPort;
  readonly #threads = new Set<Thread>();
  readonly #crews = new Map<number, CrewPlan>();
  #queue: Job[] = [];
  #opened = 0;
  #closed = false;

  constructor(workers: number, worthwhile: number, start: () => ThreadPort) {
    this.workers = workers;
    this.worthwhile = worthwhile;
    this.#start = start;
  }

  open<Setup, Task, Answer, Note>(
    { name }: { readonly name: string },
    setup: Setup,
  ): Crew<Task, Answer, Note> {
    const crew = this.#opened++;
    this.#crews.set(crew, { work: name, setup });
    return {
      size: this.workers,
      run: (task, context = {}) =>
        new Promise<Answer>((answer, fail) => {
          const { signal, tell, limit } = context as Partial<TaskContext<unknown>> & { limit?: Limit };
          const job = { crew, task, signal, tell: tell ?? (() => {}), limit, answer, fail } as Job;
          this.#queue.push(job);
          this.#assign();
        }),
      close: () => {
        this.#crews.delete(crew);
        this.#queue = this.#queue.filter((job) => {
          if (job.crew === crew) job.fail(new ComputationError("The work was given up."));
          return job.crew !== crew;
        });
        for (const thread of this.#threads) thread.forget(crew);
      },
    };
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#threads].map((thread) => thread.stop()));
    this.#threads.clear();
  }

  /** Gives waiting jobs to idle threads, and starts threads while there are too few. */
  #assign(): void {
    while (this.#queue.length > 0 && !this.#closed) {
      // Whoever knows the job's setup already takes it first.
      const { crew } = this.#queue[0];
      const idle = [...this.#threads].filter(({ busy }) => !busy);
      let thread = idle.find((one) => one.knows(crew)) ?? idle[0];
      if (thread === undefined) {
        if (this.#threads.size >= this.workers) return;
        thread = new Thread(this.#start(), () => this.#threads.delete(thread));
        this.#threads.add(thread);
      }
      const job = this.#queue.shift()!;
      if (job.signal?.aborted) {
        job.fail(job.signal.reason);
        continue;
      }
      void thread.carryOut(job, this.#crews.get(crew)!).then(() => this.#assign());
    }
  }
}

/** One thread, which does one job at a time. */
class Thread {
  readonly #port: ThreadPort;
  readonly #known = new Set<number>();
  #job: Job | undefined;
  #jobs = 0;
  #done: (() => void) | undefined;
  #ended: Error | undefined;
  readonly #leave: () => void;

  /** @param leave called when it can take no more jobs. */
  constructor(port: ThreadPort, leave: () => void) {
    this.#leave = leave;
    this.#port = port;
    port.wanted?.(false);
    port.listen(
      (message) => this.#hear(message),
      (how) => this.#end(died(how)),
    );
  }

  get busy(): boolean {
    return this.#job !== undefined;
  }

  knows(crew: number): boolean {
    return this.#known.has(crew);
  }

  forget(crew: number): void {
    if (this.#known.delete(crew)) this.#say({ kind: "forget", crew });
  }

  async stop(): Promise<void> {
    this.#ended ??= new ComputationError("The threads were closed.");
    this.#finish((job) => job.fail(this.#ended));
    await this.#port.stop();
  }

  /** Resolves when the job has an answer or an error. */
  carryOut(job: Job, { work, setup }: CrewPlan): Promise<void> {
    this.#job = job;
    const number = this.#jobs++;
    return new Promise((done) => {
      const { signal } = job;
      let patience: ReturnType<typeof setTimeout> | undefined;
      const abort = () => {
        const reason = { name: "AbortError", message: "The work was aborted." };
        this.#say({ kind: "abort", number, reason });
        patience = setTimeout(() => {
          this.#leave();
          this.#ended = new ComputationError("The work was aborted.");
          this.#finish(() => job.fail(signal!.reason));
          void this.#port.stop();
        }, GRACE);
      };
      const release = job.limit?.onLower((limit) => this.#say({ kind: "limit", number, limit }));
      this.#done = () => {
        clearTimeout(patience);
        release?.();
        signal?.removeEventListener("abort", abort);
        this.#port.wanted?.(false);
        done();
      };
      if (this.#ended) {
        this.#finish(() => job.fail(this.#ended));
        return;
      }
      this.#port.wanted?.(true);
      signal?.addEventListener("abort", abort, { once: true });
      try {
        if (!this.#known.has(job.crew)) this.#say({ kind: "setup", crew: job.crew, work, setup });
        this.#known.add(job.crew);
        this.#say({ kind: "task", crew: job.crew, number, task: job.task, limit: job.limit?.value });
      } catch (error) {
        this.#finish(() => job.fail(error));
      }
    });
  }

  #hear(message: FromThread): void {
    const job = this.#job;
    if (job === undefined) return;
    if (message.kind === "note") {
      try {
        job.tell(message.note);
      } catch (error) {
        // Whoever listens has failed: the work is for nothing.
        this.#leave();
        this.#ended = died("nobody listens any more");
        this.#finish(() => job.fail(error));
        void this.#port.stop();
      }
      return;
    }
    this.#finish(() => {
      if (message.kind === "answer") job.answer(message.answer);
      else if (job.signal?.aborted) job.fail(job.signal.reason);
      else job.fail(errorFrom(message.error));
    });
  }

  #end(error: Error): void {
    this.#leave();
    this.#ended ??= error;
    this.#finish((job) => job.fail(this.#ended));
  }

  #finish(tell: (job: Job) => void): void {
    const job = this.#job;
    if (job === undefined) return;
    this.#job = undefined;
    tell(job);
    const done = this.#done;
    this.#done = undefined;
    done?.();
  }

  #say(message: ToThread): void {
    this.#port.say(message);
  }
}

function died(how: string): ComputationError {
  return new ComputationError(
    `A worker thread died: ${how}. Where memory ran out, use fewer workers or a smaller batch.`,
  );
}
