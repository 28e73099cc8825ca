import type { JobType, Queue, Job as QueueEntry } from "bullmq";
import type { Redis } from "ioredis";
import type { JobKind, RunningJob, StoredResult } from "./jobKind.ts";
import { connectQueue } from "./queueConnection.ts";
import {
  MATERIAL_SECONDS,
  materialKey,
  type QueuedJob,
  type QueuedProgress,
  queuedId,
  queueName,
  VERSIONS_KEY,
} from "./queueJobs.ts";
import { readResultOf } from "./readOwn.ts";
import type { Runner, RunnerEvents } from "./runner.ts";

export interface QueueRunnerOptions<J> {
  readonly address: string;
  readonly version: string;
  /** Jobs whose results are on the disk: what the queue still holds of them goes. */
  readonly kept?: readonly J[];
  /** Most bytes of an entry of the queue, result and all: a larger one is never fetched. Default: 64 MiB. */
  readonly mostBytes?: number;
  readonly onNote?: (text: string) => void;
}

type Entry = QueueEntry<QueuedJob, unknown>;

/** A fit of a comparison gives an index and a density of some twenty characters for every test row: room for two million. */
const MOST_BYTES = 64 * 2 ** 20;
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
export function queueRunner<J, R extends StoredResult>(
  kind: JobKind<J, R>,
  options: QueueRunnerOptions<J>,
): Runner<J, R> {
  return {
    run: async (jobs, events, signal) => {
      const { version, mostBytes = MOST_BYTES } = options;
      const connection = await connectQueue(options.address);
      const queue = new connection.bullmq.Queue<QueuedJob, unknown>(queueName(version), {
        connection: connection.client,
        streams: { events: { maxLen: 100 } },
      });
      queue.on("error", () => {}); // The connection itself tells when it is lost.
      const wanted = new Map(jobs.map((running) => [queuedId(kind, running.job, version), running]));
      const work = async () => {
        await connection.client.sadd(VERSIONS_KEY, version);
        // A driver that was killed between the disk and the queue left its last result behind.
        const kept = new Map((options.kept ?? []).map((job) => [queuedId(kind, job, version), job]));
        for (const id of await idsIn(queue, "completed", kept)) await queue.remove(id);
        // What failed for an earlier driver gets another try.
        for (const id of await idsIn(queue, "failed", wanted)) await queue.remove(id);
        const running = new Map<string, J>();
        for (let look = 0; wanted.size > 0 && !signal?.aborted; look++) {
          if (look % LOOKS_BETWEEN_ADDING === 0) {
            await supply(connection.client, wanted.values(), kind);
            await add(queue, kind, wanted, version);
          }
          if (look === LOOKS_UNTIL_MISSED && (await queue.getWorkersCount()) === 0) {
            options.onNote?.(
              `No worker of version ${version} listens at ${connection.place}. Start some: siren-vae worker --queue ${options.address}`,
            );
          }
          const within = { queue, client: connection.client, mostBytes };
          await collect(within, kind, version, wanted, events);
          await showRunning(within, wanted, running, events);
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

/** Puts what jobs read beside themselves where workers find it, and keeps it there while it is wanted. */
async function supply<J, R extends StoredResult>(
  client: Redis,
  wanted: Iterable<RunningJob<J>>,
  kind: JobKind<J, R>,
): Promise<void> {
  const texts = new Map<string, string>();
  for (const { job, material } of wanted) {
    const name = kind.materialOf?.(job);
    if (name !== undefined && material !== undefined) texts.set(name, material);
  }
  for (const [name, text] of texts) {
    const there = await client.expire(materialKey(name), MATERIAL_SECONDS);
    if (there === 0) await client.set(materialKey(name), text, "EX", MATERIAL_SECONDS);
  }
}

/** Adds what the queue does not hold: an entry whose name is there already stays as it is. */
async function add<J, R extends StoredResult>(
  queue: Queue<QueuedJob>,
  kind: JobKind<J, R>,
  wanted: ReadonlyMap<string, RunningJob<J>>,
  version: string,
): Promise<void> {
  await queue.addBulk(
    [...wanted].map(([id, { job }]) => ({
      name: kind.name,
      data: { kind: kind.name, job, version },
      opts: { jobId: id },
    })),
  );
}

/** An entry, without what it holds where that is too large. */
interface Found {
  readonly id: string;
  readonly state: JobType;
  readonly entry: Entry | undefined;
  readonly bytes: number;
}

/** Where entries come from, and how large they may be. */
interface Within {
  readonly queue: Queue<QueuedJob, unknown>;
  readonly client: Redis;
  readonly mostBytes: number;
}

async function collect<J, R extends StoredResult>(
  within: Within,
  kind: JobKind<J, R>,
  version: string,
  wanted: Map<string, RunningJob<J>>,
  events: RunnerEvents<J, R>,
): Promise<void> {
  for (const { id, state, entry, bytes } of await entries(within, ["completed", "failed"], wanted)) {
    const { job } = wanted.get(id)!;
    wanted.delete(id);
    if (entry === undefined) {
      events.onFailure(
        job,
        `its entry in the queue takes ${bytes} bytes, more than the ${within.mostBytes} that are read of one`,
      );
    } else if (state === "failed") {
      events.onFailure(job, entry.failedReason);
    } else {
      const read = readResultOf(kind, job, version, entry.returnvalue);
      if ("result" in read) events.onResult(job, read.result);
      else events.onFailure(job, `a worker gave no result: ${read.problem}`);
    }
    await within.queue.remove(id);
  }
}

async function showRunning<J, R>(
  within: Within,
  wanted: ReadonlyMap<string, RunningJob<J>>,
  running: Map<string, J>,
  events: RunnerEvents<J, R>,
): Promise<void> {
  const active = await entries(within, ["active"], wanted);
  const ids = new Set(active.map(({ id }) => id));
  for (const [id, job] of running) {
    if (ids.has(id)) continue;
    running.delete(id);
    if (wanted.has(id)) events.onReturned(job);
  }
  for (const { id, entry } of active) {
    const { job } = wanted.get(id)!;
    running.set(id, job);
    const { share = 0, text = "starting" } = (entry?.progress ?? {}) as Partial<QueuedProgress>;
    events.onProgress(job, share, text);
  }
}

/** Those in some states that this driver waits for; other drivers may use the same queue. */
async function idsIn(
  queue: Queue<QueuedJob, unknown>,
  state: JobType,
  wanted: ReadonlyMap<string, unknown>,
): Promise<string[]> {
  return (await queue.getRanges([state], 0, -1)).filter((id) => wanted.has(id));
}

/** The same with what they hold, or how many bytes where that is too much to fetch: who filled them must not fill this process. */
async function entries(
  { queue, client, mostBytes }: Within,
  states: readonly JobType[],
  wanted: ReadonlyMap<string, unknown>,
): Promise<Found[]> {
  const found: Found[] = [];
  for (const state of states) {
    for (const id of await idsIn(queue, state, wanted)) {
      const bytes = Number(await client.memory("USAGE", queue.toKey(id), "SAMPLES", 0));
      const entry = bytes > mostBytes ? undefined : await queue.getJob(id);
      // An entry that another driver removes at the same moment comes as nothing.
      if (entry !== undefined || bytes > mostBytes) found.push({ id, state, entry, bytes });
    }
  }
  return found;
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
