/** Steps of the chain that is timed: about a millisecond. */
const LINKS = 500_000;
/** A multiplication (3) and an inclusive or (1) that wait for each other, on every x86-64 core since 2011. */
const CYCLES_A_LINK = 4;

/**
 * The core's present clock in GHz, from the fastest of some runs of a chain of dependent integer operations whose latency is
 * the same on all common cores: what a step costs in cycles can be compared between machines, and milliseconds cannot.
 */
export function measureClock(runs = 40): number {
  let best = Number.POSITIVE_INFINITY;
  let value = 12345;
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    for (let i = 0; i < LINKS; i++) value = Math.imul(value, value | 1);
    best = Math.min(best, performance.now() - start);
  }
  // What nothing reads would not be computed.
  return value === 0 ? Number.NaN : (LINKS * CYCLES_A_LINK) / best / 1e6;
}
