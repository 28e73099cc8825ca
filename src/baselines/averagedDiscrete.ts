/**
 * A discrete network averaged over the posterior of its tables: what somebody gets who knows what EM is told and keeps in mind how
 * little few rows say.
 */

import { type Dataset, requireTable, selectColumns } from "../data/index.ts";
import type { DensityBaseline } from "../gaussian/index.ts";
import { Dag } from "../graph/index.ts";
import { checkStates, DiscreteNetwork } from "../network/index.ts";
import { requireArgument } from "../numeric/arguments.ts";
import { exp, log } from "../numeric/elementary.ts";
import { InputError } from "../numeric/errors.ts";
import { numberShape, type OptionShapes, requireOptions, seedShape } from "../numeric/optionShapes.ts";
import { Random, requireDraws } from "../numeric/random.ts";
import { type Steps, toEnd } from "../numeric/turns.ts";
import { checkColumns } from "./checkColumns.ts";
import { type DiscreteNodeShape, tableProblem } from "./tableProblem.ts";
import { TableSampler } from "./tableSampler.ts";

/** How to average. */
export interface AveragedDiscreteOptions {
  /**
   * Rows that a node without parents counts as seen beforehand, spread evenly over its states. Of a node whose parents have c
   * configurations each of these counts so many divided by the fourth root of c. Default 1.
   */
  readonly priorRows?: number;
  /** Chains of draws, each begun anew. Default 2. */
  readonly chains?: number;
  /** Sweeps over the rows in a chain, of which the first half is left out. Default 60 to 200, fewer with more rows. */
  readonly sweeps?: number;
  /** Default 0. */
  readonly seed?: number;
}

const averagedShapes: OptionShapes<AveragedDiscreteOptions> = {
  priorRows: numberShape,
  chains: numberShape,
  sweeps: numberShape,
  seed: seedShape,
};

/** The average as a baseline. */
export interface AveragedDiscrete extends DensityBaseline {
  /** A network for every draw that counts; the probability of a row is the mean of theirs. */
  readonly networks: readonly DiscreteNetwork[];
}

const NAME = "discrete network averaged over its tables";
/** Draws of rows in a chain, by default, within bounds on its sweeps. */
const ROW_DRAWS = 20_000;
const SWEEPS = { least: 60, most: 200 };
const CHAINS = 2;
/** Draws of a chain that count; those between them are too much like them to be worth their time. */
const KEPT = 25;

/**
 * Averages a discrete network over the posterior of all its tables given rows of some of its nodes, under Dirichlet priors: the
 * predictive density, where EM has a point estimate. Collapsed Gibbs sampling draws what is hidden; the network whose tables are the posterior
 * means given the draws of all rows has exactly the density of a further row. Names of hidden states are arbitrary, and may differ
 * between draws.
 *
 * @param nodes states and parents of every node
 * @param data rows whose columns are nodes; NaN is missing
 * @throws InputError if the graph is not one, a column is no node, a value none of its states, the sums are too large to
 *   form, or an option is out of its range
 *
 * @example
 * const nodes = [
 *   { name: "cause", states: ["a", "b"], parents: [] },
 *   { name: "first", states: ["no", "yes"], parents: ["cause"] },
 *   { name: "second", states: ["no", "yes"], parents: ["cause"] },
 * ];
 * const rows = { columns: ["first", "second"], rowCount: 4, values: Float64Array.of(0, 0, 0, 0, 1, 1, 1, 1) };
 * averageDiscrete(nodes, rows).networks.length; // 50
 */
export function averageDiscrete(
  nodes: readonly DiscreteNodeShape[],
  data: Dataset,
  options: AveragedDiscreteOptions = {},
): AveragedDiscrete {
  return toEnd(averagingDiscrete(nodes, data, options));
}

