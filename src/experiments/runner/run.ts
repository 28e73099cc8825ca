import { InputError } from "../../numeric/errors.ts";
import type { Job, RunResult } from "../job.ts";
import type { JobKind, RunningJob, StoredResult } from "./jobKind.ts";
import type { Results } from "./resultsFile.ts";
import type { Runner, RunnerEvents } from "./runner.ts";
import { threadRunner } from "./threadRunner.ts";

export interface Failure {
  readonly id: string;
  readonly problem: string;
}

export interface Running {
  readonly id: string;
  /** From 0 to 1. */
  readonly share: number;
  /** What is going on, with the loss. */
  readonly text: string;
}

/** How far a set of jobs is. */
export interface RunUpdate {
  readonly total: number;
  /** Finished, those included that were in the results file from the start. */
  readonly done: number;
  /** Of `done`, those from the start. */
  readonly kept: number;
  readonly failed: number;
  /** Of the work that was left at the start, by `cost`, the shares of running jobs included; from 0 to 1. */
  readonly share: number;
  readonly running: readonly Running[];
}

export interface RunSummary<R extends StoredResult = RunResult> {
  /** Of the jobs, in their order; without those that failed or were not reached. */
  readonly results: readonly R[];
  readonly failures: readonly Failure[];
  /** Whether the signal stopped it. */
  readonly interrupted: boolean;
}

export interface RunAllOptions<J = Job, R extends StoredResult = RunResult> {
  readonly results: Results<R>;
  /** What jobs read beside themselves, by the name that their kind gives it. */
  readonly materials?: ReadonlyMap<string, string>;
  /** Threads. Default: one a core. Without a meaning where `queue` is given. */
  readonly workers?: number;
  /** The address of a Redis, such as `redis://127.0.0.1:6379`: workers elsewhere do the jobs. */
  readonly queue?: string;
  /** Most bytes of a result, or of a failure's words, that are taken from a queue. Default: 64 MiB. */
  readonly mostQueueBytes?: number;
  /** Of the running code; workers of a queue must have the same. */
  readonly version: string;
  readonly onUpdate?: (update: RunUpdate) => void;
  /** A stored result comes from another version of the code; it is kept. */
  readonly onOtherVersion?: (id: string, version: string) => void;
  /** A run failed; the others go on. */
  readonly onFailure?: (failure: Failure) => void;
  /** Something to know that is no failure, such as a queue without workers. */
  readonly onNote?: (text: string) => void;
  /** What in a result contradicts the jobs' material, where its fields alone do not show it: such a one counts for nothing. */
  readonly problemOf?: (result: R) => string | undefined;
  readonly signal?: AbortSignal;
  /** How long a job takes, in any unit, for the share that is done. Default: all the same. */
  readonly cost?: (job: J) => number;
  /** The address of the module whose `runJob` does the work in threads. */
  readonly executor?: string;
}

/**
 * Runs the jobs that have no result yet, in the order given, and stores each result as it comes. Jobs that ask for the
 * same work (`workId`) share one run: each has its line, all but one name the run that they are copies of. A job that fails
 * does not stop the others; the summary lists it, and the next call tries it again.
 *
 * @throws InputError where two jobs have the same id, or a stored result has a problem; ComputationError where the results or the queue cannot be used.
 *
 * @example
 * const results = openResults(experimentJobs, "results.jsonl");
 * const { failures } = await runAll(experimentJobs, jobs, { results, version: programVersion() });
 */
