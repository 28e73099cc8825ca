import { createHash } from "node:crypto";
import type { JobKind, StoredResult } from "./jobKind.ts";

/** What a job in the queue carries. */
export interface QueuedJob {
  /** The name of its kind. */
  readonly kind: string;
  readonly job: unknown;
  readonly version: string;
}

export interface QueuedProgress {
  readonly share: number;
  readonly text: string;
}

/** The Redis set of the versions that have a queue. */
export const VERSIONS_KEY = "siren-vae:versions";

/** Each version of the code has a queue of its own, so that no worker can make numbers of another version. */
export function queueName(version: string): string {
  return `siren-vae-${version.replaceAll(":", "-")}`;
}

/** The same job of the same version has the same name in the queue, and so is there once at most. */
export function queuedId<J, R extends StoredResult>(kind: JobKind<J, R>, job: J, version: string): string {
  return `run-${createHash("sha256")
    .update(`${version}\n${kind.id(job)}`)
    .digest("hex")
    .slice(0, 32)}`;
}

/** Nobody has asked for it for so long: seconds after which Redis forgets what jobs read beside themselves. */
export const MATERIAL_SECONDS = 86_400;

/** Where Redis holds what jobs read beside themselves. */
export function materialKey(name: string): string {
  return `siren-vae:material:${name}`;
}
