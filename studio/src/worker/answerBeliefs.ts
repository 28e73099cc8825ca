import { modelOf } from "./heldModels.ts";
import { column, inModelUnits, shown, shownUnits } from "./latentUnits.ts";
import type { NodeDraws, Questions } from "./messages.ts";

const WEIGHTED = 6;

/** Draws of every node before anything is known. */
export function answerPriors(question: Questions["priors"]["input"]): Questions["priors"]["output"] {
  const model = modelOf(question.model);
  const { draws, lines } = shownUnits(model, question);
  return [...draws].map(([name, values]) => ({
    name,
    draws: values,
    ...(lines.has(name) && { agreement: lines.get(name)!.agreement }),
  }));
}

/**
 * Draws of every node that nothing is set of: given what was seen, or under what was done. What is done cuts a node off
 * from its parents, so nothing flows backwards from it.
 */
export function answerBeliefs(question: Questions["beliefs"]["input"]): Questions["beliefs"]["output"] {
  const { seen, done, samples } = question;
  const model = modelOf(question.model);
  const { lines, draws } = shownUnits(model, question);
  if (done.length > 0) {
    const settings = Object.fromEntries(
      done.map(([name, value]) => [name, inModelUnits(lines.get(name), value)]),
    );
    // Weights need more draws to choose from than there are bars to draw.
    const count = seen.length > 0 ? WEIGHTED * samples : samples;
    const { data, effectiveSampleSize } = model.intervene(settings, count, {
      seed: 1,
      includeLatents: true,
      seen: Object.fromEntries(seen),
    });
    const known = new Set([...done, ...seen].map(([name]) => name));
    const nodes = data.columns.flatMap((name, c): NodeDraws[] =>
      known.has(name) ? [] : [{ name, draws: shown(lines.get(name), column(data, c)) }],
    );
    return { nodes, draws: count, effective: effectiveSampleSize ?? count };
  }
  if (seen.length === 0)
    return {
      nodes: [...draws].map(([name, values]) => ({ name, draws: values })),
      draws: samples,
      effective: samples,
    };
  const columns = model.observedNames;
  const known = new Map(seen);
  const types = model.coding.types();
  const row = {
    columns,
    rowCount: 1,
    values: Float64Array.from(columns, (name) => known.get(name) ?? Number.NaN),
    ...(types && { types }),
  };
  const { latents, samples: hidden, effectiveSampleSize } = model.posterior(row, { samples, seed: 1 });
  const nodes = latents.map((name, k): NodeDraws => {
    const own = Float64Array.from({ length: samples }, (_, s) => hidden[s * latents.length + k]);
    return { name, draws: shown(lines.get(name), own) };
  });
  if (seen.length < columns.length) {
    const { completed, column: gaps, draws: filled } = model.impute(row, { samples, seed: 1 });
    gaps.forEach((at, gap) => {
      nodes.push({ name: completed.columns[at], draws: filled.slice(gap * samples, (gap + 1) * samples) });
    });
  }
  return { nodes, draws: samples, effective: effectiveSampleSize[0] };
}