export async function runAll<J, R extends StoredResult>(
  kind: JobKind<J, R>,
  jobs: readonly J[],
  options: RunAllOptions<J, R>,
): Promise<RunSummary<R>> {
  const { results, version, signal } = options;
  const cost = options.cost ?? (() => 1);
  const ids = jobs.map((job) => kind.id(job));
  refuseTwice(ids);
  const left: J[] = [];
  const stored: J[] = [];
  // Numbers of another version are kept, but not handed on to further experiments.
  const made = new Map(
    results.all.filter((one) => one.version === version).map((one) => [kind.workId(one), one]),
  );
  jobs.forEach((job, i) => {
    const twin = made.get(kind.workId(job));
    if (twin && results.get(ids[i]) === undefined) results.append(kind.copied(twin, job));
    const result = results.get(ids[i]);
    const problem = result && options.problemOf?.(result);
    if (problem !== undefined) {
      throw new InputError(
        `Expected the result of ${ids[i]} in ${results.path}, got another content: ${problem}. Remove that line, or choose another folder.`,
      );
    }
    (result === undefined ? left : stored).push(job);
    if (result && result.version !== version) options.onOtherVersion?.(result.id, result.version);
  });
  const kept = stored.length;
  const sharing = new Map<string, J[]>();
  for (const job of left) sharing.set(kind.workId(job), [...(sharing.get(kind.workId(job)) ?? []), job]);
  const leaders = [...sharing.values()].map(([leader]) => leader);
  const work = leaders.reduce((sum, job) => sum + cost(job), 0);
  let done = kept;
  let over = 0;
  const running = new Map<string, Running & { cost: number }>();
  const failures: Failure[] = [];
  const update = () => {
    const shown = [...running.values()];
    const partly = shown.reduce((sum, job) => sum + job.share * job.cost, 0);
    options.onUpdate?.({
      total: jobs.length,
      done,
      kept,
      failed: failures.length,
      share: work > 0 ? Math.min(1, (over + partly) / work) : 1,
      running: shown,
    });
  };
  const finish = (job: J) => {
    running.delete(kind.id(job));
    over += cost(job);
    update();
  };
  const fail = (job: J, problem: string) => {
    for (const one of sharing.get(kind.workId(job))!) {
      const failure = { id: kind.id(one), problem: withoutId(problem, kind.id(job)) };
      failures.push(failure);
      options.onFailure?.(failure);
    }
    finish(job);
  };
  const store = (job: J, result: R) => {
    for (const one of sharing.get(kind.workId(job))!) {
      results.append(one === job ? result : kind.copied(result, one));
      done++;
    }
    finish(job);
  };
  update();
  if (left.length > 0 && !signal?.aborted) {
    const runner = await chooseRunner(kind, options, stored);
    const events: RunnerEvents<J, R> = {
      onProgress: (job, share, text) => {
        running.set(kind.id(job), { id: kind.id(job), share, text, cost: cost(job) });
        update();
      },
      onResult: (job, result) => {
        const problem = options.problemOf?.(result);
        if (problem === undefined) store(job, result);
        else fail(job, `another result came of it: ${problem}`);
      },
      onFailure: fail,
      onReturned: (job) => {
        running.delete(kind.id(job));
        update();
      },
    };
    const asked = leaders.map((job): RunningJob<J> => {
      const name = kind.materialOf?.(job);
      return name === undefined ? { job } : { job, material: options.materials?.get(name) };
    });
    await runner.run(asked, events, signal);
  }
  return {
    results: ids.flatMap((id) => results.get(id) ?? []),
    failures,
    interrupted: signal?.aborted ?? false,
  };
}

/** One line a failure, for the end of a run; empty without failures. */
export function failureReport(failures: readonly Failure[]): string {
  if (failures.length === 0) return "";
  const count = failures.length === 1 ? "1 run failed" : `${failures.length} runs failed`;
  return [
    `${count}; what the others gave is stored, and starting again tries only these:`,
    ...failures.map(({ id, problem }) => `  ${id}: ${problem}`),
  ].join("\n");
}

/** A thread's words begin with the run that failed, which is said anyway. */
function withoutId(problem: string, id: string): string {
  const start = `${id} failed: `;
  return problem.startsWith(start) ? problem.slice(start.length) : problem;
}

async function chooseRunner<J, R extends StoredResult>(
  kind: JobKind<J, R>,
  options: RunAllOptions<J, R>,
  kept: readonly J[],
): Promise<Runner<J, R>> {
  if (options.queue === undefined)
    return threadRunner(kind, { threads: options.workers, executor: options.executor });
  // Loaded here only: who has no queue needs neither BullMQ nor the time to load it.
  const { queueRunner } = await import("./queueDriver.ts");
  return queueRunner(kind, {
    address: options.queue,
    version: options.version,
    kept,
    mostBytes: options.mostQueueBytes,
    onNote: options.onNote,
  });
}

function refuseTwice(ids: readonly string[]): void {
  const seen = new Set<string>();
  for (const id of ids) {
    if (seen.has(id)) throw new InputError(`Expected every job once, got ${id} twice. Remove one of them.`);
    seen.add(id);
  }
}
