import {
  calibrate,
  type Dataset,
  type DensityBaseline,
  fitBaselines,
  parseNetwork,
  selectColumns,
  takeRows,
} from "../../../src/internals.ts";
import { simulateData } from "../train/studyData.ts";
import { answerIntervention } from "./answerIntervention.ts";
import { answerRow } from "./answerRow.ts";
import { holdModel, modelOf } from "./heldModels.ts";
import type { Question, Questions } from "./messages.ts";

type Answers = { readonly [Q in Question]: (input: Questions[Q]["input"]) => Questions[Q]["output"] };

const answers: Answers = {
  hold: ({ model, parts }) => holdModel(model, parts).certificate().bound,

  baselines({ network, train, test, seed }) {
    const known = parseNetwork(network);
    const observed = known.dag.observed.map((node) => known.dag.names[node]);
    const table = selectColumns(test, observed);
    const rows = withoutGaps(selectColumns(train, observed));
    const { independent, full, shrunk, em } = fitBaselines(known.dag, rows, seed);
    const nll = (density: DensityBaseline) => -mean(density.logLikelihood(table));
    return {
      lines: [
        { name: "independent Gaussians", nll: nll(independent) },
        ...(full ? [{ name: "full Gaussian", nll: nll(full) }] : []),
        { name: "shrunk Gaussian", nll: nll(shrunk) },
        { name: "linear network, EM", nll: nll(em) },
      ],
      exact: known.exact && -mean(known.exact.logLikelihood(table).perRow),
    };
  },

  simulate: ({ network, rows, seed, testSeed }) => simulateData(parseNetwork(network), rows, seed, testSeed),

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

  sample: ({ model, rows, seed }) => modelOf(model).sample(rows, { seed }).data,
  row: answerRow,
  intervene: answerIntervention,
  likelihoods: ({ model, data, samples }) => modelOf(model).score(data, { samples, seed: 1 }),
  calibrate: ({ model, data, simulations }) => calibrate(modelOf(model), { simulations, data, seed: 1 }),
};

export function answer<Q extends Question>(
  question: Q,
  input: Questions[Q]["input"],
): Questions[Q]["output"] {
  return (answers[question] as (input: Questions[Q]["input"]) => Questions[Q]["output"])(input);
}

function withoutGaps(data: Dataset): Dataset {
  const width = data.columns.length;
  const rows = Array.from({ length: data.rowCount }, (_, row) => row).filter(
    (row) => !data.values.subarray(row * width, (row + 1) * width).some(Number.isNaN),
  );
  return rows.length === data.rowCount ? data : takeRows(data, Int32Array.from(rows));
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
