/** Work that may be done elsewhere, such as in another thread: what it is, and who does it. */

import type { Limit } from "./limit.ts";

/** What a task may do beside answering. */
export interface TaskContext<Note> {
  /** Fires where the task is to end; it then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Says something on the way, plain data. */
  tell(note: Note): void;
  /** Milliseconds that should lie between notes of little weight: telling another thread costs more than an epoch. */
  readonly interval: number;
  /** How far it has to go, where somebody may say so on the way. */
  readonly limit?: Pick<Limit, "value">;
}

/** Tells what is given it, but nothing within a context's interval of what it told last. */
export function spacedNotes<Note>(
  { tell, interval }: Pick<TaskContext<Note>, "tell" | "interval">,
  last = Number.NEGATIVE_INFINITY,
): (note: Note) => void {
  let told = last;
  return (note) => {
    const now = performance.now();
    if (now - told < interval) return;
    told = now;
    tell(note);
  };
}

/** Does one task; everything that goes in and out is plain data. */
export type Worker<Task, Answer, Note> = (task: Task, context: TaskContext<Note>) => Promise<Answer>;

/** A kind of work. Answers depend on setup and task alone, not on who does them or what was done before. */
export interface Work<Setup, Task, Answer, Note = never> {
  /** By which another thread finds the same work. */
  readonly name: string;
  /** Makes ready for many tasks. */
  prepare(setup: Setup): Worker<Task, Answer, Note>;
}

/** Does tasks of one work and one setup. */
export interface Crew<Task, Answer, Note> {
  /** Tasks at a time. */
  readonly size: number;
  /** @throws what the task throws; the signal's reason where it fires. */
  run(
    task: Task,
    context?: Partial<Pick<TaskContext<Note>, "signal" | "tell">> & { readonly limit?: Limit },
  ): Promise<Answer>;
  /** Ends it; tasks that still run are given up. */
  close(): void;
}

/** Where work is done. */
export interface Executor {
  /** Multiplications from which on it is worth its start, roughly; less is better done in place. */
  readonly worthwhile: number;
  open<Setup, Task, Answer, Note>(
    work: Work<Setup, Task, Answer, Note>,
    setup: Setup,
  ): Crew<Task, Answer, Note>;
}

/** Does everything here, one task after the other. */
export const inPlace: Executor = {
  worthwhile: 0,
  open: (work, setup) => {
    let worker: ReturnType<typeof work.prepare> | undefined;
    let before: Promise<unknown> = Promise.resolve();
    return {
      size: 1,
      run: (task, { signal, tell = () => {}, limit } = {}) => {
        const next = before.then(() => {
          signal?.throwIfAborted();
          worker ??= work.prepare(setup);
          return worker(task, { signal, tell, interval: 0, limit });
        });
        before = next.catch(() => {});
        return next;
      },
      close: () => {},
    };
  },
};

/** The executor where there is so much to do that it is worth it, and in place otherwise. */
export function executorFor(executor: Executor | undefined, multiplications: number): Executor {
  return executor !== undefined && multiplications >= executor.worthwhile ? executor : inPlace;
}

/**
 * Asks for so many answers, as many at a time as a crew does, and hands them back in order. Each is asked for when its turn
 * comes, so that it may know what came of those before. The first that fails ends them all.
 */
export async function askAll<Answer>(
  { size }: { readonly size: number },
  count: number,
  ask: (index: number, signal: AbortSignal) => Promise<Answer>,
  signal?: AbortSignal,
): Promise<Answer[]> {
  const answers: Answer[] = new Array(count);
  const broken = new AbortController();
  const stop = signal ? AbortSignal.any([signal, broken.signal]) : broken.signal;
  let next = 0;
  const work = async () => {
    while (next < count) {
      stop.throwIfAborted();
      const index = next++;
      answers[index] = await ask(index, stop);
    }
  };
  const running = Array.from({ length: Math.min(size, count) }, work);
  try {
    await Promise.all(running);
  } catch (error) {
    broken.abort(error);
    await Promise.allSettled(running);
    throw error;
  }
  return answers;
}
