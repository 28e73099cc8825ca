/** What the values of a kind are, as far as that needs no likelihood. */
interface KindFacts {
  readonly values: "numbers" | "whole numbers" | "levels";
  /** The least number that there can be, whatever the column. */
  readonly least?: number;
  /** Whether values lie above the least number, which is none of them. */
  readonly above?: boolean;
  /** Whether neighbouring numbers have to be told apart, so that they have at most 15 digits. */
  readonly exact?: boolean;
  /** Whether one value has a mass of its own. */
  readonly atom?: boolean;
  /** The value that has a location of its own, in every column of the kind. */
  readonly frequent?: number;
  /** Of levels that stand in no order. */
  readonly unordered?: boolean;
}

const KINDS: Readonly<Record<string, KindFacts>> = {
  gaussian: { values: "numbers" },
  "contaminated-normal": { values: "numbers" },
  "student-t": { values: "numbers" },
  "log-normal": { values: "numbers", least: 0, above: true },
  skewed: { values: "numbers" },
  count: { values: "whole numbers", least: 0 },
  "zero-inflated": { values: "whole numbers", least: 0, frequent: 0 },
  "discretized-logistic": { values: "whole numbers", exact: true },
  semicontinuous: { values: "numbers", atom: true },
  binary: { values: "levels" },
  categorical: { values: "levels", unordered: true },
  ordinal: { values: "levels" },
};

/** All kinds of columns that can be asked for. */
export const columnKinds: readonly string[] = Object.keys(KINDS);

/** Kinds that the values of a semicontinuous column beside the one may have. */
export const restKinds: readonly string[] = ["contaminated-normal", "log-normal", "skewed"];

/** What is known of a kind; nothing of one that there is not. */
export function kindFacts(kind: string | undefined): Partial<KindFacts> {
  return kind !== undefined && Object.hasOwn(KINDS, kind) ? KINDS[kind] : {};
}

export function hasLevels(kind: string): boolean {
  return kindFacts(kind).values === "levels";
}

/** Whether values are numbers with a density. */
export function isContinuous(kind: string): boolean {
  return kindFacts(kind).values === "numbers";
}

/** Whether values are whole numbers without labels. */
export function isWhole(kind: string | undefined): boolean {
  return kindFacts(kind).values === "whole numbers";
}

/** Whether a larger value means more. */
export function hasOrder(kind: string): boolean {
  return kindFacts(kind).unordered !== true;
}
