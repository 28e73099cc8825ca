import {
  type Dataset,
  LinearGaussianNetwork,
  parseNetwork,
  selectColumns,
  type TrainedModel,
  takeRows,
} from "../../../src/internals.ts";
import { columnAt } from "../train/columnAt.ts";
import type { Prior } from "./messages.ts";

/** A line from the model's units of a latent to the network's. */
export interface UnitLine {
  readonly shift: number;
  readonly slope: number;
  /** Correlation of the posterior means with the exact ones, or with the simulated truth, over the reference rows. */
  readonly agreement: number;
}

interface Spread {
  readonly mean: number;
  readonly deviation: number;
}

/** A model's nodes before anything is known, in the units in which they are shown. */
export interface ShownUnits {
  /** Undefined where nothing is known to compare a latent with: it stays in the model's units. */
  readonly lines: ReadonlyMap<string, UnitLine>;
  /** Draws of every node from the model, measured and hidden, in shown units. */
  readonly draws: ReadonlyMap<string, Float64Array>;
  readonly priors: ReadonlyMap<string, Prior>;
}

export interface UnitsQuestion {
  readonly network: unknown;
  readonly drawn: boolean;
  readonly test: Dataset;
  readonly truth: Dataset | undefined;
}

/** As many as the finest beliefs given evidence rest on: the two stand in one picture. */
export const PRIOR_ROWS = 4000;
const REFERENCE_ROWS = 300;
const known = new WeakMap<TrainedModel, ShownUnits>();

/**
 * A model's latents have units and signs of their own. Each is shown on the line on which its prior has the mean and the
 * spread that the network's has, with the sign by which its posterior means follow the exact ones: so what the data say
 * nothing of stays as wide as the prior. The latents of a plain VAE stand for no nodes and stay as they are.
 */
export function shownUnits(model: TrainedModel, question: UnitsQuestion): ShownUnits {
  let found = known.get(model);
  if (found === undefined) {
    found = findUnits(model, question);
    known.set(model, found);
  }
  return found;
}

function findUnits(model: TrainedModel, { network, drawn, test, truth }: UnitsQuestion): ShownUnits {
  const { data } = model.sample(PRIOR_ROWS, { seed: 3, includeLatents: true });
  const own = new Map(data.columns.map((name, c) => [name, columnAt(data, c)]));
  const lines = new Map<string, UnitLine>();
  const generating = drawn ? parseNetwork(network) : undefined;
  const exact = generating instanceof LinearGaussianNetwork ? generating : undefined;
  const named = model.architecture.model !== "vae";
  if (named && model.latentNames.length > 0 && (exact || (drawn && truth))) {
    const rows = Int32Array.from({ length: Math.min(REFERENCE_ROWS, test.rowCount) }, (_, i) => i);
    const table = selectColumns(takeRows(test, rows), model.observedNames);
    const { mean } = model.posterior(table, { samples: 40, seed: 2, resample: false, draws: false });
    const wanted = exact
      ? exactMeans(exact, table)
      : selectColumns(
          takeRows(truth!, rows),
          model.latentNames.filter((name) => truth!.columns.includes(name)),
        );
    model.latentNames.forEach((name, k) => {
      const at = wanted.columns.indexOf(name);
      // Codes of levels are no scale that a number could be laid beside.
      if (at < 0 || wanted.types?.[at].levels) return;
      const means = Float64Array.from(rows, (row) => mean[row * model.latentNames.length + k]);
      const agreement = correlation(means, columnAt(wanted, at));
      const from = spreadOf(own.get(name)!);
      const to = exact ? exactSpread(exact, name) : spreadOf(columnAt(truth!, truth!.columns.indexOf(name)));
      const slope = ((agreement < 0 ? -1 : 1) * to.deviation) / from.deviation;
      lines.set(name, { slope, shift: to.mean - slope * from.mean, agreement: Math.abs(agreement) });
    });
  }
  const draws = new Map([...own].map(([name, values]) => [name, shown(lines.get(name), values)]));
  const priors = new Map([...draws].map(([name, values]) => [name, priorOf(values)]));
  // Of measured nodes the data say more than the model: they are what a person knows the node by.
  model.observedNames.forEach((name) => {
    const at = test.columns.indexOf(name);
    const values = at < 0 ? undefined : columnAt(test, at).filter((value) => !Number.isNaN(value));
    if (values && values.length > 1) priors.set(name, priorOf(values));
  });
  return { lines, draws, priors };
}

/** Values of a node in shown units. */
export function shown(line: UnitLine | undefined, values: Float64Array): Float64Array {
  return line === undefined ? values : values.map((value) => line.shift + line.slope * value);
}

/** A value of a node back in the model's units. */
export function inModelUnits(line: UnitLine | undefined, value: number): number {
  return line === undefined ? value : (value - line.shift) / line.slope;
}

function exactMeans(network: LinearGaussianNetwork, table: Dataset): Dataset {
  const order = network.dag.observed.map((node) => network.dag.names[node]);
  const seen = selectColumns(table, order);
  const width = order.length;
  const means = Array.from({ length: table.rowCount }, (_, row) =>
    network.posteriorOf(seen.values.subarray(row * width, (row + 1) * width)),
  );
  return {
    columns: means[0].latents,
    rowCount: table.rowCount,
    values: Float64Array.from(means.flatMap(({ mean }) => [...mean])),
  };
}

function exactSpread(network: LinearGaussianNetwork, name: string): Spread {
  const at = network.dag.indexOf(name);
  return { mean: network.mean()[at], deviation: Math.sqrt(network.covariance().get(at, at)) };
}

function spreadOf(values: Float64Array): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(variance) || 1 };
}

/** What 95 % lie between is counted: few columns are normal. */
function priorOf(values: Float64Array): Prior {
  const sorted = values.toSorted();
  const at = (level: number) => {
    const place = level * (sorted.length - 1);
    const [below, above] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
    return below + (place - Math.floor(place)) * (above - below);
  };
  return { ...spreadOf(values), low: at(0.025), high: at(0.975) };
}

function correlation(x: Float64Array, y: Float64Array): number {
  const [a, b] = [spreadOf(x), spreadOf(y)];
  const product = x.reduce((sum, value, i) => sum + (value - a.mean) * (y[i] - b.mean), 0) / x.length;
  const found = product / (a.deviation * b.deviation);
  return Number.isFinite(found) ? found : 0;
}
