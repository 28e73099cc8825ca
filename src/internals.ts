/**
 * Everything that the library is made of, for those who build on its parts: engine, flows, formats, table codecs. Names here
 * may change between minor versions; those of `siren-vae` may not.
 *
 * @module siren-vae/internals
 */

export * from "./baselines/index.ts";
export * from "./data/index.ts";
export type * from "./engine/index.ts";
export * from "./evaluation/index.ts";
export * from "./flow/index.ts";
export * from "./gaussian/index.ts";
export * from "./graph/index.ts";
export * from "./learn/index.ts";
export * from "./likelihood/index.ts";
export * from "./model/index.ts";
export * from "./network/index.ts";
export type * from "./nn/index.ts";
export * from "./numeric/errors.ts";
export { Limit } from "./numeric/limit.ts";
export * from "./numeric/random.ts";
export { shellWord } from "./numeric/shellWord.ts";
export { type AnyWork, type ServingPort, serveWork, type Works } from "./numeric/threads/serveWork.ts";
export type { FromThread, PlainError, ToThread } from "./numeric/threads/threadMessages.ts";
export * from "./numeric/threads/threadPool.ts";
export * from "./numeric/threads/webThreads.ts";
export { inTurns, type Steps, type TurnOptions, toEnd } from "./numeric/turns.ts";
export {
  type Crew,
  type Executor,
  executorFor,
  inPlace,
  type TaskContext,
  type Work,
  type Worker,
} from "./numeric/work.ts";
export * from "./query/index.ts";
export * from "./stored/index.ts";
export {
  formatOfName,
  isGzip,
  rawTableOfBytes,
  type TableLayout,
  UnclearDecimals,
} from "./tables/index.ts";
export * from "./train/index.ts";
