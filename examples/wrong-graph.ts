/**
 * A wrong graph: what does it cost when arcs are missing or point the wrong way?
 *
 * Rows are drawn from the gene network ECOLI70, so the truth is known: no model can have a lower expected negative
 * log-likelihood than the entropy of its measured nodes. The same training is then given the true graph, graphs with a
 * share of the arcs dropped or turned round at random, and no graph at all, and judged on fresh rows: once with full trust
 * in the graph, once letting the data add arcs that it lacks.
 *
 * Run from the repository's folder: npm run build && node dist/examples/wrong-graph.js
 */
import {
  builtInNetwork,
  type Dag,
  dropArcs,
  fitIndependentGaussian,
  type LinearGaussianNetwork,
  Random,
  reverseArcs,
  train,
} from "siren-vae";

// The built-in networks have known densities: all of them are linear-Gaussian.
const network = builtInNetwork("ecoli70") as LinearGaussianNetwork;
const data = network.sample(200, new Random(1));
const test = network.sample(1000, new Random(2));
const floor = -average(network.marginalLogDensity(test));
console.log(`no model does better than ${floor.toFixed(2)} nats a row on these rows; above that are`);
console.log(`   full   auto  trust in`);

const { dag } = network;
const share = (part: number) => Math.round(part * dag.arcCount);
await report("the true graph", dag);
for (const part of [0.1, 0.3]) {
  await report(`${share(part)} of ${dag.arcCount} arcs turned`, reverseArcs(dag, share(part), new Random(3)));
}
for (const part of [0.1, 0.3, 0.6]) {
  await report(`${share(part)} of ${dag.arcCount} arcs dropped`, dropArcs(dag, share(part), new Random(3)));
}
const independent = fitIndependentGaussian(data).logLikelihood(test);
print("every column on its own", [-average(independent) - floor]);

async function report(title: string, graph: Dag): Promise<void> {
  // From the linear-Gaussian start alone and without a choice of epochs: quick, and the data are linear-Gaussian.
  const excesses: number[] = [];
  for (const trust of ["full", "auto"] as const) {
    const model = await train(graph, data, {
      seed: 1,
      trust,
      architecture: { hidden: [50], blocks: 2 },
      tuning: { start: "linear-gaussian", epochs: 5 },
    });
    excesses.push(-model.logLikelihood(test, { samples: 50, seed: 1 }).mean - floor);
  }
  print(title, excesses);
}

function print(title: string, excesses: readonly number[]): void {
  console.log(`  ${excesses.map((excess) => excess.toFixed(2).padStart(5)).join("  ")}  ${title}`);
}

function average(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
