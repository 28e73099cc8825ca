import { type Signal, signal } from "@preact/signals";
import { useLayoutEffect, useMemo, useState } from "preact/hooks";
import type { Following } from "../worker/lab.ts";

export interface Answer<Value> {
  readonly value: Value | undefined;
  readonly problem: string | undefined;
  readonly busy: boolean;
  /** Of a slow answer, the share that is done. */
  readonly share?: number;
}

interface Kept {
  readonly answer: Signal<Answer<unknown>>;
  readonly abort: AbortController;
  /** How many views show it. */
  seen: number;
}

const kept = new Map<string, Kept>();
const MOST_KEPT = 200;

/**
 * The answer to a question, asked once for each key. While a new key waits, `value` is undefined. A key of undefined asks
 * nothing. A question that no view shows any more is given up.
 */
export function useAnswer<Value>(
  key: string | undefined,
  question: (following: Following) => Promise<Value>,
): Answer<Value> {
  const [joined, join] = useState(0);
  const known = useMemo(() => {
    const before = key === undefined ? undefined : kept.get(key)?.answer;
    return (before ?? signal({ value: undefined, problem: undefined, busy: true })) as Signal<Answer<Value>>;
  }, [key, joined]);
  // With the picture and not a frame after it: a question begins when it is asked.
  useLayoutEffect(() => {
    if (key === undefined) return;
    let entry = kept.get(key);
    if (entry === undefined) {
      entry = { answer: known as Signal<Answer<unknown>>, abort: new AbortController(), seen: 0 };
      kept.set(key, entry);
      forgetOldest();
      follow(key, entry, question);
    }
    entry.seen++;
    const mine = entry;
    // Another view that came at the same moment asked first: its answer is this one's.
    if (mine.answer !== known) join((count) => count + 1);
    return () => {
      mine.seen--;
      // A view that comes back at once, as when it is drawn anew, still finds it.
      queueMicrotask(() => {
        if (mine.seen === 0 && mine.answer.peek().busy) {
          kept.delete(key);
          mine.abort.abort();
        }
      });
    };
  }, [key]);
  return known.value;
}

function follow<Value>(
  key: string,
  { answer, abort }: Kept,
  question: (following: Following) => Promise<Value>,
): void {
  const { signal } = abort;
  const onProgress = (share: number) => {
    answer.value = { value: undefined, problem: undefined, busy: true, share };
  };
  question({ signal, onProgress })
    .then((value) => {
      answer.value = { value, problem: undefined, busy: false };
    })
    .catch((error: unknown) => {
      if (signal.aborted) return;
      kept.delete(key);
      const problem = error instanceof Error ? error.message : String(error);
      answer.value = { value: undefined, problem, busy: false };
    });
}

function forgetOldest(): void {
  for (const [key, { seen }] of kept) {
    if (kept.size <= MOST_KEPT) return;
    if (seen === 0) kept.delete(key);
  }
}
