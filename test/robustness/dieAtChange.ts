/**
 * Preloaded into a child process (`node --import`): kills it just before, or in the middle of, the n-th change of the disk
 * below a folder, so that the states that a kill can leave there are met whatever the time it takes. One that lives to its end
 * writes how many changes there were, where that is asked for.
 */
import { writeFileSync } from "node:fs";
import { watchChanges } from "./fileChanges.ts";

const { DIE_AT, DIE_BELOW, COUNT_INTO } = process.env;
let changes = 0;
if (COUNT_INTO) process.once("exit", () => writeFileSync(COUNT_INTO, `${changes}`));
watchChanges(
  DIE_BELOW!,
  (change) => {
    changes = change;
    return change === Number(DIE_AT);
  },
  () => {
    process.kill(process.pid, "SIGKILL");
    throw new Error("Expected not to live on after a kill.");
  },
);
