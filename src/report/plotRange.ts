/** How far an axis may reach beyond what is compared, as a multiple of its extent. */
const REACH = 4;

/**
 * Lowest to highest of what is worth seeing: the lines, the best of every curve, and as much of how the curves came
 * there as leaves the differences visible.
 */
export function visibleRange(
  curves: readonly (readonly number[])[],
  lines: readonly number[],
): readonly [number, number] {
  const sorted = curves.filter(({ length }) => length > 0).map((losses) => [...losses].sort((a, b) => a - b));
  const compared = [...lines, ...sorted.map((losses) => losses[0])];
  if (compared.length === 0) return [0, 1];
  const low = Math.min(...compared);
  const top = Math.max(...compared);
  const usual = sorted.map((losses) => losses[Math.floor(0.9 * (losses.length - 1))]);
  const high = Math.max(top, Math.min(Math.max(top, ...usual), low + REACH * Math.max(top - low, 1)));
  const room = 0.06 * Math.max(high - low, 0.5);
  return [low - room, high + room];
}

/** The entries in ascending order, each with a place `at` so that neighbours are at least `gap` apart, inside the range. */
export function spreadLabels<Entry extends { readonly value: number }>(
  entries: readonly Entry[],
  gap: number,
  [low, high]: readonly [number, number],
): (Entry & { at: number })[] {
  const placed = [...entries]
    .sort((a, b) => a.value - b.value)
    .map((entry) => ({ ...entry, at: Math.max(low, entry.value) }));
  for (let i = 1; i < placed.length; i++) placed[i].at = Math.max(placed[i].at, placed[i - 1].at + gap);
  let ceiling = high;
  for (const label of placed.toReversed()) {
    label.at = Math.min(label.at, ceiling);
    ceiling = label.at - gap;
  }
  return placed;
}
