import {
  type BayesianNetwork,
  baselineTitles,
  calibration,
  criticiseTable,
  type Dataset,
  type DensityBaseline,
  fitBaselines,
  InfeasibleError,
  parseNetwork,
  type Rival,
  selectColumns,
} from "../../../src/internals.ts";
import { simulateData, splitTable } from "../train/studyData.ts";
import { answerBeliefs, answerFinerBeliefs, answerPriors } from "./answerBeliefs.ts";
import { answerIntervention } from "./answerIntervention.ts";
import { answerLearned, answerLearnedSoFar } from "./answerLearned.ts";
import { answerMasks } from "./answerMasks.ts";
import { answerModelFiles } from "./answerModelFiles.ts";
import { answerRow } from "./answerRow.ts";
import { answerImputation, answerPosteriors } from "./answerTables.ts";
import { answerTelling } from "./answerTelling.ts";
import { askedOf, holdModel, modelOf } from "./heldModels.ts";
import type { Question, Questions } from "./messages.ts";
import { suggestArcs } from "./suggestArcs.ts";
import { threadsHere } from "./threads.ts";
import { withoutGaps } from "./withoutGaps.ts";

type Progress = (share: number) => void;
type Answers = {
  readonly [Q in Question]: (
    input: Questions[Q]["input"],
    onProgress: Progress,
  ) => Questions[Q]["output"] | Promise<Questions[Q]["output"]>;
};

/** What knows no network, the plainest last among the rivals. */
const BLANK: Readonly<Partial<Record<Rival["name"], string>>> = {
  shrunk: "a plain covariance matrix of the columns",
  ind: "hidden nodes that are independent and that every column reads",
};

const answers: Answers = {
  turn: ({ model, latent }) => modelOf(model).withTurned([latent]).toParts(),

  hold({ model, parts }) {
    holdModel(model, parts);
    return undefined;
  },

  baselines({ network, drawn, train, test, seed }) {
    const known = parseNetwork(network);
    const observed = known.dag.observed.map((node) => known.dag.names[node]);
    const table = selectColumns(test, observed);
    const rows = withoutGaps(selectColumns(train, observed));
    const fitted = Object.entries(fitBaselines(known.dag, rows, seed, known.types));
    const line = ([key, density]: [string, DensityBaseline]) => {
      const scores = density.logLikelihood(table).map((value) => -value);
      return { name: baselineTitles[key as keyof typeof baselineTitles], nll: mean(scores), rows: scores };
    };
    const exactRows = drawn ? exactScores(known, table) : undefined;
    return {
      lines: fitted.map(line),
      exact: exactRows && mean(exactRows),
      ...(exactRows && { exactRows }),
    };
  },

  simulate: ({ network, rows, seed, testSeed }) => simulateData(parseNetwork(network), rows, seed, testSeed),

  split: ({ data, places, observed, file, seed }) => splitTable(data, places, observed, file, seed),

  suggest: suggestArcs,

  async criticise({ network, data }, onProgress) {
    const { dag } = parseNetwork(network);
    const { requested, needless, rivals, rowCount } = await criticiseTable(dag, data, {
      onProgress: (_, done, total) => onProgress(done / total),
    });
    const alone = rivals.findLast(({ name }) => name in BLANK);
    const worth = alone && { ...alone.advantage, against: BLANK[alone.name]! };
    return { requested, needless, worth, rows: rowCount };
  },

  async score({ model, test, samples }, onProgress) {
    const held = modelOf(model);
    const likelihood = await askedOf(model).logLikelihood(test, { samples, seed: 1, onProgress });
    return {
      nll: -likelihood.mean,
      rows: likelihood.perRow.map((value) => -value),
      standardError: likelihood.standardError,
      effective: likelihood.effectiveSampleSize,
      elbo: held.elbo(test, { samples: 10, seed: 1 }).mean,
      reconstruction: held.reconstructs ? held.reconstructionError(test, { seed: 1 }) : Number.NaN,
      bound: held.certificate().bound,
    };
  },

  sample: async ({ model, rows, seed }) => (await askedOf(model).sample(rows, { seed })).data,
  row: answerRow,
  priors: answerPriors,
  beliefs: answerBeliefs,
  finerBeliefs: answerFinerBeliefs,
  telling: answerTelling,
  learned: answerLearned,
  learnedSoFar: answerLearnedSoFar,
  masks: answerMasks,
  imputeTable: answerImputation,
  posteriorTable: answerPosteriors,
  modelFiles: answerModelFiles,
  intervene: answerIntervention,
  likelihoods: ({ model, data, samples }, onProgress) =>
    askedOf(model).score(data, { samples, seed: 1, onProgress }),
  calibrate: ({ model, data, simulations }, onProgress) =>
    calibration(modelOf(model), { simulations, data, seed: 1, onProgress, executor: threadsHere() }),
};

export function answer<Q extends Question>(
  question: Q,
  input: Questions[Q]["input"],
  onProgress: Progress,
): Questions[Q]["output"] | Promise<Questions[Q]["output"]> {
  return (answers[question] as Answers[Q])(input, onProgress);
}

/** Undefined where the network has no density of measured nodes, or its sum is too large to form. */
function exactScores(network: BayesianNetwork, table: Dataset): Float64Array | undefined {
  try {
    return network.exact?.logLikelihood(table).perRow.map((value) => -value);
  } catch (error) {
    if (error instanceof InfeasibleError) return undefined;
    throw error;
  }
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
