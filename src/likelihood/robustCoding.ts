import { exp, log } from "../numeric/elementary.ts";
import type { ColumnCoding, Likelihood } from "./likelihood.ts";

/**
 * How columns are coded some of whose values lie far out: by the median and the spread of the middle half, which far values leave
 * alone, and so that those are felt by other columns only by the logarithm of how far they lie.
 */
export const robustCoding: Pick<
  Likelihood,
  "codingFormula" | "code" | "feature" | "target" | "fromTarget" | "logJacobian" | "propose"
> = {
  codingFormula:
    "x = (raw - mean) / deviation; where |x| > 3, networks read sign(x) * 3 * (1 + log(|x| / 3))",
  code: (name, type, values) => {
    const sorted = Float64Array.from(values).sort();
    const at = (p: number) => sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))];
    const spread = (at(0.75) - at(0.25)) / (2 * QUARTILE);
    const mean = at(0.5);
    // Where half of the values are the same, their mean distance from it has to do.
    let distance = 0;
    for (const value of sorted) distance += Math.abs(value - mean) / sorted.length;
    return { name, type, mean, deviation: spread > 0 ? spread : distance > 0 ? distance : 1 };
  },
  feature: ({ mean, deviation }, value) => mean + deviation * drawnIn((value - mean) / deviation),
  target: ({ mean, deviation }, value) => (value - mean) / deviation,
  fromTarget: ({ mean, deviation }, target) => mean + deviation * target,
  logJacobian: ({ deviation }: ColumnCoding) => -log(deviation),
  propose: ({ mean, deviation }, [feature]) => ({
    value: mean + deviation * drawnOut(feature),
    logMass: -Math.max(Math.abs(feature) / FAR - 1, 0),
  }),
};

/** The middle half of a normal distribution reaches this many deviations to either side. */
const QUARTILE = 0.6744897501960817;
/** How far out a value is felt by what reads it: beyond a few deviations only by its logarithm. */
const FAR = 3;

function drawnIn(e: number): number {
  const size = Math.abs(e);
  if (size <= FAR) return e;
  return Math.sign(e) * FAR * (1 + log(size / FAR));
}

function drawnOut(e: number): number {
  const size = Math.abs(e);
  if (size <= FAR) return e;
  return Math.sign(e) * FAR * exp(size / FAR - 1);
}
