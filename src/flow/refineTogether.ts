import { LuDecomposition, Matrix } from "ml-matrix";
import type { Steps } from "../numeric/turns.ts";
import { type ImageOf, largestError, type RefinedSamples } from "./refinedSamples.ts";

const NEWTON_STEPS = 8;
/** Relative to a value's size where that exceeds 1. */
const SHIFT = 1e-6;

/** Refines inverses by Newton's method on all components together; a step that does not help ends a sample. */
export function* refineTogether(
  { z, u, count, passes, most, enough }: RefinedSamples,
  imageOf: ImageOf,
): Steps<void> {
  const latents = z.length / count;
  let running = Array.from({ length: count }, (_, b) => b);
  for (let step = 0; step < NEWTON_STEPS && running.length > 0; step++) {
    const image = imageOf(z);
    const differences: Differences = { image, u, count, latents, columns: [] };
    for (let k = 0; k < latents; k++) {
      yield;
      const shifted = z.slice();
      const steps = new Float64Array(count);
      for (let b = 0; b < count; b++) {
        const at = k * count + b;
        shifted[at] += SHIFT * Math.max(1, Math.abs(z[at]));
        steps[b] = shifted[at] - z[at];
      }
      differences.columns.push({ image: imageOf(shifted), steps });
    }
    const moved = z.slice();
    for (const b of running) newtonStepOfSample(differences, b, moved);
    const after = imageOf(moved);
    running = running.filter((b) => {
      passes[b] += latents + 2;
      const [before, now] = [image, after].map((values) => largestError(values, u, b, count));
      if (!(now < before)) return false;
      for (let r = 0; r < latents; r++) z[r * count + b] = moved[r * count + b];
      return now > enough && passes[b] < most[b];
    });
  }
}

/** A flow's images at its samples and, component by component, beside them: [latents x count] each. */
interface Differences {
  readonly image: Float64Array;
  /** What the images are to be. */
  readonly u: Float64Array;
  readonly count: number;
  readonly latents: number;
  /** Where component k was shifted by `steps`, one value a sample. */
  readonly columns: { readonly image: Float64Array; readonly steps: Float64Array }[];
}

/** Adds to sample b of `moved` the step of Newton's method whose Jacobian the differences give; nothing where that is singular. */
function newtonStepOfSample(
  { image, u, count, latents, columns }: Differences,
  b: number,
  moved: Float64Array,
): void {
  const jacobian = Matrix.zeros(latents, latents);
  const residual = Matrix.zeros(latents, 1);
  for (let r = 0; r < latents; r++) {
    const at = r * count + b;
    residual.set(r, 0, u[at] - image[at]);
    for (let c = 0; c < latents; c++) {
      const { image: shifted, steps } = columns[c];
      jacobian.set(r, c, (shifted[at] - image[at]) / steps[b]);
    }
  }
  const factor = new LuDecomposition(jacobian);
  if (factor.isSingular()) return;
  const step = factor.solve(residual);
  for (let r = 0; r < latents; r++) moved[r * count + b] += step.get(r, 0);
}
