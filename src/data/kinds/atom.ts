import { log } from "../../numeric/elementary.ts";
import type { ColumnType } from "../columnType.ts";
import { type ColumnSummary, quantileOf, summaryOf } from "./columnSummary.ts";
import { hasFewSteps } from "./fewSteps.ts";
import type { FoundKind } from "./foundKind.ts";
import { leans } from "./leaning.ts";
import { countFit, gaussianFit, logNormalFit } from "./marginalFits.ts";
import { recursUnlike } from "./recurring.ts";
import { coarseStep } from "./roundingStep.ts";
import { sentinel } from "./sentinels.ts";
import { isSkewed } from "./skewness.ts";

/** A value that makes up more than this share of a column has a reason of its own: no rain, nothing spent, the end of a scale. */
const LEAST_SHARE = 0.1;
const FEWEST_ROWS = 10;
/** So many times as often as any other value it comes at least. */
const MORE_OFTEN = 3;
/** Fewer others are levels rather than measurements. */
const FEWEST_OTHERS = 10;
/** Counts of which a quarter of all but the zeros lie below this are counts, however many zeros there are. */
const LEAST_QUARTILE = 10;
/** Nats a value by which two parts must describe a column of counts better than a negative binomial distribution. */
const CLEARLY = 0.1;

/** A column of continuous numbers or counts of which one value comes far more often than the others, or undefined where that is not clear. */
export function withAtom(
  found: FoundKind,
  numbers: Float64Array,
  summary: ColumnSummary,
  mixed: boolean,
): FoundKind | undefined {
  const { kind } = found.type;
  const { distinct, present } = summary;
  const { value, count, next } = favourite(summary);
  if (count < FEWEST_ROWS || count < MORE_OFTEN * next || distinct.length <= FEWEST_OTHERS) return undefined;
  if (!(count > LEAST_SHARE * present)) return undefined;
  if (sentinel(summary) === value || (mixed && recursUnlike(kind, summary))) return undefined;
  const others = summaryOf(numbers.filter((number) => number !== value));
  if (hasFewSteps(others)) return undefined;
  if (kind === "count" && !(value === 0 && zerosTell(summary, others))) return undefined;
  const { alternative: _, ...rest } = found;
  const type = typeOf(value, others);
  const percent = Math.floor((100 * count) / present);
  return { ...rest, type, why: `${value} in ${percent} % of the rows, ${IN_WORDS[type.rest!]} else` };
}

/**
 * The type of a column that is given as semicontinuous: its most frequent value and what the others are.
 *
 * @returns undefined where no value repeats, or where there are no others
 */
export function atomType(numbers: Float64Array): ColumnType | undefined {
  const summary = summaryOf(numbers);
  const { value, count } = favourite(summary);
  if (count < 2 || summary.distinct.length < 3) return undefined;
  return typeOf(value, summaryOf(numbers.filter((number) => number !== value)));
}

const IN_WORDS: Readonly<Record<string, string>> = {
  "contaminated-normal": "numbers",
  "log-normal": "positive with a long upper tail",
  skewed: "numbers with one long tail",
};

function typeOf(atom: number, others: ColumnSummary): ColumnType {
  const rounded = coarseStep(others);
  const rest = isSkewed(others)
    ? "log-normal"
    : leans(others, rounded?.step)
      ? "skewed"
      : "contaminated-normal";
  return { kind: "semicontinuous", atom, rest, ...(rounded && { step: rounded.step }) };
}

/** The value that comes most often, and how often the one does that comes next. */
function favourite({ distinct, counts }: ColumnSummary) {
  let [at, next] = [0, 0];
  counts.forEach((count, i) => {
    if (i === 0 || count > counts[at]) {
      next = i === 0 ? 0 : counts[at];
      at = i;
    } else next = Math.max(next, count);
  });
  return { value: distinct[at], count: counts[at] ?? 0, next };
}

/** Whether zeros and large numbers are better told apart than a negative binomial distribution, which has both, tells them. */
function zerosTell({ distinct, counts, present }: ColumnSummary, others: ColumnSummary): boolean {
  if (!(quantileOf(others.sample, 0.25) >= LEAST_QUARTILE)) return false;
  const share = others.present / present;
  const fit = Math.max(logNormalFit(others.sample), gaussianFit(others.moments, true));
  const together = share * (log(share) + fit) + (1 - share) * log(1 - share);
  return together > countFit(distinct, counts) + CLEARLY;
}
