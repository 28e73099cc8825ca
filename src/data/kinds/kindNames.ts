/** Kinds whose values are labels. */
const LEVEL_KINDS = ["binary", "categorical", "ordinal"];
/** Kinds whose levels stand in no order. */
const UNORDERED_KINDS = ["categorical"];
const CONTINUOUS_KINDS = ["gaussian", "contaminated-normal", "student-t", "log-normal", "skewed"];
/** Kinds whose values are whole numbers without labels. */
const WHOLE_KINDS = ["count", "discretized-logistic"];

/** All kinds of columns that can be asked for. */
export const columnKinds: readonly string[] = [...CONTINUOUS_KINDS, ...WHOLE_KINDS, ...LEVEL_KINDS];

export function hasLevels(kind: string): boolean {
  return LEVEL_KINDS.includes(kind);
}

/** Whether values are numbers with a density. */
export function isContinuous(kind: string): boolean {
  return CONTINUOUS_KINDS.includes(kind);
}

/** Whether values are whole numbers without labels. */
export function isWhole(kind: string | undefined): boolean {
  return kind !== undefined && WHOLE_KINDS.includes(kind);
}

/** Whether a larger value means more. */
export function hasOrder(kind: string): boolean {
  return !UNORDERED_KINDS.includes(kind);
}
