/**
 * Preloaded into a worker process (`node --import`): kills it when it is about to tell how far it is with a job, so that it has
 * begun and not finished it, however fast or busy the machine is. Of several workers only the first dies.
 */
import { closeSync, openSync } from "node:fs";
import { Job } from "bullmq";

const update = Job.prototype.updateProgress;
Job.prototype.updateProgress = function (progress) {
  try {
    closeSync(openSync(process.env.DIE_ONCE!, "wx"));
  } catch {
    return update.call(this, progress);
  }
  process.kill(process.pid, "SIGKILL");
  throw new Error("Expected not to live on after a kill.");
};
