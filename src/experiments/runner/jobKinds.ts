import { comparisonJobs } from "../comparison/comparisonJobs.ts";
import { experimentJobs } from "../experimentJobs.ts";
import type { JobKind, StoredResult } from "./jobKind.ts";

/** All kinds of jobs that a worker of a queue can be handed. */
// biome-ignore lint/suspicious/noExplicitAny: an entry of a queue is known by its kind's name alone.
const jobKinds: readonly JobKind<any, StoredResult>[] = [experimentJobs, comparisonJobs];

/** The kind that an entry of a queue names; undefined where this program has none of that name. */
// biome-ignore lint/suspicious/noExplicitAny: as above.
export function jobKindOf(name: string): JobKind<any, StoredResult> | undefined {
  return jobKinds.find((kind) => kind.name === name);
}
