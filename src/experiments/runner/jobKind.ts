/** What every result has, whatever else it holds. Plain JSON. */
export interface StoredResult {
  readonly id: string;
  /** Of the program that made it. */
  readonly version: string;
}

/** The result that a parsed line holds, or what is wrong with it. */
export type ReadResult<R> = { readonly result: R } | { readonly problem: string };

export type ReadJob<J> = { readonly job: J } | { readonly problem: string };

/**
 * What varies between kinds of jobs that threads and queues run: how a job is named, which module does it, and what its results
 * look like. Jobs and results are plain JSON.
 */
export interface JobKind<J, R extends StoredResult> {
  /** As a queue's entry and its worker name it. */
  readonly name: string;
  /** Two jobs share it only if they are the same; of a result that of the job which its fields describe. */
  id(job: J | R): string;
  /** Jobs that share it give the same numbers, so that the work is done once. */
  workId(job: J | R): string;
  /** The name of what the job reads beside itself, such as a table; undefined where it is described whole. */
  materialOf?(job: J): string | undefined;
  read(value: unknown): ReadResult<R>;
  /** The job that a parsed text describes, within what a machine can do, or what is wrong with it and where. */
  readJob(value: unknown): ReadJob<J>;
  /** The result under the name of another job with the same work. */
  copied(result: R, job: J): R;
  /** The address of the module whose `runJob` does the work. */
  readonly executor: string;
}

/** A job of any kind, with what it needs: all that a thread is told. */
export interface RunningJob<J> {
  readonly job: J;
  readonly material?: string;
}
