import { answer } from "./answers.ts";
import type { Question, Questions, TrainingCommand } from "./messages.ts";
import { isThread, serveAsThread } from "./threads.ts";
import { TrainingHost } from "./trainingHost.ts";

const REPORT_EVERY = 100;

if (isThread()) serveAsThread();
else {
  const host = new TrainingHost((report) => self.postMessage(report));
  self.addEventListener("message", ({ data }: MessageEvent<TrainingCommand | Asked>) => {
    if (data.kind === "ask") void reply(data);
    else host.take(data);
  });
}

interface Asked {
  readonly kind: "ask";
  readonly id: number;
  readonly question: Question;
  readonly input: Questions[Question]["input"];
}

async function reply({ id, question, input }: Asked): Promise<void> {
  let told = performance.now();
  const progress = (share: number) => {
    const now = performance.now();
    if (now - told < REPORT_EVERY) return;
    told = now;
    self.postMessage({ id, progress: share });
  };
  try {
    self.postMessage({ id, output: await answer(question, input as never, progress) });
  } catch (error) {
    self.postMessage({ id, problem: error instanceof Error ? error.message : String(error) });
  }
}
