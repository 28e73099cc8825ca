import type { GramPlan } from "./gramPlan.ts";
import { GROUP_FIELDS, type SparsePattern } from "./pattern.ts";

/** Overwrites `gram` (a plan's `total` entries) with W^T W; `values` are W's weights in the order of its pattern. */
export function gramOf(
  plan: GramPlan,
  pattern: SparsePattern,
  values: Float64Array,
  gram: Float64Array,
): void {
  const { targets } = plan;
  gram.fill(0);
  // The plan lists the pairs of columns group by group; every row of a group adds to the same entries.
  let listed = 0;
  for (let g = 0; g < pattern.groupCount; g++) {
    const field = GROUP_FIELDS * g;
    const rows = pattern.groups[field + 1];
    const count = pattern.groups[field + 3];
    let from = pattern.groups[field + 4];
    for (let r = 0; r < rows; r++) {
      let target = listed;
      for (let i = 0; i < count; i++) {
        const value = values[from + i];
        for (let k = 0; k <= i; k++) gram[targets[target++]] += value * values[from + k];
      }
      from += count;
    }
    listed += (count * (count + 1)) / 2;
  }
}

/**
 * Overwrites a symmetric matrix on a plan's entries with its factors L D L^T, in the order of elimination: D on the
 * diagonal, L times D below it.
 *
 * @returns whether it was positive definite; if not, it is left half done
 */
export function factorOnPlan(plan: GramPlan, a: Float64Array): boolean {
  const { starts, updates } = plan;
  const n = starts.length - 1;
  let update = 0;
  for (let k = 0; k < n; k++) {
    const pivot = a[k];
    if (!(pivot > 0)) return false;
    const from = n + starts[k];
    const end = n + starts[k + 1];
    for (let i = from; i < end; i++) {
      const scaled = a[i] / pivot;
      for (let j = from; j <= i; j++) a[updates[update++]] -= scaled * a[j];
    }
  }
  return true;
}
