import { signal } from "@preact/signals";

/** What a person can do about a message, beside closing it. */
export interface NoticeAction {
  readonly label: string;
  readonly run: () => void;
}

export interface Notice {
  readonly id: number;
  readonly tone: "error" | "warning" | "info";
  readonly text: string;
  readonly action?: NoticeAction;
}

const SHOWN = 6000;
/** Milliseconds in which a letter of a longer message is read. */
const LETTER = 70;
/** Long enough to read, to understand and to reach the button. */
const SHOWN_WITH_ACTION = 20_000;

export const notices = signal<readonly Notice[]>([]);
/** What screen readers hear: the last thing that was done. */
export const spoken = signal("");
let count = 0;

/** Shows an error (or a text) until a person closes it; the same text only once. Its number, to dismiss it by. */
export function notify(problem: unknown, tone: Notice["tone"] = "error", action?: NoticeAction): number {
  const text = problem instanceof Error ? problem.message : String(problem);
  const others = notices.value.filter((notice) => notice.text !== text);
  const id = ++count;
  notices.value = [...others, { id, tone, text, ...(action && { action }) }].slice(-3);
  if (tone === "info")
    setTimeout(() => dismiss(id), action ? SHOWN_WITH_ACTION : Math.max(SHOWN, LETTER * text.length));
  return id;
}

export function dismiss(id: number): void {
  notices.value = notices.value.filter((notice) => notice.id !== id);
}

export function say(text: string): void {
  spoken.value = text;
}
