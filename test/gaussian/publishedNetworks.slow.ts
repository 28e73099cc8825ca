import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fitGaussianBaselines, type GaussianBaselines } from "../../src/baselines/index.ts";
import { Random } from "../../src/numeric/random.ts";
import { mean, publishedNetwork } from "./tables.ts";

/** Excess in nats over the exact density on 1,000 test rows, mean over seeds 1 to 5: [least, most] expected. */
type Bounds = Record<keyof GaussianBaselines, readonly [number, number]>;

const expected: [network: string, multiple: number, bounds: Bounds][] = [
  [
    "ecoli70",
    2,
    { independent: [6, 7.5], full: [2.5, 4], shrunk: [1.3, 1.8], em: [0.5, 0.8], mapEm: [0.4, 0.62] },
  ],
  [
    "ecoli70",
    100,
    { independent: [6, 7], full: [0, 0.1], shrunk: [0, 0.1], em: [0, 0.04], mapEm: [0, 0.04] },
  ],
  [
    "arth150",
    2,
    { independent: [3.6, 4.5], full: [8, 12], shrunk: [2.2, 3], em: [0.5, 0.72], mapEm: [0.4, 0.64] },
  ],
  [
    "arth150",
    100,
    { independent: [3.5, 4.2], full: [0.05, 0.15], shrunk: [0.05, 0.15], em: [0, 0.04], mapEm: [0, 0.04] },
  ],
  [
    "magic-irri",
    2,
    { independent: [0, 0.1], full: [0.03, 0.15], shrunk: [0, 0.1], em: [0.02, 0.12], mapEm: [0.02, 0.08] },
  ],
  [
    "magic-irri",
    100,
    {
      independent: [-0.01, 0.02],
      full: [-0.01, 0.02],
      shrunk: [-0.01, 0.02],
      em: [-0.01, 0.02],
      mapEm: [-0.01, 0.02],
    },
  ],
];

describe("baselines on the published networks", () => {
  for (const [name, multiple, bounds] of expected) {
    test(`${name}, ${multiple} x |G| rows`, (context) => {
      const { dag, truth } = publishedNetwork(name);
      const excesses = new Map<string, number[]>();
      for (let seed = 1; seed <= 5; seed++) {
        const random = new Random(seed);
        const training = truth.sample(multiple * dag.size, random.fork("training"));
        const held = truth.sample(1000, random.fork("test"));
        const exact = mean(truth.logLikelihood(held));
        for (const [baseline, fitted] of Object.entries(fitGaussianBaselines(dag, training, seed))) {
          const excess = exact - mean(fitted.logLikelihood(held));
          excesses.set(baseline, [...(excesses.get(baseline) ?? []), excess]);
        }
      }
      for (const [baseline, [least, most]] of Object.entries(bounds)) {
        const excess = mean(excesses.get(baseline) ?? assert.fail());
        context.diagnostic(`${baseline}: ${excess.toFixed(3)}`);
        assert.ok(excess >= least && excess <= most, `${baseline}: ${excess} outside [${least}, ${most}]`);
      }
    });
  }
});
