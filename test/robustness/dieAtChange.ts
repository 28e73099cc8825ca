/**
 * Preloaded into a child process (`node --import`): kills it just before, or in the middle of, the n-th change of the disk
 * below a folder, so that the states that a kill can leave there are met whatever the time it takes.
 */
import { watchChanges } from "./fileChanges.ts";

const dieAt = Number(process.env.DIE_AT);
watchChanges(
  process.env.DIE_BELOW!,
  (change) => change === dieAt,
  () => {
    process.kill(process.pid, "SIGKILL");
    throw new Error("Expected not to live on after a kill.");
  },
);
