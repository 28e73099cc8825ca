import { openThreadsAndThis } from "../io/index.ts";
import { executorFor } from "../numeric/work.ts";
import {
  type AnswerTo,
  partsToAsk,
  type Question,
  type QuestionOf,
  type Questions,
  questionWork,
  type TrainedModel,
  workOfDraw,
} from "../query/index.ts";
import type { Interruption } from "./interruptible.ts";

/** Questions that may be asked of a model, several at a time. */
export interface Asking {
  readonly size: number;
  ask<Kind extends keyof Questions>(question: QuestionOf<Kind>, rows: number): Promise<AnswerTo<Kind>>;
  readonly run: Interruption;
}

/** A question about some rows, and what its asker wants to find again beside the answer. */
export interface AskedBlock<Kind extends keyof Questions, Beside> {
  readonly question: QuestionOf<Kind>;
  readonly rows: number;
  readonly beside: Beside;
}

/**
 * Questions to a model in as many threads as there are cores, of which this is one, or only here where there is little to do; Ctrl-C
 * ends them.
 *
 * @param settings.draws draws of rows that all questions take together
 * @param settings.onProgress told how many rows are done
 */
export function openQuestions(
  model: TrainedModel,
  settings: {
    readonly draws: number;
    readonly workers?: number;
    readonly onProgress: (rows: number) => void;
    readonly run: Interruption;
  },
): { readonly asking: Asking; close(): Promise<void> } {
  const { draws, workers, onProgress, run } = settings;
  const parts = partsToAsk(model);
  const threads = openThreadsAndThis({ workers });
  const crew = executorFor(threads, draws * workOfDraw(parts)).open(questionWork, parts);
  let done = 0;
  const ask: Asking["ask"] = async (question, rows) => {
    let own = 0;
    const tell = (share: number) => {
      done += share * rows - own;
      own = share * rows;
      onProgress(done);
    };
    const answer = await crew.run(question as Question, { signal: run.signal, tell });
    tell(1);
    return answer as AnswerTo<typeof question.kind>;
  };
  const close = async () => {
    crew.close();
    await threads.close();
  };
  return { asking: { size: crew.size, ask, run }, close };
}

/** Asks about blocks as they come, a few ahead of the one whose answer is wanted next; answers come in the order of the blocks. */
export async function* askedInOrder<Kind extends keyof Questions, Beside>(
  { size, ask, run }: Asking,
  blocks: Iterable<AskedBlock<Kind, Beside>> | AsyncIterable<AskedBlock<Kind, Beside>>,
): AsyncGenerator<{ readonly beside: Beside; readonly answer: AnswerTo<Kind> }> {
  const waiting: { beside: Beside; answer: Promise<AnswerTo<Kind>> }[] = [];
  const next = async () => {
    const { beside, answer } = waiting.shift()!;
    const known = await answer;
    await run.breathe();
    return { beside, answer: known };
  };
  for await (const block of blocks) {
    const answer = ask<Kind>(block.question, block.rows);
    // Whoever waits for it is told.
    answer.catch(() => {});
    waiting.push({ beside: block.beside, answer });
    if (waiting.length > size) yield await next();
  }
  while (waiting.length > 0) yield await next();
}
