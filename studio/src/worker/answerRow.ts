import {
  type Dataset,
  LinearGaussianNetwork,
  parseNetwork,
  selectColumns,
  type TrainedModel,
} from "../../../src/internals.ts";
import { normalQuantile } from "../../../src/numeric/special.ts";
import { inShownUnits } from "./answerBeliefs.ts";
import { modelOf } from "./heldModels.ts";
import { type ShownUnits, shown, shownUnits } from "./latentUnits.ts";
import type { Belief, LatentBelief, Normal, RowAnswer, RowQuestion } from "./messages.ts";

type ExactBeliefs = ReadonlyMap<string, { readonly mean: number; readonly deviation: number }>;

/** The posterior of one row: of every hidden node, and of every value that is not there. */
export function answerRow(question: RowQuestion): RowAnswer {
  const { model, network, drawn, row, samples } = question;
  const held = modelOf(model);
  const units = shownUnits(held, question);
  const closed = closedBeliefs(held, row, units);
  const { latents, samples: draws, effectiveSampleSize } = held.posterior(row, { samples, seed: 1 });
  const exact = drawn ? exactBeliefs(parseNetwork(network), row) : undefined;
  const named = held.architecture.model !== "vae";
  const latentBeliefs = latents.map((name, k): LatentBelief => {
    const own = Float64Array.from({ length: samples }, (_, s) => draws[s * latents.length + k]);
    const line = units.lines.get(name);
    const known = named ? exact?.get(name) : undefined;
    return {
      // Those of a plain VAE stand for no nodes: a node's name would claim that they do.
      name: named ? name : `latent ${k + 1}`,
      draws: evenQuantiles(closed?.get(name), samples) ?? shown(line, own),
      prior: units.priors.get(name)!,
      ...(line && { agreement: line.agreement }),
      ...(line && known && { exact: known }),
    };
  });
  return {
    latents: latentBeliefs,
    gaps: row.values.some(Number.isNaN) ? gapBeliefs(held, row, samples, exact, units, closed) : [],
    closed: closed !== undefined,
    effective: effectiveSampleSize[0],
  };
}

function gapBeliefs(
  model: TrainedModel,
  row: Dataset,
  samples: number,
  exact: ExactBeliefs | undefined,
  units: ShownUnits,
  closed: ReadonlyMap<string, Normal> | undefined,
): Belief[] {
  const { completed, column, draws: drawn } = model.impute(row, { samples, seed: 1 });
  return Array.from(column, (at, gap) => {
    const name = completed.columns[at];
    const own = drawn.slice(gap * samples, (gap + 1) * samples);
    const known = exact?.get(name);
    const draws = evenQuantiles(closed?.get(name), samples) ?? own;
    return { name, draws, prior: units.priors.get(name)!, ...(known && { exact: known }) };
  });
}

/** Every node that is not there in the row, where the model itself has a closed form; in shown units. */
function closedBeliefs(
  model: TrainedModel,
  { columns, values }: Dataset,
  { lines }: ShownUnits,
): ReadonlyMap<string, Normal> | undefined {
  const present = columns
    .map((name, c) => [name, values[c]] as const)
    .filter(([, value]) => !Number.isNaN(value));
  const found = model.gaussianBeliefs(Object.fromEntries(present));
  return (
    found &&
    new Map([...found].map(([name, belief]) => [name, inShownUnits(belief, lines.get(name))] as const))
  );
}

/** As many values as draws were asked for, that lie as a normal distribution does. */
function evenQuantiles(belief: Normal | undefined, count: number): Float64Array | undefined {
  if (belief === undefined) return undefined;
  return Float64Array.from(
    { length: count },
    (_, i) => belief.mean + belief.deviation * normalQuantile((i + 0.5) / count),
  );
}

/** Every node that is not there in the row, given those that are. */
function exactBeliefs(network: unknown, row: Dataset): ExactBeliefs | undefined {
  if (!(network instanceof LinearGaussianNetwork)) return undefined;
  const present = row.columns.filter((_, c) => !Number.isNaN(row.values[c]));
  if (present.length === 0) return undefined;
  const seen = network.withObserved(present);
  const order = seen.dag.observed.map((node) => seen.dag.names[node]);
  const { latents, mean, covariance } = seen.posteriorOf(selectColumns(row, order).values);
  return new Map(
    latents.map((name, k) => [name, { mean: mean[k], deviation: Math.sqrt(covariance.get(k, k)) }]),
  );
}
