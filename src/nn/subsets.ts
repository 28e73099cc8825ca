import { InputError } from "../numeric/errors.ts";

/**
 * Which inputs every hidden unit of a masked network carries: MADE (Germain et al. 2015) for a graph. Unit b may
 * read unit a of the layer below iff subset(a) is contained in subset(b); output j may read a unit iff the unit's
 * subset is contained in j's set.
 */
export type Subset = readonly number[];

/**
 * Spreads `width` units over the distinct output sets and, where there is room, over the single inputs. Every
 * output set that is not empty gets at least one unit; what is left goes to sets in proportion to their size, since
 * a unit on a large set serves more interactions. Units with equal subsets are neighbours, so that they share loads.
 *
 * @param sets the inputs that each output may read, ascending.
 * @param where named in the error.
 * @param widen whether a graph that needs more than `width` units gets as many as it has different sets, instead of an error.
 * @throws InputError where `width` is too small to give every output a unit; names the width that is needed.
 *
 * @example
 * hiddenSubsets([[0], [0, 1]], 4, "the prior"); // [[0], [0, 1], [0, 1], [1]]
 */
export function hiddenSubsets(
  sets: readonly Subset[],
  width: number,
  where: string,
  widen = false,
): Subset[] {
  const distinct = distinctSets(sets.filter((set) => set.length > 0));
  if (distinct.length === 0) return [];
  const required = requiredSets(distinct);
  if (width < required.length && widen) return [...distinct];
  if (width < required.length) {
    throw new InputError(
      `Expected at least ${required.length} hidden units in ${where}, one for every component of its graph, ` +
        `got ${width}. Raise the hidden width to ${required.length} or more.`,
    );
  }
  // Without room for all sets, those that contain no other come first: every output can read one of them.
  const candidates = width < distinct.length ? required : distinct;
  const singles = distinctSets(distinct.flatMap((set) => set.map((input) => [input]))).filter(
    (single) => !candidates.some((set) => set.length === 1 && set[0] === single[0]),
  );
  const all = width >= candidates.length + singles.length ? [...candidates, ...singles] : candidates;
  const counts = proportionalCounts(
    all.map((set) => set.length),
    width,
  );
  return all.flatMap((set, i) => Array.from({ length: counts[i] }, () => set));
}

/**
 * The fewest hidden units that let every output with inputs read one.
 *
 * @example
 * neededUnits([[0], [0, 1], [2]]); // 2: the unit on [0] serves [0, 1], too
 */
export function neededUnits(sets: readonly Subset[]): number {
  return requiredSets(distinctSets(sets.filter((set) => set.length > 0))).length;
}

/** At least one for each, the rest in proportion, ties to the earlier. */
function proportionalCounts(weights: readonly number[], total: number): number[] {
  const counts = weights.map(() => 1);
  for (let left = total - weights.length; left > 0; left--) {
    let best = 0;
    for (let i = 1; i < weights.length; i++)
      if (weights[i] * counts[best] > weights[best] * counts[i]) best = i;
    counts[best]++;
  }
  return counts;
}

function requiredSets(distinct: readonly Subset[]): Subset[] {
  const within = new SubsetsWithin(distinct);
  return distinct.filter((set) => within.of(set).length === 1);
}

function distinctSets(sets: readonly Subset[]): Subset[] {
  const seen = new Map<string, Subset>();
  for (const set of sets) {
    const key = set.join(",");
    if (!seen.has(key)) seen.set(key, set);
  }
  return [...seen.values()];
}

/** Finds those of many sets that a set contains, without looking at the ones whose first element it lacks. */
export class SubsetsWithin {
  readonly #subsets: readonly Subset[];
  readonly #byFirst = new Map<number, number[]>();

  /** Each is ascending, and none is empty. */
  constructor(subsets: readonly Subset[]) {
    this.#subsets = subsets;
    subsets.forEach(([first], i) => {
      const list = this.#byFirst.get(first);
      if (list === undefined) this.#byFirst.set(first, [i]);
      else list.push(i);
    });
  }

  /** Their numbers, ascending. */
  of(set: Subset): number[] {
    return set
      .flatMap((element) => this.#byFirst.get(element) ?? [])
      .filter((i) => contains(set, this.#subsets[i]))
      .sort((a, b) => a - b);
  }
}

/** Whether every element of `part` is in `whole`; both ascending. */
export function contains(whole: Subset, part: Subset): boolean {
  let at = 0;
  for (const element of part) {
    while (at < whole.length && whole[at] < element) at++;
    if (whole[at] !== element) return false;
  }
  return true;
}

/**
 * A set of inputs together with the indicators of those among `from .. from + size`, which are numbered from `from + size`
 * on.
 *
 * @example
 * withIndicators([0, 2, 4], 2, 3); // [0, 2, 4, 5, 7]
 */
export function withIndicators(set: Subset, from: number, size: number): Subset {
  return [
    ...set,
    ...set.filter((input) => input >= from && input < from + size).map((input) => input + size),
  ].sort((a, b) => a - b);
}
