import type { Redis } from "ioredis";
import { ComputationError, InputError } from "../../numeric/errors.ts";
import { placeOfQueue } from "./queueAddress.ts";

type BullMq = Pick<typeof import("bullmq"), "Queue" | "Worker" | "UnrecoverableError" | "WaitingError">;

export interface QueueConnection {
  readonly bullmq: BullMq;
  readonly client: Redis;
  /** Host and port, without what the address holds of names and passwords. */
  readonly place: string;
  /** Rejects where the connection is lost and does not come back; never resolves. */
  readonly lost: Promise<never>;
  close(): void;
}

const CONNECT_MILLISECONDS = 5000;
/** A Redis that restarts is back within this time. */
const RECONNECT_SECONDS = 30;

/**
 * Connects to a Redis or Valkey. The first attempt decides; a connection that breaks later is tried again for half a
 * minute.
 *
 * @throws InputError where the address is none and where BullMQ is not installed; ComputationError where nothing answers there.
 */
export async function connectQueue(address: string): Promise<QueueConnection> {
  const place = placeOfQueue(address);
  const [bullmq, { Redis }] = await libraries();
  let reached = false;
  let closing = false;
  let lastError: NodeJS.ErrnoException | undefined;
  const client = new Redis(address, {
    lazyConnect: true,
    connectTimeout: CONNECT_MILLISECONDS,
    // BullMQ asks for it: its blocking calls wait as long as there is no job.
    maxRetriesPerRequest: null,
    retryStrategy: (times) => (reached && times <= RECONNECT_SECONDS ? 1000 : null),
  });
  client.on("error", (error: NodeJS.ErrnoException) => {
    lastError = error;
  });
  // BullMQ makes a second connection for its blocking calls: ioredis prints the errors that nobody listens to.
  const duplicate = client.duplicate.bind(client);
  client.duplicate = (changes) => duplicate(changes).on("error", () => {});
  try {
    await client.connect();
    await client.ping();
  } catch (error) {
    client.disconnect();
    const cause = lastError ?? (error as NodeJS.ErrnoException);
    throw new ComputationError(
      `Could not reach a Redis at ${place}: ${cause.code ?? cause.message}. Start redis-server there, or give another address with --queue.`,
    );
  }
  reached = true;
  const lost = new Promise<never>((_, reject) => {
    client.once("end", () => {
      if (closing) return;
      reject(
        new ComputationError(
          `Lost the Redis at ${place} and could not reach it again for ${RECONNECT_SECONDS} seconds. Start it and then this command again: finished work is kept.`,
        ),
      );
    });
  });
  // Who does not wait for the loss must not be ended by it.
  lost.catch(() => {});
  return {
    bullmq,
    client,
    place,
    lost,
    close: () => {
      closing = true;
      client.disconnect();
    },
  };
}

async function libraries(): Promise<[BullMq, Pick<typeof import("ioredis"), "Redis">]> {
  try {
    return await Promise.all([import("bullmq"), import("ioredis")]);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND") throw error;
    throw new InputError(
      "A queue needs the packages bullmq and ioredis, which are not installed here. Run: npm install bullmq ioredis",
    );
  }
}
