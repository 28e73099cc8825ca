import { type Dataset, selectColumns, takeRows } from "../data/index.ts";
import { findGaps, imputedNumbers } from "./imputation.ts";
import { type PassPart, passBatch } from "./pass.ts";
import { posteriorNumbers } from "./posterior.ts";
import type { AnswerTo, Question, QuestionOf, Questions } from "./question.ts";
import { rowMeans } from "./rowMeans.ts";
import type { TrainedModel } from "./trainedModel.ts";

/** A question in parts that may be answered at the same time, and how their answers are one again, to the last bit. */
export interface Parts<Kind extends keyof Questions> {
  readonly questions: readonly QuestionOf<Kind>[];
  join(answers: readonly AnswerTo<Kind>[]): AnswerTo<Kind>;
}

/** Batches that a part takes, and the rows that these are. */
interface Share {
  readonly from: number;
  readonly to: number;
  readonly part: Omit<PassPart, "gaps">;
}

/** As equal shares of the batches as there are, at most so many. */
function shares(rows: number, batch: number, most: number): Share[] {
  const batches = Math.ceil(rows / batch);
  const count = Math.min(most, batches);
  return Array.from({ length: count }, (_, share) => {
    const [before, end] = [share, share + 1].map((at) => Math.floor((at * batches) / count));
    return { from: before * batch, to: Math.min(end * batch, rows), part: { batch, before } };
  });
}

const ofTables: {
  readonly [Kind in "logLikelihood" | "elbo" | "posterior" | "encode" | "impute" | "reconstruct"]: {
    numbersARow?(model: TrainedModel, samples: number, mostGaps: number): number;
    join(answers: readonly AnswerTo<Kind>[]): AnswerTo<Kind>;
  };
} = {
  logLikelihood: {
    join: (answers) => {
      const sizes = joined(answers.map((one) => one.effectiveSampleSizePerRow));
      return {
        ...rowMeans(joined(answers.map((one) => one.perRow))),
        exact: answers.every(({ exact }) => exact),
        effectiveSampleSizePerRow: sizes,
        effectiveSampleSize: sizes.reduce((sum, size) => sum + size, 0) / sizes.length,
      };
    },
  },
  elbo: {
    join: (answers) => ({
      ...rowMeans(joined(answers.map(({ perRow }) => perRow))),
      effectiveShares: joined(answers.map(({ effectiveShares }) => effectiveShares)),
    }),
  },
  posterior: {
    numbersARow: ({ latentNames }, samples) => posteriorNumbers(latentNames.length, samples),
    join: (answers) => ({
      ...answers[0],
      samples: joined(answers.map(({ samples }) => samples)),
      mean: joined(answers.map(({ mean }) => mean)),
      standardDeviation: joined(answers.map(({ standardDeviation }) => standardDeviation)),
      quantiles: joined(answers.map(({ quantiles }) => quantiles)),
      effectiveSampleSize: joined(answers.map(({ effectiveSampleSize }) => effectiveSampleSize)),
    }),
  },
  encode: {
    join: (answers) => ({
      ...answers[0],
      samples: joined(answers.map(({ samples }) => samples)),
      logDensity: joined(answers.map(({ logDensity }) => logDensity)),
    }),
  },
  impute: {
    numbersARow: (_, samples, mostGaps) => imputedNumbers(mostGaps, samples),
    join: (answers) => {
      let before = 0;
      const row = answers.flatMap(({ row: own, completed }) => {
        const moved = Array.from(own, (at) => at + before);
        before += completed.rowCount;
        return moved;
      });
      return {
        completed: joinedTables(answers.map(({ completed }) => completed)),
        row: Int32Array.from(row),
        column: Int32Array.from(answers.flatMap(({ column }) => Array.from(column))),
        mean: joined(answers.map(({ mean }) => mean)),
        standardDeviation: joined(answers.map(({ standardDeviation }) => standardDeviation)),
        levels: answers[0].levels,
        quantiles: joined(answers.map(({ quantiles }) => quantiles)),
        draws: joined(answers.map(({ draws }) => draws)),
        probabilities: answers.flatMap(({ probabilities }) => probabilities),
        effectiveSampleSize: joined(answers.map(({ effectiveSampleSize }) => effectiveSampleSize)),
      };
    },
  },
  reconstruct: { join: joinedTables },
};

/** At most so many parts of a question; undefined where it has none. */
export function partsOf(
  model: TrainedModel,
  question: Question,
  most: number,
): Parts<keyof Questions> | undefined {
  if (most < 2) return undefined;
  const { kind } = question;
  if (kind === "sample" || kind === "intervene") {
    const seen = kind === "intervene" ? (question.options.seen ?? {}) : {};
    // Rows of a given network come in one stream, and what is seen weighs all rows against each other.
    if (model.amortises || Object.keys(seen).length > 0 || !(question.rows > 0)) return undefined;
    const questions = shares(question.rows, passBatch(question.rows), most).map(({ from, to, part }) => ({
      ...question,
      rows: to - from,
      part: { ...part, gaps: [] },
    }));
    return { questions, join: joinedDraws } as unknown as Parts<keyof Questions>;
  }
  if (!(kind in ofTables)) return undefined;
  const { numbersARow, join } = ofTables[kind as keyof typeof ofTables];
  const { data, options } = question as QuestionOf<"posterior">;
  const table = selectColumns(data, model.observedNames);
  const { rows, column, most: mostGaps } = findGaps(table);
  const { samples = 1 } = options;
  // Of a table to be filled only rows with gaps are passed.
  const passed = kind === "impute" ? rows : undefined;
  const count = passed?.length ?? table.rowCount;
  if (!(count > 0) || !(samples > 0)) return undefined;
  const batch = passBatch(count, numbersARow?.(model, samples, mostGaps));
  const gaps = [...new Set(column)];
  const rowAt = (at: number) => {
    if (passed === undefined || at === 0) return at;
    return at < count ? passed[at] : table.rowCount;
  };
  const questions = shares(count, batch, most).map(({ from, to, part }) => {
    const [first, end] = [rowAt(from), rowAt(to)];
    const own = takeRows(
      table,
      Array.from({ length: end - first }, (_, i) => first + i),
    );
    return { ...question, data: own, part: { ...part, gaps } };
  });
  return { questions, join } as unknown as Parts<keyof Questions>;
}

function joined(parts: readonly Float64Array[]): Float64Array<ArrayBuffer> {
  const all = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function joinedTables(tables: readonly Dataset[]): Dataset {
  return {
    ...tables[0],
    rowCount: tables.reduce((sum, { rowCount }) => sum + rowCount, 0),
    values: joined(tables.map(({ values }) => values)),
  };
}

function joinedDraws(answers: readonly AnswerTo<"sample">[]): AnswerTo<"sample"> {
  const summaries = answers.map(({ inversion }) => inversion);
  const sum = (what: "converged" | "total" | "safeguarded") =>
    summaries.reduce((all, one) => all + one[what], 0);
  return {
    data: joinedTables(answers.map(({ data }) => data)),
    inversion: {
      converged: sum("converged"),
      total: sum("total"),
      maxIterations: Math.max(...summaries.map(({ maxIterations }) => maxIterations)),
      maxResidual: Math.max(...summaries.map(({ maxResidual }) => maxResidual)),
      safeguarded: sum("safeguarded"),
    },
  };
}
