import type { ResidualBlock } from "./residualBlock.ts";

/** Owner of the hidden units that read no latent at all. */
export const NO_OWNER = -1;

/**
 * Whose hidden units are whose: a unit belongs to the last latent, in the graph's order, that its subset contains. Once
 * that latent's value is known the unit's is, and no latent before it reads it.
 */
export class OwnedUnits {
  /** Hidden units in the order of their owners, those without one first. */
  readonly units: readonly number[];
  /** Owner of every unit. */
  readonly ownerOf: readonly number[];
  readonly #places: readonly number[];
  readonly #owned: ReadonlyMap<number, readonly number[]>;

  constructor(block: ResidualBlock) {
    const { latents, childrenFirst } = block.config;
    const parentsFirst = [...childrenFirst].reverse();
    const rank = new Map(parentsFirst.map((component, i) => [component, i]));
    this.ownerOf = block.network.units.map((subset) =>
      subset
        .filter((input) => input < latents)
        .reduce(
          (last, input) => (last === NO_OWNER || rank.get(input)! > rank.get(last)! ? input : last),
          NO_OWNER,
        ),
    );
    const owned = new Map<number, number[]>([NO_OWNER, ...parentsFirst].map((owner) => [owner, []]));
    this.ownerOf.forEach((owner, unit) => {
      owned.get(owner)!.push(unit);
    });
    this.#owned = owned;
    const units = [...owned.values()].flat();
    this.units = units;
    const places = new Array<number>(units.length);
    units.forEach((unit, i) => {
      places[unit] = i;
    });
    this.#places = places;
  }

  unitsOf(owner: number): readonly number[] {
    return this.#owned.get(owner)!;
  }

  /** Place of a unit in the order of the owners. */
  place(unit: number): number {
    return this.#places[unit];
  }
}
