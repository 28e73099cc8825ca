import type { Dataset } from "../data/index.ts";
import type { LatentActivity } from "./activity.ts";
import type { SampledRows } from "./drawnRows.ts";
import type { EncodedRows } from "./encoding.ts";
import type { EvidenceBound } from "./evidenceBound.ts";
import type { ImputedRows, ImputeOptions } from "./imputation.ts";
import type { ImportanceEstimate, LikelihoodOptions } from "./likelihood.ts";
import type { QueryOptions } from "./options.ts";
import type { PassPart } from "./pass.ts";
import type { PathCoefficients } from "./pathAnswers.ts";
import type { PathOptions } from "./pathCoefficients.ts";
import type { PosteriorOptions, PosteriorRows } from "./posterior.ts";
import type { PosteriorDistance } from "./posteriorDistance.ts";
import type { ReconstructionError } from "./reconstruction.ts";
import type { RowScores } from "./rowScores.ts";
import type { DrawOptions, InterventionOptions } from "./sampling.ts";
import type { ArcSlope, SlopeOptions } from "./slopes.ts";

/** Options as plain data. */
export type PlainOptions<Options> = Omit<Options, "signal" | "onProgress">;

/** Options of a question that needs a number of draws a row. */
export type SampledOptions = PlainOptions<QueryOptions & { samples: number }>;

/** A question about the rows of a table, and what it is answered by. */
export interface OfRows<Options, Answer> {
  readonly asked: {
    readonly data: Dataset;
    readonly options: PlainOptions<Options>;
    readonly part?: PassPart;
  };
  readonly answer: Answer;
}

/** Options of a question that rests on a number of draws a row. */
export type DrawnOptions = QueryOptions & { samples: number };

/** What each question is asked with, and what it is answered by. */
export interface Questions {
  readonly logLikelihood: OfRows<LikelihoodOptions, ImportanceEstimate>;
  readonly elbo: OfRows<DrawnOptions, EvidenceBound>;
  /** What is measured of a model: likelihood, bound and reconstruction. */
  readonly scores: OfRows<DrawnOptions, RowScores>;
  readonly posterior: OfRows<PosteriorOptions, PosteriorRows>;
  readonly encode: OfRows<DrawnOptions, EncodedRows>;
  readonly impute: OfRows<ImputeOptions, ImputedRows>;
  readonly reconstruct: OfRows<QueryOptions, Dataset>;
  readonly reconstructionError: OfRows<QueryOptions, number>;
  readonly reconstructionErrors: OfRows<QueryOptions, ReconstructionError[]>;
  readonly activeLatents: OfRows<QueryOptions & { samples?: number }, LatentActivity[]>;
  readonly averageSlopes: OfRows<SlopeOptions, ArcSlope[]>;
  readonly pathCoefficients: OfRows<PathOptions, PathCoefficients>;
  readonly posteriorDistance: {
    readonly asked: { readonly rows: number; readonly options: PlainOptions<DrawnOptions> };
    readonly answer: PosteriorDistance;
  };
  readonly sample: {
    readonly asked: {
      readonly rows: number;
      readonly options: PlainOptions<DrawOptions>;
      readonly part?: PassPart;
    };
    readonly answer: SampledRows;
  };
  readonly intervene: {
    readonly asked: {
      readonly nodes: Readonly<Record<string, number | string>>;
      readonly rows: number;
      readonly options: PlainOptions<InterventionOptions>;
      readonly part?: PassPart;
    };
    readonly answer: SampledRows;
  };
}

/** A question of one kind, as plain data. */
export type QuestionOf<Kind extends keyof Questions> = { readonly kind: Kind } & Questions[Kind]["asked"];

/** What a question of one kind is answered by. */
export type AnswerTo<Kind extends keyof Questions> = Questions[Kind]["answer"];

/** A question to a model about some rows. */
export type Question = { [Kind in keyof Questions]: QuestionOf<Kind> }[keyof Questions];
