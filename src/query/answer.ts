import type { Steps } from "../numeric/turns.ts";
import { activeLatents } from "./activity.ts";
import type { QueryContext } from "./context.ts";
import { encode } from "./encoding.ts";
import { evidenceBound } from "./evidenceBound.ts";
import { impute } from "./imputation.ts";
import { logLikelihood } from "./likelihood.ts";
import type { QueryOptions } from "./options.ts";
import { pathCoefficients } from "./pathCoefficients.ts";
import { posterior } from "./posterior.ts";
import { posteriorDistance } from "./posteriorDistance.ts";
import type { AnswerTo, Question, QuestionOf, Questions } from "./question.ts";
import { reconstruct, reconstructionError, reconstructionErrors } from "./reconstruction.ts";
import { rowScores } from "./rowScores.ts";
import { intervene, sample } from "./sampling.ts";
import { averageSlopes } from "./slopes.ts";

/** What ends an answer early, and who is told how far it is. */
export type AnswerRun = Pick<QueryOptions, "signal" | "onProgress">;

const answers: {
  readonly [Kind in keyof Questions]: (
    context: QueryContext,
    question: QuestionOf<Kind>,
    run: AnswerRun,
  ) => Steps<AnswerTo<Kind>>;
} = {
  logLikelihood: (context, { data, options, part }, run) =>
    logLikelihood(context, data, { ...options, ...run, part }),
  elbo: (context, { data, options, part }, run) => evidenceBound(context, data, { ...options, ...run, part }),
  scores: (context, { data, options }, run) => rowScores(context, data, { ...options, ...run }),
  posterior: (context, { data, options, part }, run) =>
    posterior(context, data, { ...options, ...run, part }),
  encode: (context, { data, options, part }, run) => encode(context, data, { ...options, ...run, part }),
  impute: (context, { data, options, part }, run) => impute(context, data, { ...options, ...run, part }),
  reconstruct: (context, { data, options, part }, run) =>
    reconstruct(context, data, { ...options, ...run, part }),
  reconstructionError: (context, { data, options }, run) =>
    reconstructionError(context, data, { ...options, ...run }),
  reconstructionErrors: (context, { data, options }, run) =>
    reconstructionErrors(context, data, { ...options, ...run }),
  activeLatents: (context, { data, options }, run) => activeLatents(context, data, { ...options, ...run }),
  averageSlopes: (context, { data, options }, run) => averageSlopes(context, data, { ...options, ...run }),
  pathCoefficients: (context, { data, options }, run) =>
    pathCoefficients(context, data, { ...options, ...run }),
  posteriorDistance: (context, { rows, options }, run) =>
    posteriorDistance(context, rows, { ...options, ...run }),
  sample: (context, { rows, options, part }, run) => sample(context, rows, { ...options, ...run, part }),
  intervene: (context, { nodes, rows, options, part }, run) =>
    intervene(context, nodes, rows, { ...options, ...run, part }),
};

/** Answers a question in steps. */
export function answerInSteps<Kind extends keyof Questions>(
  context: QueryContext,
  question: QuestionOf<Kind>,
  run: AnswerRun,
): Steps<AnswerTo<Kind>> {
  // The table has an entry for every kind, which the type of a union does not show.
  const answer = answers[question.kind] as unknown as (
    context: QueryContext,
    question: Question,
    run: AnswerRun,
  ) => Steps<AnswerTo<Kind>>;
  return answer(context, question as Question, run);
}
