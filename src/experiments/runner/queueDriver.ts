import type { Queue, Job as QueueEntry } from "bullmq";
import type { Job, RunResult } from "../job.ts";
import { connectQueue } from "./queueConnection.ts";
import { type QueuedJob, type QueuedProgress, queuedId, queueName, VERSIONS_KEY } from "./queueJobs.ts";
import { parseResult } from "./resultSchema.ts";
import type { Runner, RunnerEvents } from "./runner.ts";

export interface QueueRunnerOptions {
  readonly address: string;
  readonly version: string;
  /** Jobs whose results are on the disk: what the queue still holds of them goes. */
  readonly kept?: readonly Job[];
  readonly onNote?: (text: string) => void;
}

type Entry = QueueEntry<QueuedJob, RunResult>;

const MILLISECONDS_BETWEEN_LOOKS = 500;
/** Looks between two checks whether another driver collected a wanted job, which then is queued anew. */
const LOOKS_BETWEEN_ADDING = 10;
/** Looks after which a missing worker is worth a word. */
const LOOKS_UNTIL_MISSED = 3;

/**
 * Hands jobs to the workers of a queue and collects what they give. It looks instead of listening: so it also finds
 * what finished while nobody was there, and a lost message costs nothing. A result is removed from the queue only when
 * the disk has it; jobs stay in the queue when the signal comes, and the next driver collects them.
 */
export function queueRunner(options: QueueRunnerOptions): Runner {
  return {
    run: async (jobs, events, signal) => {
      const { version } = options;
      const connection = await connectQueue(options.address);
      const queue = new connection.bullmq.Queue<QueuedJob, RunResult>(queueName(version), {
        connection: connection.client,
        streams: { events: { maxLen: 100 } },
      });
      queue.on("error", () => {}); // The connection itself tells when it is lost.
      const wanted = new Map(jobs.map((job) => [queuedId(job, version), job]));
      const work = async () => {
        await connection.client.sadd(VERSIONS_KEY, version);
        // A driver that was killed between the disk and the queue left its last result behind.
        const kept = new Map((options.kept ?? []).map((job) => [queuedId(job, version), job]));
        for (const entry of await entries(queue, "completed", kept)) await entry.remove();
        // What failed for an earlier driver gets another try.
        for (const entry of await entries(queue, "failed", wanted)) await entry.remove();
        const running = new Map<string, Job>();
        for (let look = 0; wanted.size > 0 && !signal?.aborted; look++) {
          if (look % LOOKS_BETWEEN_ADDING === 0) await add(queue, wanted, version);
          if (look === LOOKS_UNTIL_MISSED && (await queue.getWorkersCount()) === 0) {
            options.onNote?.(
              `No worker of version ${version} listens at ${connection.place}. Start some: siren-vae worker --queue ${options.address}`,
            );
          }
          await collect(queue, wanted, events);
          await showRunning(queue, wanted, running, events);
          if (wanted.size > 0) await pause(signal);
        }
        const counts = await queue.getJobCounts();
        if (Object.values(counts).every((count) => count === 0)) {
          await connection.client.srem(VERSIONS_KEY, version);
        }
      };
      try {
        await Promise.race([work(), connection.lost]);
      } finally {
        connection.close();
      }
    },
  };
}

/** Adds what the queue does not hold: an entry whose name is there already stays as it is. */
async function add(
  queue: Queue<QueuedJob>,
  wanted: ReadonlyMap<string, Job>,
  version: string,
): Promise<void> {
  await queue.addBulk(
    [...wanted].map(([id, job]) => ({ name: job.experiment, data: { job, version }, opts: { jobId: id } })),
  );
}

async function collect(
  queue: Queue<QueuedJob, RunResult>,
  wanted: Map<string, Job>,
  events: RunnerEvents,
): Promise<void> {
  for (const entry of await entries(queue, "completed", wanted)) {
    const job = take(wanted, entry);
    const parsed = parseResult(entry.returnvalue);
    if ("result" in parsed) events.onResult(job, parsed.result);
    else events.onFailure(job, `a worker gave no result: ${parsed.problem}`);
    await entry.remove();
  }
  for (const entry of await entries(queue, "failed", wanted)) {
    events.onFailure(take(wanted, entry), entry.failedReason);
    await entry.remove();
  }
}

async function showRunning(
  queue: Queue<QueuedJob, RunResult>,
  wanted: ReadonlyMap<string, Job>,
  running: Map<string, Job>,
  events: RunnerEvents,
): Promise<void> {
  const active = await entries(queue, "active", wanted);
  const ids = new Set(active.map((entry) => entry.id!));
  for (const [id, job] of running) {
    if (ids.has(id)) continue;
    running.delete(id);
    if (wanted.has(id)) events.onReturned(job);
  }
  for (const entry of active) {
    const job = wanted.get(entry.id!)!;
    running.set(entry.id!, job);
    const { share = 0, text = "starting" } = entry.progress as Partial<QueuedProgress>;
    events.onProgress(job, share, text);
  }
}

/** Those in a state that this driver waits for; other drivers may use the same queue. */
async function entries(
  queue: Queue<QueuedJob, RunResult>,
  state: "completed" | "failed" | "active",
  wanted: ReadonlyMap<string, Job>,
): Promise<Entry[]> {
  const all: (Entry | undefined)[] = await queue.getJobs([state]);
  // An entry that another driver removes at the same moment comes as nothing.
  return all.filter((entry): entry is Entry => entry?.id !== undefined && wanted.has(entry.id));
}

function take(wanted: Map<string, Job>, entry: Entry): Job {
  const job = wanted.get(entry.id!)!;
  wanted.delete(entry.id!);
  return job;
}

function pause(signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", finish);
      resolve();
    };
    const timer = setTimeout(finish, MILLISECONDS_BETWEEN_LOOKS);
    signal?.addEventListener("abort", finish);
  });
}