/** The same in steps of a row. */
export function* averagingDiscrete(
  nodes: readonly DiscreteNodeShape[],
  data: Dataset,
  options: AveragedDiscreteOptions = {},
): Steps<AveragedDiscrete> {
  requireArgument(Array.isArray(nodes), "a list of nodes with their states and parents", nodes);
  requireTable(data);
  requireOptions(options, averagedShapes, {
    what: "options of the fit",
    example: "such as { priorRows: 1 }",
  });
  const { priorRows = 1, chains = CHAINS, sweeps = sweepsFor(data.rowCount), seed = 0 } = options;
  if (!(priorRows > 0 && Number.isFinite(priorRows)))
    throw new InputError(`Expected the rows of the prior to be a number above 0, got ${priorRows}.`);
  for (const [name, value] of Object.entries({ chains, sweeps }))
    if (!Number.isSafeInteger(value) || value < 1)
      throw new InputError(`Expected at least 1 of ${name} of the averaged network, got ${value}.`);
  const dag = Dag.create(nodes, data.columns);
  for (const node of nodes) checkStates(node);
  const prior = (configurations: number) => priorRows / Math.sqrt(Math.sqrt(configurations));
  const problem = tableProblem(dag, nodes, data);
  const networks: DiscreteNetwork[] = [];
  const counting = sweeps - Math.floor(sweeps / 2);
  const thin = Math.ceil(counting / KEPT);
  for (let chain = 0; chain < chains; chain++) {
    const sampler = new TableSampler(problem, prior, new Random(seed).fork(chain));
    for (let left = sweeps - 1; left >= 0; left--) {
      yield* sampler.sweep();
      if (left >= counting || left % thin !== 0) continue;
      const tables = sampler.tables();
      networks.push(
        new DiscreteNetwork({
          name: "draw",
          nodes: nodes.map((node, i) => ({ ...node, table: [...tables[i]] })),
          observed: data.columns,
        }),
      );
    }
  }
  const columns = [...data.columns];
  return {
    name: NAME,
    parameters: problem.parameters,
    networks,
    logLikelihood: (rows) => {
      checkColumns(NAME, columns, rows);
      return logMean(networks.map((network) => network.exact.logLikelihood(rows).perRow));
    },
    sample: (count, random) => {
      requireDraws(count, random);
      const values = new Float64Array(count * columns.length);
      for (let row = 0; row < count; row++) {
        const drawn = networks[random.integer(networks.length)].sample(1, random);
        values.set(selectColumns(drawn, columns).values, row * columns.length);
      }
      const { types } = networks[0];
      return { columns, rowCount: count, values, types: columns.map((name) => types.get(name)!) };
    },
  };
}

function sweepsFor(rowCount: number): number {
  const wanted = Math.floor(ROW_DRAWS / Math.max(1, rowCount));
  return Math.min(Math.max(wanted, SWEEPS.least), SWEEPS.most);
}

/**
 * Multiplications of {@link averageDiscrete} on these rows, roughly.
 *
 * @param mostCells of the largest table that it may form
 * @throws InfeasibleError where it would form a larger one, and what it throws itself
 */
export function averagingWork(nodes: readonly DiscreteNodeShape[], data: Dataset, mostCells: number): number {
  const { parts } = tableProblem(Dag.create(nodes, data.columns), nodes, data, mostCells);
  const sweep = parts.reduce(
    (sum, { plan, rows }) => sum + plan.work * rows.reduce((count, row) => count + row.rows.length, 0),
    0,
  );
  return CHAINS * sweepsFor(data.rowCount) * sweep;
}

/** The logarithm of the mean of numbers that are given by their logarithms, row by row. */
function logMean(each: readonly Float64Array[]): Float64Array {
  return each[0].map((_, row) => {
    const largest = each.reduce((most, own) => Math.max(most, own[row]), Number.NEGATIVE_INFINITY);
    const sum = each.reduce((total, own) => total + exp(own[row] - largest), 0);
    return largest + log(sum / each.length);
  });
}
