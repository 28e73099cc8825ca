/** How fast work goes, learned while it runs. */
export interface Pace {
  /**
   * @param done of the work so far, in any unit
   * @param total as far as is known now; it may change
   * @param now in milliseconds
   * @returns seconds that are left, undefined until enough is known
   */
  left(done: number, total: number, now: number): number | undefined;
}

interface Seen {
  readonly at: number;
  readonly done: number;
}

/** Less work than this share of what is left says nothing of it. */
const LEAST_SHARE = 0.01;
const MOST_SEEN = 400;

/**
 * The rate of the second half of the time since the work began to move: what was done before the first look (by an earlier
 * run, or while the program started) took no time of this one, and a beginning that was slower or faster is soon forgotten.
 */
export function pace(): Pace {
  let seen: Seen[] = [];
  return {
    left: (done, total, now) => {
      const last = seen.at(-1);
      // Work that begins anew, as another part of a training does, has a rate of its own.
      if (last !== undefined && done < last.done) seen = [];
      // Until something is done only the start of the work is put off.
      if (seen.length === 1 && seen[0].done === done) seen = [];
      seen.push({ at: now, done });
      if (seen.length > MOST_SEEN) seen = seen.filter((_, i) => i % 2 === 0 || i === seen.length - 1);
      const half = (seen[0].at + now) / 2;
      let from = seen[0];
      for (const one of seen) if (one.at <= half) from = one;
      const made = done - from.done;
      const left = Math.max(0, total - done);
      if (left === 0) return 0;
      if (!(made > 0) || done - seen[0].done < LEAST_SHARE * left) return undefined;
      return (((now - from.at) / 1000) * left) / made;
    },
  };
}
