import { SparsePattern } from "../engine/index.ts";
import { contains, type Subset } from "./subsets.ts";

/** Hidden units that read inputs `from .. from + count`: a unit reads the inputs of its subset. */
export function inputMask(units: readonly Subset[], from: number, count: number): SparsePattern {
  return SparsePattern.fromRows(
    units.map((subset) =>
      subset.filter((input) => input >= from && input < from + count).map((input) => input - from),
    ),
    count,
  );
}

/** Hidden units that read the hidden units below: subset contained in subset. */
export function hiddenMask(units: readonly Subset[], below: readonly Subset[]): SparsePattern {
  return SparsePattern.fromRows(
    units.map((subset) => readable(subset, below)),
    below.length,
  );
}

/** Outputs that read hidden units: the unit's subset is contained in the output's set. */
export function outputMask(sets: readonly Subset[], units: readonly Subset[]): SparsePattern {
  return SparsePattern.fromRows(
    sets.map((set) => readable(set, units)),
    units.length,
  );
}

function readable(set: Subset, units: readonly Subset[]): number[] {
  const list: number[] = [];
  units.forEach((subset, unit) => {
    if (contains(set, subset)) list.push(unit);
  });
  return list;
}
