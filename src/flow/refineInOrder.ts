import { IncreasingRoot } from "../numeric/increasingRoot.ts";
import type { Steps } from "../numeric/turns.ts";
import type { ImageOf, RefinedSamples } from "./refinedSamples.ts";

/**
 * Refines inverses component by component, each after those before it: the root of an increasing function of its own value.
 * All components of a generation are searched for together.
 */
export function* refineInOrder(
  { z, u, count, passes, most, exhausted, enough }: RefinedSamples,
  generations: readonly (readonly number[])[],
  imageOf: ImageOf,
): Steps<void> {
  // What was lost begins anew; beside it a sample may stand whose steps are shared.
  for (let at = 0; at < z.length; at++) if (!Number.isFinite(z[at])) z[at] = 0;
  let image = imageOf(z);
  for (let b = 0; b < count; b++) passes[b]++;
  for (const generation of generations) {
    let searches = generation.flatMap((component) =>
      Array.from({ length: count }, (_, b) => {
        const at = component * count + b;
        const root = new IncreasingRoot(z[at], enough * Math.max(1, Math.abs(u[at])));
        z[at] = root.point;
        return { at, b, root };
      }),
    );
    const all = searches;
    const tell = () => {
      for (const { at, root } of searches) root.tell(image[at] - u[at]);
      searches = searches.filter(({ root, b }) => !root.ended && passes[b] < most[b]);
    };
    tell();
    while (searches.length > 0) {
      yield;
      for (const { at, root } of searches) z[at] = root.point;
      image = imageOf(z);
      for (const b of new Set(searches.map((search) => search.b))) passes[b]++;
      tell();
    }
    const moved = new Set<number>();
    for (const { at, b, root } of all) {
      if (!root.solved) exhausted[b] = 0;
      if (z[at] !== root.best) moved.add(b);
      z[at] = root.best;
    }
    if (moved.size > 0) image = imageOf(z);
    for (const b of moved) passes[b]++;
  }
}
