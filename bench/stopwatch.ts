import { summarize, type Timing } from "./statistics.ts";

/** Something whose steps are timed; `reset` puts it back to its first state before every round. */
export interface Contestant {
  readonly step: () => unknown;
  readonly reset: () => unknown;
  /** Takes a whole round of steps and their times itself, in milliseconds, where it runs in another process. */
  readonly round?: (effort: Effort) => Promise<number[]>;
}

export interface Effort {
  readonly rounds: number;
  /** Milliseconds of steps in every round of every contestant. */
  readonly perRound: number;
  /** Steps that a round has at least, however slow they are. */
  readonly fewest: number;
}

export const fullEffort: Effort = { rounds: 5, perRound: 300, fewest: 5 };
export const quickEffort: Effort = { rounds: 5, perRound: 100, fewest: 3 };

/**
 * Times contestants in alternating rounds (first, second, ..., first, second, ...), so that a busy minute of the
 * machine falls on all of them. A contestant that returns a promise is awaited within its timing.
 */
export async function race(contestants: readonly Contestant[], effort: Effort): Promise<Timing[]> {
  const timings = contestants.map((): number[] => []);
  // Engines compile hot code in the background: the first rounds do not count.
  for (const contestant of contestants) await run(contestant, effort);
  for (let round = 0; round < effort.rounds; round++) {
    for (const [i, contestant] of contestants.entries()) timings[i].push(...(await run(contestant, effort)));
  }
  return timings.map(summarize);
}

async function run(contestant: Contestant, effort: Effort): Promise<number[]> {
  await contestant.reset();
  if (contestant.round) return await contestant.round(effort);
  const timings: number[] = [];
  const end = performance.now() + effort.perRound;
  while (timings.length < effort.fewest || performance.now() < end) {
    const start = performance.now();
    const pending = contestant.step();
    if (pending instanceof Promise) await pending;
    timings.push(performance.now() - start);
  }
  return timings;
}
