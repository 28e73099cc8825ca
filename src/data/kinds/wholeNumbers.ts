import type { ColumnSummary } from "./columnSummary.ts";
import { countFit, gaussianFit } from "./marginalFits.ts";
import { levelsGain, recurs } from "./recurring.ts";

/** What a column of whole numbers is most likely to be, and whether it could as well be something else. */
export interface WholeNumbers {
  readonly kind: "ordinal" | "count" | "other";
  readonly alternative?: "ordinal" | "count";
  /** Whether it is told by how often each number comes, wherever they lie. */
  readonly recurs?: true;
}

/** Scales of answers have no more. */
const MOST_LEVELS = 11;
/** Rows for each level, without which small numbers say nothing. */
const ROWS_A_LEVEL = 5;
/** Nats a value that one distribution must fit better than another to be clearly better. */
const CLEARLY = 0.03;
const NEARLY = 0.1;
/** Of a negative binomial distribution. */
const COUNT_PARAMETERS = 2;
/** Numbers that begin higher are hardly ever counts. */
const LEAST_COUNT = 3;

/**
 * Answers (few consecutive numbers from 0 or 1, or from -k to k), counts (from 0 on, fitted by a negative binomial
 * distribution), or measurements in whole numbers.
 */
export function wholeNumbers(summary: ColumnSummary): WholeNumbers {
  const { least, moments, distinct, counts } = summary;
  const counted = least >= 0 && least <= 1 ? countFit(distinct, counts) : Number.NEGATIVE_INFINITY;
  if (likeAnswers(summary)) {
    const gain = levelsGain(summary, counted, COUNT_PARAMETERS);
    // Counts without a zero are rare.
    if (gain > 0 && (gain > NEARLY || least !== 0)) return { kind: "ordinal" };
    if (gain > 0) return { kind: "ordinal", alternative: "count" };
    return { kind: "count", alternative: "ordinal" };
  }
  const better = counted - gaussianFit(moments, true);
  if (better > CLEARLY && distinct.length > 2) {
    // Codes such as 0, 1, 2, 3, 7 and 12 times.
    const coded = recurs(summary) && levelsGain(summary, counted, COUNT_PARAMETERS) > 0;
    return coded ? { kind: "ordinal", alternative: "count", recurs: true } : { kind: "count" };
  }
  if (!(least >= 0 && least <= LEAST_COUNT)) return { kind: "other" };
  const levels = likeLevels(summary) && levelsGain(summary, countFit(distinct, counts), COUNT_PARAMETERS) > 0;
  return { kind: "other", alternative: levels ? "ordinal" : "count" };
}

/** Parts of a step by which numbers that were written in decimals may be off. */
const IN_STEPS = 1e-9;

/** Whether numbers that are not whole are answers all the same: steps on a scale from 0 or the first step on, such as half marks. */
export function answersInSteps({ distinct, present }: ColumnSummary): boolean {
  const step = distinct.reduce(
    (least, value, i) => (i === 0 ? least : Math.min(least, value - distinct[i - 1])),
    Number.POSITIVE_INFINITY,
  );
  const steps = distinct.map((value) => value / step);
  const places = steps.map(Math.round);
  if (!steps.every((value, i) => Math.abs(value - places[i]) <= IN_STEPS)) return false;
  return likeAnswers({ least: places[0], most: places[places.length - 1], distinct, present });
}

type Places = Pick<ColumnSummary, "least" | "most" | "distinct" | "present">;

function likeAnswers(places: Places): boolean {
  const { least, most } = places;
  return (least === 0 || least === 1 || least === -most) && likeLevels(places);
}

/** Few numbers with few gaps among them, each of which comes often. */
function likeLevels({ least, most, distinct, present }: Places): boolean {
  const span = most - least + 1;
  return (
    distinct.length >= 3 &&
    span <= MOST_LEVELS &&
    distinct.length >= 0.7 * span &&
    present >= ROWS_A_LEVEL * distinct.length
  );
}
