import { type Dataset, takeRows } from "../data/index.ts";
import { InputError } from "../numeric/errors.ts";
import { Random } from "../numeric/random.ts";
import type { Steps } from "../numeric/turns.ts";
import { averagedPaths } from "./averagedPaths.ts";
import { QUERY_BATCH, type QueryContext } from "./context.ts";
import { isLinearGaussian } from "./linearGaussian.ts";
import { linearPaths } from "./linearPaths.ts";
import { completedRows, localConditionals } from "./localConditionals.ts";
import { effectPath } from "./pathEffects.ts";

/** A number in the units of its nodes, and with both nodes at standard deviation 1. */
export interface Coefficient {
  /**
   * What the child's predictor moves by when the parent moves by one. Hidden nodes have no unit of their own: they are taken at
   * standard deviation 1.
   */
  readonly raw: number;
  /** NaN where the child has no finite variance. */
  readonly standardized: number;
}

/** The coefficient of an arc, averaged over the rows where the model is not linear. */
export interface PathCoefficient extends Coefficient {
  readonly parent: string;
  readonly child: string;
  /** The parent's level, against its first one, where it has no order. */
  readonly parentLevel?: string;
  /** The child's level, against its first one, where it has no order. */
  readonly childLevel?: string;
}

export interface ExplainedNode {
  readonly name: string;
  /** Against the first one, where the levels have no order. */
  readonly level?: string;
  readonly kind: string;
  /** What the parents move: `mean`, `log odds`, ... */
  readonly predictor: string;
  /** The share of the predictor's variance, residual included, that the parents explain; NaN without a finite variance. */
  readonly rSquared: number;
}

export interface HiddenNode {
  readonly name: string;
  /** The share of its variance that the measured values of a row decide. */
  readonly reliability: number;
  /** The share of its variance that its parents explain; NaN where it has none or the model is not linear. */
  readonly rSquared: number;
}

/** What a move of one node does to another along all paths, the arc between them alone, and all paths but this arc. */
export interface PathEffect {
  readonly from: string;
  readonly to: string;
  readonly direct: Coefficient;
  readonly indirect: Coefficient;
  readonly total: Coefficient;
}

export interface PathCoefficients {
  /** Whether the model is a linear-Gaussian network, of which everything here is exact. */
  readonly linear: boolean;
  /** Rows that were averaged over: those without gaps, if there are enough of them; 0 where nothing had to be averaged. */
  readonly averagedRows: number;
  readonly paths: readonly PathCoefficient[];
  /** Measured nodes with parents. */
  readonly measured: readonly ExplainedNode[];
  readonly hidden: readonly HiddenNode[];
  readonly effects: readonly PathEffect[];
  /** Of the columns under a linear-Gaussian model, row-major. */
  readonly impliedCorrelation?: Float64Array;
}

export interface PathOptions {
  readonly seed?: number;
  readonly signal?: AbortSignal;
  /** Pairs of nodes whose effects are wanted. */
  readonly effects?: readonly (readonly [from: string, to: string])[];
}

/** Places, rows times draws, that averages are taken over: at least these where there are fewer rows, at most those. */
const FEWEST_PLACES = 1000;
const MOST_DRAWS = 20;
const MOST_ROWS = 10_000;

/** See {@link TrainedModel.pathCoefficients}. */
export function* pathCoefficients(
  context: QueryContext,
  data: Dataset,
  { seed = 0, effects = [], signal }: PathOptions,
): Steps<PathCoefficients> {
  const { engine, model } = context;
  refuseOthers(context);
  const mark = engine.mark();
  try {
    if (isLinearGaussian(context)) {
      const conditionals = localConditionals(context, 1);
      const wanted = effects.map(([from, to]) => effectPath(context, conditionals.arcs, from, to));
      return yield* linearPaths(context, conditionals, wanted);
    }
    const rows = sampledRows(completedRows(context, data), seed);
    if (rows.rowCount < 2) {
      throw new InputError(
        `Expected at least two rows without gaps to average over, got ${rows.rowCount}. Fill the gaps with \`impute\` first.`,
      );
    }
    const draws =
      model.latentNames.length === 0
        ? 1
        : Math.max(1, Math.min(MOST_DRAWS, Math.ceil(FEWEST_PLACES / rows.rowCount)));
    const conditionals = localConditionals(context, Math.min(QUERY_BATCH, rows.rowCount * draws));
    const wanted = effects.map(([from, to]) => effectPath(context, conditionals.arcs, from, to));
    return yield* averagedPaths(context, conditionals, rows, { draws, seed, wanted, signal });
  } finally {
    engine.release(mark);
  }
}

function refuseOthers({ model }: QueryContext): void {
  const { architecture } = model;
  if (architecture.model !== "true") {
    throw new InputError(
      `Expected a model of the network itself (model true) for path coefficients, got ${architecture.model}, whose hidden nodes are none of the network's. Train the model true.`,
    );
  }
  if (model.decoder === undefined) {
    throw new InputError(
      "Expected a model with a conditional for every measured node, got a flow over all of them (family flow), whose arcs have no coefficients. Train the family siren.",
    );
  }
}

/** At most so many, taken at random. */
function sampledRows(data: Dataset, seed: number): Dataset {
  if (data.rowCount <= MOST_ROWS) return data;
  const chosen = new Random(seed).fork("rows").permutation(data.rowCount).subarray(0, MOST_ROWS);
  return takeRows(data, Int32Array.from(chosen).sort());
}
