import { normalQuantile } from "../../numeric/special.ts";
import type { ArcVerdict, UnsupportedNode } from "./answers.ts";
import type { Judge } from "./judge.ts";
import type { WeightedArc } from "./weightedArcs.ts";

/** An arc is asked for where it raises the density of held-out rows by so many standard errors, */
const CLEAR = 2;
/** and at least this share of the resamplings has it too. */
const LEAST_AGREEMENT = 0.5;
/** A right network is told that something in it is needless once in so many tables. */
const FALSE_ALARMS = 0.05;

/** The share of resamplings that agree about an arc. */
export type Agreement = (arc: WeightedArc) => number;

/**
 * Arcs that the data ask for, of those that a fit added. Near relatives explain the same dependence: beside each other neither
 * seems worth anything. So the superfluous go one by one, those first that the fewest resamplings have, and what stays is judged
 * without them.
 */
export async function requestedArcs(
  judge: Judge,
  added: readonly WeightedArc[],
  agreement: Agreement,
): Promise<ArcVerdict[]> {
  const phase = "weighing the arcs that are asked for";
  const doubted: WeightedArc[] = [];
  for (const arc of added) {
    const { gain } = await judge.without([arc], phase);
    if (-gain.mean <= gain.standardError) doubted.push(arc);
  }
  doubted.sort((a, b) => agreement(a) - agreement(b));
  const dropped = new Set<WeightedArc>();
  for (const arc of doubted) {
    const { gain, accept } = await judge.without([arc], phase);
    if (-gain.mean > gain.standardError) continue;
    dropped.add(arc);
    accept();
  }
  const requested: ArcVerdict[] = [];
  for (const arc of added) {
    if (dropped.has(arc)) continue;
    const { gain } = await judge.without([arc], phase);
    const found = verdict(judge, arc, { ...gain, mean: -gain.mean }, agreement);
    if (found.gain.mean > CLEAR * gain.standardError && found.agreement >= LEAST_AGREEMENT)
      requested.push(found);
  }
  return mostProfitable(requested);
}

/** Arcs of the network that held-out rows are better off without, of those that are weak. */
export async function needlessArcs(
  judge: Judge,
  weak: readonly WeightedArc[],
  agreement: Agreement,
): Promise<ArcVerdict[]> {
  const needless: ArcVerdict[] = [];
  for (const arc of weak) {
    const { gain } = await judge.without([arc], "weighing the network's own arcs");
    const found = verdict(judge, arc, gain, agreement);
    if (gain.mean > clearAmong(weak.length) * gain.standardError && found.agreement >= LEAST_AGREEMENT)
      needless.push(found);
  }
  return mostProfitable(needless);
}

/** Hidden nodes that have no children, or without which held-out rows are predicted better. */
export async function unsupportedNodes(judge: Judge, latents: readonly number[]): Promise<UnsupportedNode[]> {
  const unsupported: UnsupportedNode[] = [];
  for (const node of latents) {
    const { graph } = judge;
    const arcs = graph.children(node).map((child) => ({ parent: node, child }));
    const name = graph.names[node];
    if (arcs.length === 0) {
      unsupported.push({ name, gain: { mean: 0, standardError: 0 } });
      continue;
    }
    const { gain } = await judge.without(arcs, "weighing the hidden nodes");
    if (gain.mean > clearAmong(latents.length) * gain.standardError) unsupported.push({ name, gain });
  }
  return unsupported;
}

/** By how many standard errors one of several must stand out: Bonferroni's bound, for what is looked for among all of them. */
function clearAmong(count: number): number {
  return Math.max(CLEAR, -normalQuantile(FALSE_ALARMS / Math.max(1, count)));
}

function verdict(
  { graph: { names } }: Judge,
  arc: WeightedArc,
  gain: ArcVerdict["gain"],
  agreement: Agreement,
): ArcVerdict {
  const { parent, child, weight } = arc;
  return { parent: names[parent], child: names[child], weight, gain, agreement: agreement(arc) };
}

function mostProfitable(verdicts: ArcVerdict[]): ArcVerdict[] {
  return verdicts.sort((a, b) => b.gain.mean - a.gain.mean);
}
