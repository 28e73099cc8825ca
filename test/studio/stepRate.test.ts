import assert from "node:assert/strict";
import { test } from "node:test";
import type { TrainingReport } from "../../studio/src/worker/messages.ts";
import { epochRate } from "../../studio/src/worker/stepRate.ts";

test("a rate that one report would have to tell is a failure, not a number that is none", async () => {
  const { take, rate } = epochRate();
  const progress = { kind: "progress", phase: "training", done: 250, total: 250 };
  take(progress as unknown as TrainingReport);
  take({ kind: "done" } as unknown as TrainingReport);
  await assert.rejects(rate, /from epoch 50 on, got one/);
});
