import type { Tape } from "../engine/index.ts";
import type { RecordedEncoder } from "../model/elbo.ts";
import { log } from "../numeric/elementary.ts";
import { HALF_LOG_TWO_PI, normalCdf } from "../numeric/special.ts";
import type { QueryContext } from "./context.ts";
import type { GappedRows, RowDraws } from "./gappedRows.ts";
import { noiseFiller } from "./noiseRows.ts";

/** Draws gaps from their conditional distribution into a loaded batch. */
export interface GapDrawer {
  readonly draw: (from: number, count: number) => void;
  /** Takes the noise of a draw that is made elsewhere. */
  readonly skip: () => void;
  /** log-density of what was drawn, coded units, nats, [1 x batch]. */
  readonly logDensity: number;
}

/**
 * Features f = mean + L e for the gaps that are drawn, which come first; those that are filled get the mean given what was
 * drawn: the same rows of L on the same e. Of a discrete column the drawn features are auxiliary: a value is proposed near
 * them, and since the auxiliary draws have the density that they would have had anyway, only its mass is divided out. A value without
 * a mass in such a column has some of them, whose density counts.
 */
export function gapDrawer(
  context: QueryContext,
  tape: Tape,
  { input, target }: RecordedEncoder,
  draws: GappedRows["draws"],
): GapDrawer {
  const { engine, coding } = context;
  const padded = tape.paddedBatch;
  const features = input.tensor.rows;
  const columns = coding.columns.length;
  const { mean: shift, deviation: scale } = coding.featureScales();
  const columnOf = coding.columnOfFeature();
  // Proposals of discrete values need a number of their own beside the features.
  const noiseRows = coding.plain ? features : features + columns;
  const normals = tape.tensor(noiseRows, false).pointer;
  const logDensity = tape.tensor(1, false).pointer;
  const fill = noiseFiller(context, tape, normals, noiseRows);
  /** Minus the log-density of a drawn feature given those before it, by its noise, coded units. */
  const cost = ({ missing, factor }: RowDraws, a: number, noiseValue: number) =>
    HALF_LOG_TWO_PI + 0.5 * noiseValue * noiseValue + log(factor[a * missing.length + a] / scale[missing[a]]);
  const draw = (from: number, count: number) => {
    fill();
    const e = engine.reals(normals, noiseRows * padded);
    const x = engine.reals(input.tensor.pointer, features * padded);
    const targets = engine.reals(target.pointer, columns * padded);
    const densities = engine.reals(logDensity, padded);
    for (let i = 0; i < count; i++) {
      densities[i] = 0;
      const gaps = draws.get(from + i);
      if (gaps === undefined) continue;
      const { missing, mean, factor, count: drawn } = gaps;
      const m = missing.length;
      for (let a = 0; a < m; a++) {
        const feature = missing[a];
        let value = mean[a];
        for (let b = 0; b <= a && b < drawn; b++) value += factor[a * m + b] * e[b * padded + i];
        x[feature * padded + i] = (value - shift[feature]) / scale[feature];
        if (a < drawn && !coding.likelihoods[columnOf[feature]].discrete)
          densities[i] -= cost(gaps, a, e[a * padded + i]);
      }
      if (!coding.plain) propose(gaps, i, x, targets, e, densities);
    }
  };
  /** Turns drawn features into values of their columns, and these into the features and targets that they have. */
  const propose = (
    gaps: RowDraws,
    i: number,
    x: Float32Array | Float64Array,
    targets: Float32Array | Float64Array,
    e: Float32Array | Float64Array,
    densities: Float32Array | Float64Array,
  ) => {
    const { missing, count } = gaps;
    const done = new Set<number>();
    for (let a = 0; a < count; a++) {
      const c = columnOf[missing[a]];
      if (done.has(c)) continue;
      done.add(c);
      const likelihood = coding.likelihoods[c];
      const own = coding.columns[c];
      const rows = coding.featuresOf(c);
      const near = rows.map((row) => x[row * padded + i]);
      const proposed = likelihood.propose(own, near, normalCdf(e[(features + c) * padded + i]));
      const { value, logMass } = proposed;
      densities[i] += logMass;
      for (const row of proposed.densities ?? []) {
        const at = missing.indexOf(rows[row]);
        densities[i] -= cost(gaps, at, e[at * padded + i]);
      }
      targets[coding.targetRows[c] * padded + i] = likelihood.target(own, value);
      rows.forEach((row, r) => {
        x[row * padded + i] = (likelihood.feature(own, value, r) - shift[row]) / scale[row];
      });
    }
  };
  return { draw, skip: fill, logDensity };
}
