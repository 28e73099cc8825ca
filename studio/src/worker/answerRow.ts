import {
  type Dataset,
  LinearGaussianNetwork,
  parseNetwork,
  selectColumns,
  type TrainedModel,
  takeRows,
} from "../../../src/internals.ts";
import { modelOf } from "./heldModels.ts";
import type { Belief, LatentBelief, RowAnswer, RowQuestion } from "./messages.ts";

/** A line from the model's units to the network's. */
interface Line {
  readonly shift: number;
  readonly slope: number;
  readonly agreement: number;
}

const REFERENCE_ROWS = 300;
const lines = new WeakMap<TrainedModel, ReadonlyMap<string, Line>>();

/**
 * The posterior of one row. A model's latents have units and signs of their own; to stand beside the network's they are
 * moved by one line each, fitted over the test rows to the exact posterior means, or else to the simulated truth. The
 * latents of a plain VAE stand for no nodes and stay as they are.
 */
export function answerRow({ model, network, row, test, truth, samples }: RowQuestion): RowAnswer {
  const held = modelOf(model);
  const known = parseNetwork(network);
  const hasGap = row.values.some(Number.isNaN);
  const { latents, samples: draws, effectiveSampleSize } = held.posterior(row, { samples, seed: 1 });
  const exact = exactBeliefs(known instanceof LinearGaussianNetwork ? known : undefined, row);
  const named = held.architecture.model !== "vae";
  let placed = lines.get(held);
  if (named && placed === undefined) {
    placed = fitLines(held, known instanceof LinearGaussianNetwork ? known : undefined, test, truth);
    lines.set(held, placed);
  }
  const latentBeliefs = latents.map((name, k): LatentBelief => {
    const own = Float64Array.from({ length: samples }, (_, s) => draws[s * latents.length + k]);
    const line = named ? placed?.get(name) : undefined;
    if (line === undefined) return { name, draws: own };
    return {
      name,
      draws: own.map((value) => line.shift + line.slope * value),
      agreement: line.agreement,
      ...(exact?.[name] && { exact: exact[name] }),
    };
  });
  return {
    latents: latentBeliefs,
    gaps: hasGap ? gapBeliefs(held, row, samples, exact) : [],
    effective: effectiveSampleSize[0],
  };
}

function gapBeliefs(
  model: TrainedModel,
  row: Dataset,
  samples: number,
  exact: Readonly<Record<string, { mean: number; deviation: number }>> | undefined,
): Belief[] {
  const { completed, column, draws } = model.impute(row, { samples, seed: 1 });
  return Array.from(column, (at, gap) => {
    const name = completed.columns[at];
    const own = draws.slice(gap * samples, (gap + 1) * samples);
    return { name, draws: own, ...(exact?.[name] && { exact: exact[name] }) };
  });
}

/** Every node that is not there in the row, given those that are. */
function exactBeliefs(network: LinearGaussianNetwork | undefined, row: Dataset) {
  if (network === undefined) return undefined;
  const present = row.columns.filter((_, c) => !Number.isNaN(row.values[c]));
  if (present.length === 0) return undefined;
  const seen = network.withObserved(present);
  const order = seen.dag.observed.map((node) => seen.dag.names[node]);
  const { latents, mean, covariance } = seen.posteriorOf(selectColumns(row, order).values);
  return Object.fromEntries(
    latents.map((name, k) => [name, { mean: mean[k], deviation: Math.sqrt(covariance.get(k, k)) }]),
  );
}

function fitLines(
  model: TrainedModel,
  network: LinearGaussianNetwork | undefined,
  test: Dataset,
  truth: Dataset | undefined,
): ReadonlyMap<string, Line> {
  const found = new Map<string, Line>();
  const { latentNames, observedNames } = model;
  if (latentNames.length === 0 || (network === undefined && truth === undefined)) return found;
  const rows = Int32Array.from({ length: Math.min(REFERENCE_ROWS, test.rowCount) }, (_, i) => i);
  const table = selectColumns(takeRows(test, rows), observedNames);
  const { mean } = model.posterior(table, { samples: 40, seed: 2, resample: false, draws: false });
  const wanted = network ? exactMeans(network, table) : selectColumns(takeRows(truth!, rows), latentNames);
  latentNames.forEach((name, k) => {
    const column = wanted.columns.indexOf(name);
    if (column < 0) return;
    const own = Float64Array.from(rows, (row) => mean[row * latentNames.length + k]);
    const target = Float64Array.from(rows, (row) => wanted.values[row * wanted.columns.length + column]);
    found.set(name, regression(own, target));
  });
  return found;
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

function regression(x: Float64Array, y: Float64Array): Line {
  const average = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [mx, my] = [average(x), average(y)];
  let [xx, xy, yy] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    xx += (x[i] - mx) ** 2;
    xy += (x[i] - mx) * (y[i] - my);
    yy += (y[i] - my) ** 2;
  }
  const slope = xx > 0 ? xy / xx : 0;
  return {
    slope,
    shift: my - slope * mx,
    agreement: xx > 0 && yy > 0 ? Math.abs(xy) / Math.sqrt(xx * yy) : 0,
  };
}
