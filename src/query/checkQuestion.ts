import { type Dataset, requireTable } from "../data/index.ts";
import { requireArgument, requireObject } from "../numeric/arguments.ts";
import {
  flagShape,
  functionShape,
  numberShape,
  numbersShape,
  type OptionShape,
  type OptionShapes,
  objectShape,
  oneOfShape,
  pairsShape,
  requireOptions,
  seedShape,
  signalShape,
} from "../numeric/optionShapes.ts";
import type { AnswerRun } from "./answer.ts";
import type { Questions } from "./question.ts";

type AskedOptions<Kind extends keyof Questions> = Questions[Kind]["asked"]["options"];

const run: OptionShapes<AnswerRun> = { signal: signalShape, onProgress: functionShape };
const plain = { ...run, seed: seedShape };
const sampled = { ...plain, samples: numberShape };
const levels: OptionShape = {
  ...numbersShape,
  expected: "a list of quantile levels such as [0.05, 0.5, 0.95]",
};
const includeLatents = flagShape;

/** What the options of every question may be. */
const shapes: { readonly [Kind in keyof Questions]: OptionShapes<AskedOptions<Kind> & AnswerRun> } = {
  logLikelihood: { ...sampled, exact: flagShape, precision: oneOfShape(["float64"]) },
  elbo: sampled,
  scores: sampled,
  posterior: { ...sampled, resample: flagShape, levels, draws: flagShape },
  encode: sampled,
  impute: { ...sampled, levels },
  reconstruct: plain,
  reconstructionError: plain,
  reconstructionErrors: plain,
  activeLatents: sampled,
  averageSlopes: plain,
  pathCoefficients: { ...plain, effects: pairsShape },
  posteriorDistance: sampled,
  sample: { ...plain, includeLatents },
  intervene: {
    ...plain,
    includeLatents,
    seen: objectShape("values by the names of nodes, such as { rain: 1 },"),
  },
};

/** Questions that need no rows. */
const ofNoRows: readonly (keyof Questions)[] = ["posteriorDistance", "sample", "intervene"];

/**
 * @param options of a question of that kind
 * @throws InputError where they are no object, one of them is unknown or has a value of another type
 */
export function checkOptions(kind: keyof Questions, options: unknown): void {
  requireOptions(options, shapes[kind], {
    what: "options of the question",
    example: "such as { samples: 100, seed: 1 }",
  });
}

/** Of a question about the rows of a table. @throws InputError as `checkOptions`, and where the table is none */
export function checkAsked(kind: keyof Questions, data: Dataset, options: unknown): void {
  requireTable(data);
  checkOptions(kind, options);
}

/** @throws InputError unless it is what ends an answer early and is told of it */
export function checkRun(options: AnswerRun): void {
  requireOptions(options, run, { what: "options of the answer", example: "such as { signal }" });
}

/** Of a question as plain data. @throws InputError where there is none of that kind, or what it is asked with is not of its kind */
export function checkQuestion(question: { readonly kind: keyof Questions }): void {
  requireObject('a question such as { kind: "sample", rows: 10, options: {} }', question);
  const { kind, data, options } = question as { kind: keyof Questions; data?: Dataset; options?: unknown };
  const kinds = Object.keys(shapes);
  requireArgument(kinds.includes(kind), `a question of a kind among ${kinds.join(", ")}`, kind);
  if (!ofNoRows.includes(kind)) requireTable(data as Dataset);
  checkOptions(kind, options);
}
