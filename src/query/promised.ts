import type { Dataset } from "../data/index.ts";
import { executorShape, requireOptions } from "../numeric/optionShapes.ts";
import { askAll, type Executor, executorFor } from "../numeric/work.ts";
import type { LatentActivity } from "./activity.ts";
import { checkAsked, checkOptions } from "./checkQuestion.ts";
import type { SampledRows } from "./drawnRows.ts";
import type { EncodedRows } from "./encoding.ts";
import type { EvidenceBound } from "./evidenceBound.ts";
import type { ImputedRows, ImputeOptions } from "./imputation.ts";
import type { ImportanceEstimate, LikelihoodOptions } from "./likelihood.ts";
import type { QueryOptions } from "./options.ts";
import { type Parts, partsOf } from "./parts.ts";
import type { PathCoefficients } from "./pathAnswers.ts";
import type { PathOptions } from "./pathCoefficients.ts";
import type { PosteriorOptions, PosteriorRows } from "./posterior.ts";
import type { PosteriorDistance } from "./posteriorDistance.ts";
import type { AnswerTo, Question, QuestionOf, Questions } from "./question.ts";
import { PASSES_A_NEW_ROW, partsToAsk, questionWork, workOfDraw } from "./questions.ts";
import type { ReconstructionError } from "./reconstruction.ts";
import { requireModel } from "./requireModel.ts";
import type { DrawOptions, InterventionOptions } from "./sampling.ts";
import type { ArcSlope, SlopeOptions } from "./slopes.ts";
import type { TrainedModel } from "./trainedModel.ts";

/** Questions about the rows of a table. */
type AboutRows = {
  [Kind in keyof Questions]: Questions[Kind]["asked"] extends { readonly data: Dataset } ? Kind : never;
}[keyof Questions];

/**
 * The questions of a model as promises, with the same answers to the last bit. While one is answered, others wait no longer
 * than some tens of milliseconds: timers fire, a page stays alive, and a signal ends it. Where there is much to do and an
 * executor is given, a thread answers. See the methods of {@link TrainedModel} for what each gives.
 *
 * @example
 * const asked = promised(model);
 * const { mean } = await asked.posterior(test, { samples: 200, seed: 1, signal: AbortSignal.timeout(60_000) });
 * mean.length; // rows x latents
 */
export function promised(
  model: TrainedModel,
  options: { readonly executor?: Executor } = {},
): PromisedAnswers {
  requireModel(model);
  requireOptions(options, { executor: executorShape }, { what: "options", example: "such as { executor }" });
  return new PromisedAnswers(model, options.executor);
}

/**
 * What {@link promised} gives. Every method throws an InputError as that of the model does, and the signal's reason.
 *
 * @example
 * const asked = promised(model);
 * (await asked.score(test, { samples: 10, seed: 1 })).length; // 20: a log-density for every row
 */
export class PromisedAnswers {
  readonly #model: TrainedModel;
  readonly #executor: Executor | undefined;

  constructor(model: TrainedModel, executor: Executor | undefined) {
    this.#model = model;
    this.#executor = executor;
  }

  logLikelihood(data: Dataset, options: LikelihoodOptions): Promise<ImportanceEstimate> {
    return this.#about("logLikelihood", data, options, options?.samples);
  }

  async score(data: Dataset, options: LikelihoodOptions): Promise<Float64Array> {
    return (await this.logLikelihood(data, options)).perRow;
  }

  elbo(data: Dataset, options: QueryOptions & { samples: number }): Promise<EvidenceBound> {
    return this.#about("elbo", data, options, options?.samples);
  }

  posterior(data: Dataset, options: PosteriorOptions): Promise<PosteriorRows> {
    return this.#about("posterior", data, options, options?.samples);
  }

  encode(data: Dataset, options: QueryOptions & { samples: number }): Promise<EncodedRows> {
    return this.#about("encode", data, options, options?.samples);
  }

  impute(data: Dataset, options: ImputeOptions): Promise<ImputedRows> {
    return this.#about("impute", data, options, options?.samples);
  }

