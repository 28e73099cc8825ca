import { type Dataset, takeRows } from "../data/index.ts";
import { InputError } from "../numeric/errors.ts";
import { Random } from "../numeric/random.ts";
import type { Steps } from "../numeric/turns.ts";
import { averagedPaths } from "./averagedPaths.ts";
import { QUERY_BATCH, type QueryContext } from "./context.ts";
import { isLinearGaussian } from "./linearGaussian.ts";
import { linearPaths } from "./linearPaths.ts";
import { completedRows, localConditionals } from "./localConditionals.ts";
import type { PathCoefficients } from "./pathAnswers.ts";
import { effectPath } from "./pathEffects.ts";

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
      const remedy = data.rowCount < 2 ? "Add rows." : "Fill the gaps with `impute` first.";
      throw new InputError(
        `Expected at least two rows without gaps to average over, got ${rows.rowCount}. ${remedy}`,
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
      `Expected a model of the network itself (model true) for path coefficients, got ${architecture.model}, whose hidden nodes are none of the network's. Train the model true with trust full.`,
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
