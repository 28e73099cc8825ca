import { effect, signal } from "@preact/signals";
import type { Dag, GraphMarks } from "../../../src/internals.ts";
import { networkDocument } from "../app/state.ts";

/** Nodes that a person has asked about what the network claims of them. */
export interface ClaimAsked {
  readonly exposure?: string;
  readonly outcome?: string;
  /** Held fixed where two nodes are checked for d-separation. */
  readonly given?: readonly string[];
}

export const claimAsked = signal<ClaimAsked>({});

/** The question that a file asks of its network; undefined where it asks none. */
export function claimOf({ exposures, outcomes, adjusted }: GraphMarks): ClaimAsked | undefined {
  if (exposures.length + outcomes.length + adjusted.length === 0) return undefined;
  return {
    ...(exposures.length > 0 && { exposure: exposures[0] }),
    ...(outcomes.length > 0 && { outcome: outcomes[0] }),
    ...(adjusted.length > 0 && { given: adjusted }),
  };
}

/** The question of today as the marks of a file; nodes that the network no longer has are left out. */
export function marksOf({ exposure, outcome, given = [] }: ClaimAsked, names: readonly string[]) {
  const there = (wanted: readonly (string | undefined)[]) => names.filter((name) => wanted.includes(name));
  return { exposures: there([exposure]), outcomes: there([outcome]), adjusted: there(given) };
}

/** What a person has not chosen of a cause and an outcome: where there is an effect, of measured nodes if possible. */
export function withDefaultEnds(
  graph: Dag,
  exposure: string | undefined,
  outcome: string | undefined,
): readonly [exposure: string, outcome: string] {
  const { names, observed, latent } = graph;
  const above = new Map<number, ReadonlySet<number>>();
  const hasEffect = (cause: number, end: number) => {
    if (!above.has(end)) above.set(end, graph.ancestors(end));
    return above.get(end)!.has(cause);
  };
  for (const hidden of [[], latent]) {
    const causes = exposure === undefined ? [...observed, ...hidden] : [graph.indexOf(exposure)];
    const ends =
      outcome === undefined ? [...observed.toReversed(), ...hidden.toReversed()] : [graph.indexOf(outcome)];
    for (const cause of causes) {
      const end = ends.find((one) => hasEffect(cause, one));
      if (end !== undefined) return [names[cause], names[end]];
    }
  }
  const cause = exposure ?? names.find((name) => name !== outcome) ?? names[0];
  return [cause, outcome ?? names.findLast((name) => name !== cause) ?? cause];
}

let before: readonly string[] = [];

/** A node that gets another name, also by undo or in the text, is still the one that was asked about. */
effect(() => {
  const now = networkDocument.value.nodes.map(({ name }) => name);
  const changed = now.length === before.length ? now.filter((name, i) => name !== before[i]) : [];
  const [to] = changed;
  const from = before[now.indexOf(to)];
  before = now;
  if (changed.length !== 1) return;
  const renamed = (name: string) => (name === from ? to : name);
  const { exposure, outcome, given } = claimAsked.peek();
  claimAsked.value = {
    ...(exposure !== undefined && { exposure: renamed(exposure) }),
    ...(outcome !== undefined && { outcome: renamed(outcome) }),
    ...(given !== undefined && { given: given.map(renamed) }),
  };
});