  reconstruct(data: Dataset, options: QueryOptions = {}): Promise<Dataset> {
    return this.#about("reconstruct", data, options, 1);
  }

  reconstructionError(data: Dataset, options: QueryOptions = {}): Promise<number> {
    return this.#about("reconstructionError", data, options, 1);
  }

  reconstructionErrors(data: Dataset, options: QueryOptions = {}): Promise<ReconstructionError[]> {
    return this.#about("reconstructionErrors", data, options, 1);
  }

  activeLatents(data: Dataset, options: QueryOptions & { samples?: number } = {}): Promise<LatentActivity[]> {
    return this.#about("activeLatents", data, options, options?.samples ?? 50);
  }

  averageSlopes(data: Dataset, options: SlopeOptions = {}): Promise<ArcSlope[]> {
    return this.#about("averageSlopes", data, options, 2 * this.#model.dag.size);
  }

  pathCoefficients(data: Dataset, options: PathOptions = {}): Promise<PathCoefficients> {
    return this.#about("pathCoefficients", data, options, 2 * this.#model.dag.size);
  }

  async posteriorDistance(
    rows: number,
    options: QueryOptions & { samples: number },
  ): Promise<PosteriorDistance> {
    checkOptions("posteriorDistance", options);
    const { signal, onProgress, ...plain } = options;
    const question = { kind: "posteriorDistance", rows, options: plain } as const;
    return this.#ask(question, { signal, onProgress }, rows * options.samples);
  }

  async sample(rows: number, options: DrawOptions = {}): Promise<SampledRows> {
    checkOptions("sample", options);
    const { signal, onProgress, ...plain } = options;
    const question = { kind: "sample", rows, options: plain } as const;
    return this.#ask(question, { signal, onProgress }, rows * PASSES_A_NEW_ROW);
  }

  async intervene(
    nodes: Readonly<Record<string, number | string>>,
    rows: number,
    options: InterventionOptions = {},
  ): Promise<SampledRows> {
    checkOptions("intervene", options);
    const { signal, onProgress, ...plain } = options;
    const question = { kind: "intervene", nodes, rows, options: plain } as const;
    return this.#ask(question, { signal, onProgress }, rows * PASSES_A_NEW_ROW);
  }

  async #about<Kind extends AboutRows>(
    kind: Kind,
    data: Dataset,
    options: QueryOptions,
    drawsARow: number,
  ): Promise<AnswerTo<Kind>> {
    checkAsked(kind, data, options);
    const { signal, onProgress, ...plain } = options;
    const question = { kind, data, options: plain } as unknown as QuestionOf<Kind>;
    return this.#ask(question, { signal, onProgress }, data.rowCount * drawsARow);
  }

  async #ask<Kind extends keyof Questions>(
    question: QuestionOf<Kind>,
    { signal, onProgress }: QueryOptions,
    draws: number,
  ): Promise<AnswerTo<Kind>> {
    signal?.throwIfAborted();
    const weights = partsToAsk(this.#model);
    const crew = executorFor(this.#executor, draws * workOfDraw(weights)).open(questionWork, weights);
    try {
      const parts = partsOf(this.#model, question as Question, crew.size) as Parts<Kind> | undefined;
      if (parts === undefined) {
        return (await crew.run(question as Question, { signal, tell: onProgress })) as AnswerTo<Kind>;
      }
      const { questions, join } = parts;
      const told = partialProgress(questions.length, onProgress);
      const answers = await askAll(
        crew,
        questions.length,
        async (i, stop) => {
          const tell = (share: number) => told(i, share);
          const answer = await crew.run(questions[i] as Question, { signal: stop, tell });
          tell(1);
          return answer as AnswerTo<Kind>;
        },
        signal,
      );
      return join(answers);
    } finally {
      crew.close();
    }
  }
}

/** Tells of the whole where parts tell how far they are. */
function partialProgress(
  parts: number,
  onProgress: ((share: number) => void) | undefined,
): (part: number, share: number) => void {
  const done = new Float64Array(parts);
  return (part, share) => {
    if (share <= done[part]) return;
    done[part] = share;
    onProgress?.(done.reduce((sum, one) => sum + one, 0) / parts);
  };
}
