import { type ColumnType, isWhole } from "../../../src/internals.ts";
import type { Run } from "../train/study.ts";
import { numberText } from "../ui/decimals.ts";

/** What a measured column of a run's model is; undefined for numbers of any sign, and for hidden nodes. */
export function typeOf(run: Run, name: string): ColumnType | undefined {
  const { observed, types } = run.parts.value!;
  return types?.[observed.indexOf(name)];
}

export function levelsOf(run: Run, name: string): readonly string[] | undefined {
  return typeOf(run, name)?.levels;
}

/** Whether values are whole numbers without labels. */
export function isWholeNumber(run: Run, name: string): boolean {
  return isWhole(typeOf(run, name)?.kind);
}

/** A value as a person reads it: a level by its label. */
export function valueText(run: Run, name: string, value: number): string {
  return levelsOf(run, name)?.[value] ?? numberText(value);
}

/** The share of each level among values that are codes; gaps do not count. */
export function levelShares(values: ArrayLike<number>, count: number): Float64Array {
  const shares = new Float64Array(count);
  let present = 0;
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) continue;
    shares[values[i]]++;
    present++;
  }
  return shares.map((share) => share / Math.max(1, present));
}

/** Shares in whole per cents that add up to 100: those that lose most by being cut are raised. */
export function percents(shares: ArrayLike<number>): readonly number[] {
  const exact = Array.from(shares, (share) => 100 * share);
  const cut = exact.map(Math.floor);
  const missing = Math.round(sum(exact)) - sum(cut);
  const order = exact.map((_, i) => i).sort((a, b) => exact[b] - cut[b] - (exact[a] - cut[a]) || a - b);
  for (const i of order.slice(0, missing)) cut[i]++;
  return cut;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** Shares of levels in words. */
export function sharesInWords(values: ArrayLike<number>, levels: readonly string[]): string {
  const shares = percents(levelShares(values, levels.length));
  return levels.map((level, code) => `${level} ${shares[code]} %`).join(", ");
}
