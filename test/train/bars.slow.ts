import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  type BayesianNetwork,
  builtInNetwork,
  type Dataset,
  fitGaussianBaselines,
  LinearGaussianNetwork,
  Random,
  train,
} from "../../src/internals.ts";

const SEEDS = [1, 2, 3, 4, 5];
const mean = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0) / values.length;
const nll = (density: { logLikelihood(data: Dataset): Float64Array }, data: Dataset) =>
  -mean(density.logLikelihood(data));

interface Run {
  readonly nll: number;
  readonly exact: number | null;
  readonly baselines: Record<string, number>;
  readonly converged: boolean;
  readonly evaluations: number;
}

async function runs(network: BayesianNetwork, rows: number): Promise<Run[]> {
  const results: Run[] = [];
  for (const seed of SEEDS) {
    const random = new Random(seed);
    const data = network.sample(rows, random.fork("train"));
    const held = network.sample(1000, random.fork("test"));
    const model = await train(network.dag, data, { seed });
    const { independent, full, shrunk, em, mapEm } = fitGaussianBaselines(network.dag, data, 0);
    const { inversion } = model.sample(2000, { seed });
    assert.ok(model.certificate().bound < 1);
    results.push({
      nll: -model.logLikelihood(held, { samples: 500, seed }).mean,
      exact: network instanceof LinearGaussianNetwork ? -mean(network.marginalLogDensity(held)) : null,
      baselines: {
        independent: nll(independent, held),
        ...(full && { full: nll(full, held) }),
        shrunk: nll(shrunk, held),
        em: nll(em, held),
        mapEm: nll(mapEm, held),
      },
      converged: inversion.converged === inversion.total,
      evaluations: inversion.maxIterations,
    });
  }
  return results;
}

describe("distance from the exact likelihood, SIReN-VAE true, preset recommended, 5 runs", () => {
  for (const [name, multiple, bar] of [
    ["ecoli70", 2, 0.7],
    ["arth150", 2, 0.7],
    ["magic-irri", 2, 0.08],
    ["ecoli70", 100, 0.05],
    ["arth150", 100, 0.05],
    ["magic-irri", 100, 0.02],
  ] as const) {
    test(`${name}, ${multiple} rows a node: at most ${bar} nats`, async (context) => {
      const network = builtInNetwork(name);
      const results = await runs(network, multiple * network.dag.size);
      const excesses = results.map((run) => run.nll - run.exact!);
      context.diagnostic(
        `excess ${mean(excesses).toFixed(3)}: ${excesses.map((e) => e.toFixed(3)).join(" ")}`,
      );
      assert.ok(mean(excesses) <= bar, `mean excess ${mean(excesses)}`);
      assert.ok(results.every((run) => run.converged && run.evaluations <= 20));
    });
  }
});

describe("nonlinear networks, two rows a node, 5 runs", () => {
  for (const name of ["nonlinear:ecoli70:1", "nonlinear:arth150:1"]) {
    test(`${name}: 3 nats below linear EM and below every Gaussian`, async (context) => {
      const network = builtInNetwork(name);
      const results = await runs(network, 2 * network.dag.size);
      const ours = mean(results.map((run) => run.nll));
      const baseline = (key: string) => mean(results.map((run) => run.baselines[key]));
      context.diagnostic(
        `ours ${ours.toFixed(2)} (${results.map((run) => run.nll.toFixed(2)).join(" ")}), EM ${baseline("em").toFixed(2)}, shrunk ${baseline("shrunk").toFixed(2)}`,
      );
      assert.ok(ours <= baseline("em") - 3, `${ours} against ${baseline("em")}`);
      for (const key of Object.keys(results[0].baselines)) assert.ok(ours < baseline(key), key);
      assert.ok(results.every((run) => run.converged));
    });
  }
});
