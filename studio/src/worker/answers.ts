import {
  calibrate,
  type DensityBaseline,
  fitBaselines,
  LinearGaussianNetwork,
  parseNetwork,
  selectColumns,
  TrainedModel,
} from "../../../src/index.ts";
import type { Question, Questions } from "./messages.ts";

const models = new Map<string, TrainedModel>();

type Answers = { readonly [Q in Question]: (input: Questions[Q]["input"]) => Questions[Q]["output"] };

const answers: Partial<Answers> = {
  hold({ model, parts }) {
    const held = TrainedModel.fromParts(parts);
    models.set(model, held);
    return { bound: held.certificate().bound };
  },

  baselines({ network, train, test, seed }) {
    const known = parseNetwork(network);
    const observed = known.dag.observed.map((node) => known.dag.names[node]);
    const table = selectColumns(test, observed);
    const { independent, full, shrunk, em } = fitBaselines(known.dag, selectColumns(train, observed), seed);
    const nll = (density: DensityBaseline) => -mean(density.logLikelihood(table));
    return {
      lines: [
        { name: "independent Gaussians", nll: nll(independent) },
        ...(full ? [{ name: "full Gaussian", nll: nll(full) }] : []),
        { name: "shrunk Gaussian", nll: nll(shrunk) },
        { name: "linear network, EM", nll: nll(em) },
      ],
      exact: known instanceof LinearGaussianNetwork ? -mean(known.marginalLogDensity(table)) : undefined,
    };
  },

  score({ model, test, samples }) {
    const held = modelOf(model);
    const likelihood = held.logLikelihood(test, { samples, seed: 1 });
    return {
      nll: -likelihood.mean,
      standardError: likelihood.standardError,
      effective: likelihood.effectiveSampleSize,
      elbo: held.elbo(test, { samples: 10, seed: 1 }).mean,
      reconstruction: held.reconstructionError(test, { seed: 1 }),
      bound: held.certificate().bound,
    };
  },

  sample: ({ model, rows, seed }) => modelOf(model).sample(rows, { seed, includeLatents: true }).data,

  posterior({ model, row, samples }) {
    const encoded = modelOf(model).encode(row, { samples, seed: 1 });
    return { latents: encoded.latents, samples: encoded.samples };
  },

  anomalies: ({ model, data, samples }) => ({
    logLikelihood: modelOf(model).logLikelihood(data, { samples, seed: 1 }).perRow,
  }),

  calibrate: ({ model, data, simulations }) => calibrate(modelOf(model), { simulations, data, seed: 1 }),
};

export function answer<Q extends Question>(
  question: Q,
  input: Questions[Q]["input"],
): Questions[Q]["output"] {
  const how = answers[question] as ((input: Questions[Q]["input"]) => Questions[Q]["output"]) | undefined;
  if (how === undefined) throw new Error(`Unknown question ${question}.`);
  return how(input);
}

function modelOf(name: string): TrainedModel {
  const model = models.get(name);
  if (model === undefined) throw new Error(`Expected a model called ${name}, got none.`);
  return model;
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
