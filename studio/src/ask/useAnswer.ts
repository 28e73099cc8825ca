import { type Signal, signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";

export interface Answer<Value> {
  readonly value: Value | undefined;
  readonly problem: string | undefined;
  readonly busy: boolean;
}

const kept = new Map<string, Signal<Answer<unknown>>>();
const MOST_KEPT = 200;

/**
 * The answer to a question, asked once for each key. While a new key waits, `value` is undefined. A key of undefined asks
 * nothing.
 */
export function useAnswer<Value>(key: string | undefined, question: () => Promise<Value>): Answer<Value> {
  const known = useMemo(() => {
    const before = key === undefined ? undefined : kept.get(key);
    return (before ?? signal({ value: undefined, problem: undefined, busy: true })) as Signal<Answer<Value>>;
  }, [key]);
  useEffect(() => {
    if (key === undefined || kept.has(key)) return;
    kept.set(key, known as Signal<Answer<unknown>>);
    if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value!);
    question()
      .then((value) => {
        known.value = { value, problem: undefined, busy: false };
      })
      .catch((error: unknown) => {
        kept.delete(key);
        const problem = error instanceof Error ? error.message : String(error);
        known.value = { value: undefined, problem, busy: false };
      });
  }, [key]);
  return known.value;
}
