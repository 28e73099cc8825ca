import { LOG_TWO_PI } from "../gaussian/multivariateNormal.ts";
import { log } from "../numeric/elementary.ts";
import type { Random } from "../numeric/random.ts";

/** The shape of the noise that is added to a conditional mean. */
export type NoiseShape = "normal" | "laplace";

/** Centred noise of a given variance. */
export interface Noise {
  draw(random: Random): number;
  /** In nats. */
  logDensity(deviation: number): number;
}

const shapes: Readonly<Record<NoiseShape, (variance: number) => Noise>> = { normal, laplace };

export const noiseShapes = Object.keys(shapes) as readonly NoiseShape[];

export function createNoise(shape: NoiseShape, variance: number): Noise {
  return shapes[shape](variance);
}

function normal(variance: number): Noise {
  const deviation = Math.sqrt(variance);
  const constant = -0.5 * (LOG_TWO_PI + log(variance));
  return {
    draw: (random) => deviation * random.normal(),
    logDensity: (x) => constant - (0.5 * x * x) / variance,
  };
}

function laplace(variance: number): Noise {
  // The density exp(-|x| / b) / 2b has the variance 2 b^2.
  const scale = Math.sqrt(variance / 2);
  const constant = -log(2 * scale);
  return {
    draw: (random) => {
      const u = random.uniform();
      return u < 0.5 ? scale * log(2 * u) : -scale * log(2 * (1 - u));
    },
    logDensity: (x) => constant - Math.abs(x) / scale,
  };
}
