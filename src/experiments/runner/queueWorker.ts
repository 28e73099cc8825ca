import type { Job as QueueEntry, Worker } from "bullmq";
import { materialName } from "../comparison/comparisonMaterial.ts";
import { jobKindOf } from "./jobKinds.ts";
import { openPool, type Pool } from "./pool.ts";
import { connectQueue, type QueueConnection } from "./queueConnection.ts";
import {
  materialKey,
  type QueuedJob,
  type QueuedProgress,
  queuedId,
  queueName,
  VERSIONS_KEY,
} from "./queueJobs.ts";

export interface QueueWorkerOptions {
  readonly address: string;
  /** Jobs at a time, each in a thread. Default: one a core. */
  readonly concurrency?: number;
  /** Of the running code: only jobs of the same version are taken. */
  readonly version: string;
  /** After how long without a sign of life another worker takes over a job. Default: 6. */
  readonly lockSeconds?: number;
  /** The address of the module whose `runJob` does the work. Default: that of the job's kind. */
  readonly executor?: string;
  /** Stops the worker: its jobs go back to the queue. */
  readonly signal: AbortSignal;
  readonly onReady?: (place: string, threads: number) => void;
  readonly onStart?: (id: string) => void;
  readonly onEnd?: (id: string, outcome: "done" | "failed" | "handed back", problem?: string) => void;
  readonly onNote?: (text: string) => void;
}

const MILLISECONDS_BETWEEN_REPORTS = 1000;
const MILLISECONDS_BETWEEN_LOOKS_AT_VERSIONS = 5000;
/** A job that takes this many workers with it is at fault itself. */
const MOST_STALLS = 20;

/**
 * Takes jobs from a queue and runs them in threads until the signal comes. While a job runs, its lock is renewed; when
 * this process dies, the lock runs out and another worker begins the job anew.
 *
 * @throws InputError and ComputationError as `connectQueue`; ComputationError where the connection is lost.
 */
export async function serveQueue(options: QueueWorkerOptions): Promise<void> {
  const { version, signal } = options;
  const lock = 1000 * (options.lockSeconds ?? 6);
  const pool = openPool({ threads: options.concurrency, executor: options.executor });
  const connection = await connectQueue(options.address).catch(async (error) => {
    await pool.close();
    throw error;
  });
  const stop = new AbortController();
  const worker = new connection.bullmq.Worker<QueuedJob, unknown>(
    queueName(version),
    (entry, token) => runEntry(entry, token, { connection, pool, stop: stop.signal, options }),
    {
      connection: connection.client,
      concurrency: pool.threads,
      lockDuration: lock,
      stalledInterval: lock / 2,
      maxStalledCount: MOST_STALLS,
    },
  );
  worker.on("error", () => {}); // The connection itself tells when it is lost.
  const watch = watchVersions(connection, version, options.onNote);
  try {
    await Promise.race([worker.waitUntilReady(), connection.lost]);
    options.onReady?.(connection.place, pool.threads);
    await Promise.race([aborted(signal), connection.lost]);
    await finish(worker, stop);
  } finally {
    clearInterval(watch);
    stop.abort();
    connection.close();
    await Promise.all([worker.close(true), pool.close()]);
  }
}

/** No new jobs first, then the running ones back: in the other order the worker would take them again. */
async function finish(worker: Worker, stop: AbortController): Promise<void> {
  const closed = worker.close();
  stop.abort();
  await closed;
}

async function runEntry(
  entry: QueueEntry<QueuedJob, unknown>,
  token: string | undefined,
  context: { connection: QueueConnection; pool: Pool; stop: AbortSignal; options: QueueWorkerOptions },
): Promise<unknown> {
  const { connection, pool, stop, options } = context;
  const { version } = entry.data;
  const kind = jobKindOf(entry.data.kind);
  const read = kind?.readJob(entry.data.job) ?? { problem: "its kind is unknown" };
  const id = kind !== undefined && "job" in read ? kind.id(read.job) : entry.name;
  const refuse = (problem: string): never => {
    options.onEnd?.(id, "failed", problem);
    throw new connection.bullmq.UnrecoverableError(problem);
  };
  if (version !== options.version || kind === undefined) {
    return refuse(
      `it was queued by version ${version}, but this worker runs ${options.version}: start the worker from the same code`,
    );
  }
  if ("problem" in read) return refuse(`it is no job of this program: ${read.problem}`);
  const { job } = read;
  if (entry.id !== queuedId(kind, job, version))
    return refuse("it stands in the queue under the name of another job");
  const name = kind.materialOf?.(job);
  const material = name === undefined ? undefined : await connection.client.get(materialKey(name));
  if (material === null) {
    return refuse(
      "the queue no longer holds the table that it is about: start the command that queued it again",
    );
  }
  if (material !== undefined && materialName(material, version) !== name) {
    return refuse(
      "the table that the queue holds for it is another than its name says: start the command that queued it again with another Redis",
    );
  }
  options.onStart?.(id);
  try {
    const result = await pool.run(kind, { job, material }, { onProgress: reporter(entry), signal: stop });
    options.onEnd?.(id, "done");
    return result;
  } catch (error) {
    if (!stop.aborted) {
      options.onEnd?.(id, "failed", (error as Error).message);
      throw error;
    }
    options.onEnd?.(id, "handed back");
    await entry.moveToWait(token);
    throw new connection.bullmq.WaitingError();
  }
}

/** Progress for whoever drives the queue; that it does not arrive is no reason to stop the work. */
function reporter(entry: QueueEntry): (share: number, text: string) => void {
  let sent = -Infinity;
  return (share, text) => {
    const now = performance.now();
    if (now - sent < MILLISECONDS_BETWEEN_REPORTS) return;
    sent = now;
    entry.updateProgress({ share, text } satisfies QueuedProgress).catch(() => {});
  };
}

/** Says once of each other version that its jobs wait: a worker that only stays idle would be hard to understand. */
function watchVersions(
  { bullmq, client, place }: QueueConnection,
  version: string,
  onNote: QueueWorkerOptions["onNote"],
): NodeJS.Timeout {
  const said = new Set([version]);
  const look = async () => {
    for (const other of await client.smembers(VERSIONS_KEY)) {
      if (said.has(other)) continue;
      const queue = new bullmq.Queue(queueName(other), { connection: client });
      queue.on("error", () => {});
      const waiting = await queue.getWaitingCount();
      if (waiting === 0) continue;
      said.add(other);
      onNote?.(
        `At ${place} ${waiting === 1 ? "1 job waits" : `${waiting} jobs wait`} for a worker of version ${other}; this one runs ${version} and leaves them. Start a worker from the code that queued them.`,
      );
    }
  };
  const quietly = () => void look().catch(() => {});
  quietly();
  return setInterval(quietly, MILLISECONDS_BETWEEN_LOOKS_AT_VERSIONS);
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
