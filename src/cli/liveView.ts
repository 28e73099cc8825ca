import type { RunUpdate } from "../experiments/runner/index.ts";
import { pace } from "../numeric/pace.ts";
import { duration } from "./terminal.ts";

export interface LiveView {
  update(update: RunUpdate): void;
  /** A line that stays, above what is redrawn. */
  note(text: string): void;
  /** Clears what is redrawn, so that what follows begins on an empty line. */
  done(): void;
}

/** Where a view is drawn. */
export interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
}

/**
 * A running set of jobs on standard error: how many are done, how fast and for how long still, and one line for each
 * running job. In a terminal it is redrawn in place; elsewhere a plain line appears every few seconds.
 *
 * @param now milliseconds that pass, for tests.
 */
export function liveView(
  quiet: boolean,
  screen: Screen = process.stderr,
  now: () => number = () => performance.now(),
): LiveView {
  if (quiet) return { update: () => {}, note: () => {}, done: () => {} };
  const begun = now();
  let shown = -Infinity;
  let height = 0;
  const rate = pace();
  const clear = () => (height > 0 ? `\r\u001b[${height}A\u001b[J` : "");
  return {
    update: (update) => {
      const time = now();
      const left = rate.left(update.share, 1, time);
      if (time - shown < (screen.isTTY ? 100 : 5000)) return;
      shown = time;
      const seconds = (time - begun) / 1000;
      if (!screen.isTTY) {
        screen.write(`${heading(update, seconds, left)}\n`);
        return;
      }
      const lines = frame(update, seconds, left, screen.columns ?? 80, screen.rows ?? 24);
      screen.write(`${clear()}${lines.join("\n")}\n`);
      height = lines.length;
    },
    note: (text) => {
      screen.write(`${clear()}${text}\n`);
      height = 0;
      shown = -Infinity;
    },
    done: () => {
      screen.write(clear());
      height = 0;
    },
  };
}

/** The lines of one picture, none wider than the terminal and all together lower. */
export function frame(
  update: RunUpdate,
  seconds: number,
  left: number | undefined,
  columns: number,
  rows: number,
): string[] {
  // The longest under way stand first and so keep their places while others come and go.
  const jobs = update.running.map(
    ({ id, share, text }) => `${`${Math.floor(100 * share)}`.padStart(4)} %  ${text.padEnd(24)}  ${id}`,
  );
  const room = Math.max(0, rows - 2);
  const hidden = jobs.length - room;
  const shown = hidden > 0 ? [...jobs.slice(0, room - 1), `        and ${hidden + 1} more`] : jobs;
  return [heading(update, seconds, left), ...shown.slice(0, room)].map((line) =>
    line.slice(0, Math.max(1, columns - 1)),
  );
}

function heading(
  { total, done, kept, failed, running }: RunUpdate,
  seconds: number,
  left: number | undefined,
): string {
  const rate = seconds > 0 ? (60 * (done - kept)) / seconds : 0;
  const parts = [
    `${done}/${total} done`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    `${rate < 10 ? rate.toFixed(1) : Math.round(rate)} a minute`,
    `${left === undefined ? "?" : duration(left)} left`,
    `${duration(seconds)} so far`,
    `${running.length} running`,
    ...(kept > 0 ? [`${kept} from before`] : []),
  ];
  return parts.join(", ");
}
