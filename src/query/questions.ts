import type { Dataset } from "../data/index.ts";
import type { ModelParts } from "../model/modelParts.ts";
import type { Work } from "../numeric/work.ts";
import type { ImputedRows, ImputeOptions } from "./imputation.ts";
import type { ImportanceEstimate } from "./likelihood.ts";
import type { QueryOptions } from "./options.ts";
import type { PosteriorOptions, PosteriorRows } from "./posterior.ts";
import { type RowScores, scoreRows } from "./rowScores.ts";
import type { SampledRows } from "./sampling.ts";
import { TrainedModel } from "./trainedModel.ts";

/** Options as plain data. */
export type PlainOptions<Options> = Omit<Options, "signal" | "onProgress">;

/** Options of a question that needs a number of draws a row. */
export type SampledOptions = PlainOptions<QueryOptions & { samples: number }>;

/** What each question is asked with, and what it is answered by. */
export interface Questions {
  readonly logLikelihood: { asked: { data: Dataset; options: SampledOptions }; answer: ImportanceEstimate };
  readonly scores: { asked: { data: Dataset; options: SampledOptions }; answer: RowScores };
  readonly posterior: {
    asked: { data: Dataset; options: PlainOptions<PosteriorOptions> };
    answer: PosteriorRows;
  };
  readonly impute: { asked: { data: Dataset; options: PlainOptions<ImputeOptions> }; answer: ImputedRows };
  readonly sample: {
    asked: { rows: number; options: PlainOptions<QueryOptions & { includeLatents?: boolean }> };
    answer: SampledRows;
  };
  readonly intervene: {
    asked: {
      nodes: Readonly<Record<string, number | string>>;
      rows: number;
      options: PlainOptions<QueryOptions & { includeLatents?: boolean }>;
    };
    answer: SampledRows;
  };
}

/** A question of one kind, as plain data. */
export type QuestionOf<Kind extends keyof Questions> = { readonly kind: Kind } & Questions[Kind]["asked"];

/** What a question of one kind is answered by. */
export type AnswerTo<Kind extends keyof Questions> = Questions[Kind]["answer"];

/** A question to a model about some rows. */
export type Question = { [Kind in keyof Questions]: QuestionOf<Kind> }[keyof Questions];

const models = new WeakMap<ModelParts, TrainedModel>();

/** The parts of a model, by which questions that are answered here go to the model itself. */
export function partsToAsk(model: TrainedModel): ModelParts {
  const parts = model.toParts();
  models.set(parts, model);
  return parts;
}

/** Multiplications behind a draw of a row, roughly; what is exactly zero costs nothing. */
export function workOfDraw({ parameters }: ModelParts): number {
  let work = 0;
  for (const { values } of parameters) for (const value of values) if (value !== 0) work++;
  return work;
}

/** Questions to a model, each of which needs nothing of the others; notes are shares that are done. */
export const questionWork: Work<ModelParts, Question, AnswerTo<keyof Questions>, number> = {
  name: "questions",
  prepare: (parts) => {
    const model = models.get(parts) ?? TrainedModel.fromParts(parts);
    return async (question, { signal, tell, interval }) => {
      let last = performance.now();
      const onProgress = (share: number) => {
        const now = performance.now();
        if (now - last < interval) return;
        last = now;
        tell(share);
      };
      return answer(model, question, { signal, onProgress });
    };
  },
};

function answer(
  model: TrainedModel,
  question: Question,
  run: Pick<QueryOptions, "signal" | "onProgress">,
): AnswerTo<keyof Questions> {
  switch (question.kind) {
    case "logLikelihood":
      return model.logLikelihood(question.data, { ...question.options, ...run });
    case "scores":
      return scoreRows(model, question.data, { ...question.options, ...run });
    case "posterior":
      return model.posterior(question.data, { ...question.options, ...run });
    case "impute":
      return model.impute(question.data, { ...question.options, ...run });
    case "sample":
      return model.sample(question.rows, { ...question.options, ...run });
    case "intervene":
      return model.intervene(question.nodes, question.rows, { ...question.options, ...run });
  }
}
