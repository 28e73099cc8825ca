import { signal } from "@preact/signals";

export interface Notice {
  readonly id: number;
  readonly tone: "error" | "info";
  readonly text: string;
}

export const notices = signal<readonly Notice[]>([]);
/** What screen readers hear: the last thing that was done. */
export const spoken = signal("");
let count = 0;

/** Shows an error (or a text) until a person closes it; the same text only once. Its number, to dismiss it by. */
export function notify(problem: unknown, tone: Notice["tone"] = "error"): number {
  const text = problem instanceof Error ? problem.message : String(problem);
  const others = notices.value.filter((notice) => notice.text !== text);
  const id = ++count;
  notices.value = [...others, { id, tone, text }].slice(-3);
  if (tone === "info") setTimeout(() => dismiss(id), 6000);
  return id;
}

export function dismiss(id: number): void {
  notices.value = notices.value.filter((notice) => notice.id !== id);
}

export function say(text: string): void {
  spoken.value = text;
}
