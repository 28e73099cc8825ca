/** Sorted values, each once, and how often each comes: rounded columns repeat a few, and what costs most is the same for all of a run. */
export function runsOf(sorted: Float64Array): {
  readonly distinct: Float64Array;
  readonly counts: Float64Array;
} {
  const distinct = new Float64Array(sorted.length);
  const counts = new Float64Array(sorted.length);
  let runs = 0;
  for (let at = 0; at < sorted.length; at++) {
    if (at === 0 || sorted[at] !== sorted[at - 1]) distinct[runs++] = sorted[at];
    counts[runs - 1]++;
  }
  return { distinct: distinct.slice(0, runs), counts: counts.slice(0, runs) };
}

/** How many sorted values lie below one: where in their order what equals it begins. */
export function countBelow(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
