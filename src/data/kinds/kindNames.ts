/** Kinds whose values are labels. */
const LEVEL_KINDS = ["binary", "categorical", "ordinal"];
const NUMBER_KINDS = ["gaussian", "student-t", "log-normal", "skewed", "count"];

/** All kinds of columns that can be asked for. */
export const columnKinds: readonly string[] = [...NUMBER_KINDS, ...LEVEL_KINDS];

export function hasLevels(kind: string): boolean {
  return LEVEL_KINDS.includes(kind);
}
