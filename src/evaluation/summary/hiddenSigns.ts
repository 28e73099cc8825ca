import type { PathCoefficients } from "../../query/index.ts";

/** A coefficient of an arc, whichever way it is measured. */
export interface SignedArc {
  /** The same for the same arc (and level) of another fit. */
  readonly key: string;
  readonly parent: string;
  readonly child: string;
  readonly value: number;
}

const MOST_SWEEPS = 20;

/**
 * Which hidden nodes of a fit to turn so that its coefficients agree with those of another one: a hidden node's sign is
 * arbitrary. Agreement is the sum of the products of coefficients; from the last node to the first each takes the better
 * sign, and again until none changes.
 *
 * @param hidden parents before their children
 */
export function signsToAgree(
  hidden: readonly string[],
  reference: readonly SignedArc[],
  fit: readonly SignedArc[],
): Set<string> {
  const expected = new Map(reference.map(({ key, value }) => [key, value]));
  const sign = new Map(hidden.map((name) => [name, 1]));
  const touching = new Map<string, { other: string; product: number }[]>(hidden.map((name) => [name, []]));
  for (const { key, parent, child, value } of fit) {
    const product = value * (expected.get(key) ?? 0);
    if (!Number.isFinite(product)) continue;
    touching.get(parent)?.push({ other: child, product });
    touching.get(child)?.push({ other: parent, product });
  }
  const agreement = (name: string, settled: (other: string) => boolean) =>
    touching
      .get(name)!
      .filter(({ other }) => settled(other))
      .reduce((sum, { other, product }) => sum + product * (sign.get(other) ?? 1), 0);
  const open = new Set(hidden);
  for (const name of [...hidden].reverse()) {
    open.delete(name);
    if (agreement(name, (other) => !open.has(other)) < 0) sign.set(name, -1);
  }
  for (let sweep = 0, changed = true; changed && sweep < MOST_SWEEPS; sweep++) {
    changed = false;
    for (const name of hidden) {
      if (agreement(name, () => true) * sign.get(name)! >= 0) continue;
      sign.set(name, -sign.get(name)!);
      changed = true;
    }
  }
  return new Set(hidden.filter((name) => sign.get(name)! < 0));
}

/** The arcs of a reading, for the comparison of signs. */
export function signedArcs({ paths }: Pick<PathCoefficients, "paths">): SignedArc[] {
  return paths.map(({ parent, child, parentLevel = "", childLevel = "", standardized, raw }) => ({
    key: [parent, child, parentLevel, childLevel].join("\n"),
    parent,
    child,
    value: Number.isFinite(standardized) ? standardized : raw,
  }));
}

/** The same reading with some hidden nodes turned. */
export function withTurned(found: PathCoefficients, turned: ReadonlySet<string>): PathCoefficients {
  const factor = (...names: string[]) => names.reduce((sign, name) => (turned.has(name) ? -sign : sign), 1);
  const scaled = <T extends { readonly raw: number; readonly standardized: number }>(
    one: T,
    by: number,
  ): T => ({
    ...one,
    raw: one.raw * by,
    standardized: one.standardized * by,
  });
  return {
    ...found,
    paths: found.paths.map((path) => scaled(path, factor(path.parent, path.child))),
    effects: found.effects.map(({ from, to, direct, indirect, total }) => {
      const by = factor(from, to);
      return {
        from,
        to,
        direct: scaled(direct, by),
        indirect: scaled(indirect, by),
        total: scaled(total, by),
      };
    }),
  };
}
