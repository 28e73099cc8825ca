import type { Tape } from "../engine/index.ts";
import type { RecordedElbo } from "../model/elbo.ts";
import { log } from "../numeric/elementary.ts";
import type { QueryContext } from "./context.ts";
import type { GappedRows } from "./gappedRows.ts";

const HALF_LOG_TWO_PI = 0.9189385332046727;

/** Draws gaps from their conditional distribution into a loaded batch. */
export interface GapDrawer {
  readonly draw: (from: number, count: number) => void;
  /** log-density of what was drawn, standardized units, nats, [1 x batch]. */
  readonly logDensity: number;
}

/**
 * x = mean + L e for the gaps that are drawn, which come first; those that are filled get the mean given what was drawn:
 * the same rows of L on the same e.
 */
export function gapDrawer(
  { engine, noise, scales }: QueryContext,
  tape: Tape,
  { input }: RecordedElbo,
  draws: GappedRows["draws"],
): GapDrawer {
  const padded = tape.paddedBatch;
  const columns = input.tensor.rows;
  const normals = tape.tensor(columns, false).pointer;
  const logDensity = tape.tensor(1, false).pointer;
  const draw = (from: number, count: number) => {
    noise.fillNormal(normals, columns * padded);
    const e = engine.reals(normals, columns * padded);
    const x = engine.reals(input.tensor.pointer, columns * padded);
    const densities = engine.reals(logDensity, padded);
    for (let i = 0; i < count; i++) {
      densities[i] = 0;
      const gaps = draws.get(from + i);
      if (gaps === undefined) continue;
      const { missing, mean, factor, count: drawn } = gaps;
      const m = missing.length;
      for (let a = 0; a < m; a++) {
        const column = missing[a];
        let value = mean[a];
        for (let b = 0; b <= a && b < drawn; b++) value += factor[a * m + b] * e[b * padded + i];
        const deviation = scales.deviation[column];
        x[column * padded + i] = (value - scales.mean[column]) / deviation;
        if (a < drawn) {
          const noiseValue = e[a * padded + i];
          densities[i] -=
            HALF_LOG_TWO_PI + 0.5 * noiseValue * noiseValue + log(factor[a * m + a] / deviation);
        }
      }
    }
  };
  return { draw, logDensity };
}
