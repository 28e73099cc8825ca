import { Dag, dSeparated } from "../../../src/graph/index.ts";
import { type ClaimFinding, type ClaimTable, ClaimTests } from "./claimTests.ts";

/** Two measured nodes that the network has independent once others are known. */
export interface Implication {
  readonly a: string;
  readonly b: string;
  readonly given: readonly string[];
  /** What the table says. */
  readonly found?: ClaimFinding;
}

export interface Effect {
  /** Smallest sets of measured nodes that make the effect of one on the other readable off the rows. */
  readonly adjustments: readonly (readonly string[])[];
  /** Every way between the two, up to some: whether it carries the effect, and whether it is open without anything given. */
  readonly paths: readonly {
    readonly nodes: readonly string[];
    readonly arrows: readonly ("→" | "←")[];
    readonly causal: boolean;
    readonly open: boolean;
  }[];
  readonly more: boolean;
}

const MOST_PATHS = 40;
const MOST_STEPS = 20_000;
const MOST_IMPLICATIONS = 400;

/** Pairs of measured nodes without an arc that a set of measured nodes d-separates, each with a small such set. */
export function implications(dag: Dag, table?: ClaimTable): readonly Implication[] {
  const found: Implication[] = [];
  const measured = dag.observed;
  const tests = table && new ClaimTests(table);
  for (let i = 0; i < measured.length && found.length < MOST_IMPLICATIONS; i++) {
    for (let j = i + 1; j < measured.length && found.length < MOST_IMPLICATIONS; j++) {
      const [a, b] = [measured[i], measured[j]];
      if (dag.parents(a).includes(b) || dag.parents(b).includes(a)) continue;
      const given = separator(dag, a, b);
      if (given === undefined) continue;
      const names = given.map((node) => dag.names[node]);
      const [one, other] = [dag.names[a], dag.names[b]];
      const says = tests?.of(one, other, names);
      found.push({ a: one, b: other, given: names, ...(says && { found: says }) });
    }
  }
  return found;
}

/**
 * Measured ancestors of the two separate them if any measured nodes do (van der Zander et al. 2019, corollary 4); then as
 * many are left out as can be.
 */
function separator(dag: Dag, a: number, b: number): readonly number[] | undefined {
  const above = new Set([...dag.ancestors(a), ...dag.ancestors(b)]);
  const candidates = dag.observed.filter((node) => above.has(node) && node !== a && node !== b);
  if (!dSeparated(dag, [a], [b], candidates)) return undefined;
  return thinned(candidates, (given) => dSeparated(dag, [a], [b], given));
}

function thinned(
  nodes: readonly number[],
  holds: (nodes: readonly number[]) => boolean,
  order: readonly number[] = nodes,
): readonly number[] {
  let kept = nodes;
  for (const node of order) {
    const fewer = kept.filter((other) => other !== node);
    if (holds(fewer)) kept = fewer;
  }
  return kept;
}

/** What must be known to read an effect off the rows, and the paths between cause and outcome. */
export function effectOf(dag: Dag, exposure: string, outcome: string): Effect {
  const [x, y] = [dag.indexOf(exposure), dag.indexOf(outcome)];
  const { paths, more } = pathsBetween(dag, x, y);
  return { adjustments: adjustments(dag, x, y), paths, more };
}

/** The constructive back-door criterion of van der Zander et al. 2019, thinned in both directions. */
function adjustments(dag: Dag, x: number, y: number): readonly (readonly string[])[] {
  const aboveOutcome = dag.ancestors(y);
  if (!aboveOutcome.has(x)) return [];
  const below = descendants(dag, x);
  // Nodes on causal paths, and all that follows from them, may not be held fixed.
  const causal = [...below].filter((node) => node === y || aboveOutcome.has(node));
  const forbidden = new Set(causal.flatMap((node) => [node, ...descendants(dag, node)]));
  // Without the first arcs of the causal paths, only back doors are left.
  const onCausal = new Set(causal);
  const doors = Dag.create(
    dag.toSpecs().map(({ name, parents }) => ({
      name,
      parents: onCausal.has(dag.indexOf(name))
        ? parents.filter((parent) => parent !== dag.names[x])
        : parents,
    })),
    dag.observed.map((node) => dag.names[node]),
  );
  const above = new Set([...dag.ancestors(x), ...dag.ancestors(y)]);
  const candidates = dag.observed.filter(
    (node) => above.has(node) && node !== x && node !== y && !forbidden.has(node),
  );
  const closes = (given: readonly number[]) => dSeparated(doors, [x], [y], given);
  if (!closes(candidates)) return [];
  const sets = [thinned(candidates, closes), thinned(candidates, closes, candidates.toReversed())].map(
    (set) => set.map((node) => dag.names[node]).sort(),
  );
  return sets.filter((set, i) => sets.findIndex((other) => other.join("\0") === set.join("\0")) === i);
}

/** The shortest paths first: of longer ones only as many as there is room and time for. */
function pathsBetween(dag: Dag, x: number, y: number): Pick<Effect, "paths" | "more"> {
  const paths: Effect["paths"][number][] = [];
  const away = arcsTo(dag, y);
  let steps = 0;
  let more = false;
  let longer = Number.isFinite(away[x]);
  const walk = (nodes: readonly number[], arrows: readonly ("→" | "←")[], left: number) => {
    if (more) return;
    if (paths.length >= MOST_PATHS || ++steps > MOST_STEPS) {
      more = true;
      return;
    }
    const last = nodes.at(-1)!;
    if (left === 0) {
      const open = !arrows.some((arrow, i) => arrow === "→" && arrows[i + 1] === "←");
      const causal = arrows.every((arrow) => arrow === "→");
      paths.push({ nodes: nodes.map((node) => dag.names[node]), arrows, causal, open });
      return;
    }
    for (const [next, arrow] of [
      ...dag.children(last).map((child) => [child, "→"] as const),
      ...dag.parents(last).map((parent) => [parent, "←"] as const),
    ]) {
      if (nodes.includes(next) || (next === y && left > 1)) continue;
      if (away[next] < left) walk([...nodes, next], [...arrows, arrow], left - 1);
      else longer = true;
    }
  };
  // A length at a time: what a path of this length has no room for is looked at with the next.
  for (let length = away[x]; longer && !more && length < dag.names.length; length++) {
    longer = false;
    walk([x], [], length);
  }
  return { paths, more };
}

/** How many arcs, in either direction, every node is away from one of them. */
function arcsTo(dag: Dag, node: number): readonly number[] {
  const away = dag.names.map(() => Number.POSITIVE_INFINITY);
  away[node] = 0;
  const queue = [node];
  for (const at of queue) {
    for (const next of [...dag.children(at), ...dag.parents(at)]) {
      if (Number.isFinite(away[next])) continue;
      away[next] = away[at] + 1;
      queue.push(next);
    }
  }
  return away;
}

function descendants(dag: Dag, node: number): Set<number> {
  const found = new Set<number>();
  const pending = [node];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const child of dag.children(next)) {
      if (found.has(child)) continue;
      found.add(child);
      pending.push(child);
    }
  }
  return found;
}
