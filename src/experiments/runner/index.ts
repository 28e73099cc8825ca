/**
 * Running sets of jobs: in worker threads or over a queue, with results that survive being killed.
 *
 * @packageDocumentation
 */
export { type Failures, openFailures } from "./failuresFile.ts";
export type { JobKind, ReadResult, StoredResult } from "./jobKind.ts";
export { openPool, type Pool, type PoolOptions, type RunOptions } from "./pool.ts";
export { toCsv } from "./resultsCsv.ts";
export { openResults, type Results, type ResultsNotes } from "./resultsFile.ts";
export {
  type Failure,
  failureReport,
  type RunAllOptions,
  type Running,
  type RunSummary,
  type RunUpdate,
  runAll,
} from "./run.ts";
