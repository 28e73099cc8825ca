import type { GaussianBelief, TrainedModel } from "../../../src/internals.ts";
import { columnAt } from "../train/columnAt.ts";
import { modelOf } from "./heldModels.ts";
import { inModelUnits, type ShownUnits, shown, shownUnits } from "./latentUnits.ts";
import type { BeliefQuestion, Beliefs, NodeBelief, Normal, Questions } from "./messages.ts";

const WEIGHTED = 6;

/** What is believed of every node before anything is known. */
export function answerPriors(question: Questions["priors"]["input"]): Questions["priors"]["output"] {
  const model = modelOf(question.model);
  const units = shownUnits(model, question);
  const exact = model.gaussianBeliefs({});
  const nodes = exact ? normalBeliefs(exact, units) : drawnBeliefs(units.draws);
  return nodes.map((node) => {
    const line = units.lines.get(node.name);
    return line ? { ...node, agreement: line.agreement, turned: line.slope < 0 } : node;
  });
}

/**
 * What is believed of every node that nothing is known of: given what was seen, and under what was done. What is done cuts a
 * node off from its parents, so nothing flows backwards from it. In closed form where the model has one, else by draws.
 */
export function answerBeliefs(question: BeliefQuestion): Beliefs {
  const model = modelOf(question.model);
  const units = shownUnits(model, question);
  const seen = Object.fromEntries(question.seen);
  const done = Object.fromEntries(
    question.done.map(([name, value]) => [name, inModelUnits(units.lines.get(name), value)]),
  );
  const exact = model.gaussianBeliefs(seen, done);
  if (exact) {
    const nodes = normalBeliefs(exact, units);
    return { nodes, draws: undefined, effective: Number.POSITIVE_INFINITY };
  }
  const found =
    question.done.length > 0
      ? underSettings(model, units, done, seen, question.samples)
      : question.seen.length > 0
        ? givenRow(model, units, new Map(question.seen), question.samples)
        : { nodes: drawnBeliefs(units.draws), draws: question.samples, effective: question.samples };
  const bearing = model.bearingOn(Object.keys(seen), Object.keys(done));
  const nodes = found.nodes.map((node) => {
    const names = bearing?.get(node.name);
    return names ? { ...node, bearing: names } : node;
  });
  return { ...found, nodes };
}

/** As many values as a picture tells apart. */
const POINTS = 500;

/** More draws, handed on as quantiles at even distances: what is drawn of them is the same. */
export function answerFinerBeliefs(question: BeliefQuestion): Beliefs {
  const found = answerBeliefs(question);
  const nodes = found.nodes.map((node) => ({ ...node, belief: thinned(node.belief) }));
  return { ...found, nodes };
}

function thinned(belief: NodeBelief["belief"]): NodeBelief["belief"] {
  if (!(belief instanceof Float64Array) || belief.length <= POINTS) return belief;
  const sorted = belief.toSorted();
  return Float64Array.from(
    { length: POINTS },
    (_, i) => sorted[Math.floor(((i + 0.5) * sorted.length) / POINTS)],
  );
}

function underSettings(
  model: TrainedModel,
  { lines }: ShownUnits,
  settings: Readonly<Record<string, number>>,
  seen: Readonly<Record<string, number>>,
  samples: number,
): Beliefs {
  // Weights need more draws to choose from than there are bars to draw.
  const count = Object.keys(seen).length > 0 ? WEIGHTED * samples : samples;
  const { data, effectiveSampleSize } = model.intervene(settings, count, {
    seed: 1,
    includeLatents: true,
    seen,
  });
  const nodes = data.columns.flatMap((name, c): NodeBelief[] =>
    Object.hasOwn(settings, name) || Object.hasOwn(seen, name)
      ? []
      : [{ name, belief: shown(lines.get(name), columnAt(data, c)) }],
  );
  return { nodes, draws: count, effective: effectiveSampleSize ?? count };
}

function givenRow(
  model: TrainedModel,
  { lines }: ShownUnits,
  known: ReadonlyMap<string, number>,
  samples: number,
): Beliefs {
  const columns = model.observedNames;
  const types = model.coding.types();
  const row = {
    columns,
    rowCount: 1,
    values: Float64Array.from(columns, (name) => known.get(name) ?? Number.NaN),
    ...(types && { types }),
  };
  const { latents, samples: hidden, effectiveSampleSize } = model.posterior(row, { samples, seed: 1 });
  const nodes = latents.map((name, k): NodeBelief => {
    const own = Float64Array.from({ length: samples }, (_, s) => hidden[s * latents.length + k]);
    return { name, belief: shown(lines.get(name), own) };
  });
  if (known.size < columns.length) {
    const { completed, column: gaps, draws: filled } = model.impute(row, { samples, seed: 1 });
    gaps.forEach((at, gap) => {
      nodes.push({ name: completed.columns[at], belief: filled.slice(gap * samples, (gap + 1) * samples) });
    });
  }
  return { nodes, draws: samples, effective: effectiveSampleSize[0] };
}

function drawnBeliefs(draws: ShownUnits["draws"]): NodeBelief[] {
  return [...draws].map(([name, belief]) => ({ name, belief }));
}

function normalBeliefs(exact: ReadonlyMap<string, GaussianBelief>, { lines }: ShownUnits): NodeBelief[] {
  return [...exact].map(([name, belief]) => ({ name, belief: inShownUnits(belief, lines.get(name)) }));
}

/** A normal distribution in the model's units, in those in which its node is shown. */
export function inShownUnits(
  { mean, standardDeviation }: GaussianBelief,
  line: { readonly shift: number; readonly slope: number } | undefined,
): Normal {
  if (line === undefined) return { mean, deviation: standardDeviation };
  return { mean: line.shift + line.slope * mean, deviation: Math.abs(line.slope) * standardDeviation };
}
