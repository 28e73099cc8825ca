/** Talking to a terminal: progress on standard error, results on standard output. */

import { duration } from "../numeric/duration.ts";
import { pace } from "../numeric/pace.ts";

export { duration };

export interface Work {
  readonly done: number;
  readonly total: number;
  /** The total is not known, only that it isn't more. */
  readonly atMost?: boolean;
}

export interface Progress {
  /**
   * @param share done, from 0 to 1
   * @param work by which the time left is counted, where its total changes on the way or is only a bound
   */
  update(share: number, text: string, work?: Work): void;
  done(): void;
}

/**
 * A line that says how far the work is, how fast it goes and how long it will take. In a terminal it is rewritten in
 * place; elsewhere a plain line appears every few seconds; nothing at all for work under two seconds or when quiet.
 */
export function progress(label: string, quiet: boolean): Progress {
  if (quiet) return { update: () => {}, done: () => {} };
  const { stderr } = process;
  const begun = performance.now();
  let shown = Number.NEGATIVE_INFINITY;
  let wrote = false;
  const rate = pace();
  return {
    update: (share, text, { done, total, atMost }: Work = { done: share, total: 1 }) => {
      const now = performance.now();
      const seconds = rate.left(done, total, now);
      if (now - shown < (stderr.isTTY ? 100 : 5000) || (!stderr.isTTY && now - begun < 2000)) return;
      shown = now;
      const left = seconds === undefined ? "?" : `${atMost ? "at most " : ""}${duration(seconds)}`;
      // The times stand before the text: what a narrow terminal cuts off is the least important.
      const line = `${label}  ${`${Math.floor(100 * share)}`.padStart(3)} %  ${duration((now - begun) / 1000)} so far, ${left} left  ${text}`;
      if (stderr.isTTY) stderr.write(`\r\u001b[K${line.slice(0, (stderr.columns ?? 80) - 1)}`);
      else stderr.write(`${line}\n`);
      wrote = true;
    },
    done: () => {
      if (wrote && stderr.isTTY) stderr.write("\r\u001b[K");
    },
  };
}

/** Lines of a table: words to the left, numbers to the right. */
export function table(columns: readonly string[], given: readonly (readonly string[])[]): string {
  const rows = given.map((row) => row.map(printable));
  const widths = columns.map((column, c) => Math.max(column.length, ...rows.map((row) => row[c].length)));
  const words = columns.map((_, c) => c === 0 || !rows.some((row) => /^-?\d/.test(row[c])));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, c) => (words[c] ? cell.padEnd(widths[c]) : cell.padStart(widths[c])))
      .join("  ")
      .trimEnd();
  return [line(columns), widths.map((width) => "-".repeat(width)).join("  "), ...rows.map(line)].join("\n");
}

/** Breaks sentences between words where the terminal is narrower than they are; a file or a pipe gets them whole. */
export function wrapped(
  text: string,
  width = process.stdout.isTTY ? process.stdout.columns : Infinity,
): string {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines[lines.length - 1];
    if (line !== "" && line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return lines.join("\n");
}

/** Without the control characters of a file's names, which a terminal would obey. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
  return text.replace(/[\0-\x08\x0b-\x1f\x7f-\x9f]/g, "\uFFFD");
}

/** A path within a sentence: in quotes where it could be taken for a part of it. */
export function named(path: string): string {
  return /\s|[.,]$/.test(path) ? `"${path}"` : path;
}

/** A result. Names of files and columns may hold what a terminal would obey; a file or a pipe gets them as they are. */
export function say(text: string): void {
  process.stdout.write(`${process.stdout.isTTY ? printable(text) : text}\n`);
}

/** Notes beside the result, on standard error. */
export function note(text: string, quiet: boolean): void {
  if (!quiet) process.stderr.write(`${printable(text)}\n`);
}
