import { SparsePattern } from "../engine/index.ts";
import { type Subset, SubsetsWithin } from "./subsets.ts";

/** Hidden units that read inputs `from .. from + count`: a unit reads the inputs of its subset. */
export function inputMask(units: readonly Subset[], from: number, count: number): SparsePattern {
  return known(units, `inputs ${from} ${count}`, units, () =>
    SparsePattern.fromRows(
      units.map((subset) =>
        subset.filter((input) => input >= from && input < from + count).map((input) => input - from),
      ),
      count,
    ),
  );
}

/** Hidden units that read the hidden units below: subset contained in subset. */
export function hiddenMask(units: readonly Subset[], below: readonly Subset[]): SparsePattern {
  return outputMask(units, below);
}

/** Outputs that read hidden units: the unit's subset is contained in the output's set. */
export function outputMask(sets: readonly Subset[], units: readonly Subset[]): SparsePattern {
  return known(units, "outputs", sets, () => {
    const within = new SubsetsWithin(units);
    return SparsePattern.fromRows(
      sets.map((set) => within.of(set)),
      units.length,
    );
  });
}

/**
 * The blocks of a flow have the same units and sets, and so the same patterns; whatever is planned for a pattern is then
 * planned once.
 */
const masks = new WeakMap<readonly Subset[], Map<string, WeakMap<readonly Subset[], SparsePattern>>>();

function known(
  units: readonly Subset[],
  kind: string,
  sets: readonly Subset[],
  make: () => SparsePattern,
): SparsePattern {
  let kinds = masks.get(units);
  if (kinds === undefined) {
    kinds = new Map();
    masks.set(units, kinds);
  }
  let patterns = kinds.get(kind);
  if (patterns === undefined) {
    patterns = new WeakMap();
    kinds.set(kind, patterns);
  }
  let pattern = patterns.get(sets);
  if (pattern === undefined) {
    pattern = make();
    patterns.set(sets, pattern);
  }
  return pattern;
}
