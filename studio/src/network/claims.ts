import { Dag, dSeparated } from "../../../src/graph/index.ts";

/** Columns side by side; NaN where a value is missing. */
export interface ClaimTable {
  readonly columns: readonly string[];
  readonly rowCount: number;
  readonly values: Float64Array;
}

/** Two measured nodes that the network has independent once others are known. */
export interface Implication {
  readonly a: string;
  readonly b: string;
  readonly given: readonly string[];
  /** What the table says: the partial correlation, and how far it is from none, in its standard errors. */
  readonly found?: { readonly correlation: number; readonly z: number; readonly rows: number };
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
  const correlations = table && new Correlations(table);
  for (let i = 0; i < measured.length && found.length < MOST_IMPLICATIONS; i++) {
    for (let j = i + 1; j < measured.length && found.length < MOST_IMPLICATIONS; j++) {
      const [a, b] = [measured[i], measured[j]];
      if (dag.parents(a).includes(b) || dag.parents(b).includes(a)) continue;
      const given = separator(dag, a, b);
      if (given === undefined) continue;
      const names = given.map((node) => dag.names[node]);
      const [one, other] = [dag.names[a], dag.names[b]];
      const says = correlations?.partial(one, other, names);
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

/** Correlations of the columns over rows that have a value in all that a question is about. */
class Correlations {
  readonly #table: ClaimTable;

  constructor(table: ClaimTable) {
    this.#table = table;
  }

  /** Fisher's z of the partial correlation; undefined where the table cannot tell. */
  partial(a: string, b: string, given: readonly string[]): Implication["found"] {
    const { columns, rowCount, values } = this.#table;
    const places = [a, b, ...given].map((name) => columns.indexOf(name));
    if (places.includes(-1)) return undefined;
    const width = columns.length;
    const rows: number[] = [];
    for (let row = 0; row < rowCount; row++) {
      if (places.every((place) => !Number.isNaN(values[row * width + place]))) rows.push(row);
    }
    const free = rows.length - given.length - 3;
    if (free < 2) return undefined;
    const centred = places.map((place) => {
      const own = Float64Array.from(rows, (row) => values[row * width + place]);
      const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
      return own.map((value) => value - mean);
    });
    // What the given columns explain is taken out, one after another (Gram and Schmidt).
    const basis: Float64Array[] = [];
    const residual = (column: Float64Array) => {
      const rest = column.slice();
      for (const one of basis) {
        const share = dot(rest, one);
        for (let i = 0; i < rest.length; i++) rest[i] -= share * one[i];
      }
      return rest;
    };
    for (const column of centred.slice(2)) {
      const rest = residual(column);
      const length = Math.sqrt(dot(rest, rest));
      if (length > 1e-9 * Math.sqrt(dot(column, column))) basis.push(rest.map((value) => value / length));
    }
    const [p, q] = [residual(centred[0]), residual(centred[1])];
    const size = Math.sqrt(dot(p, p) * dot(q, q));
    if (!(size > 0)) return undefined;
    const correlation = Math.max(-0.999999, Math.min(0.999999, dot(p, q) / size));
    return { correlation, z: Math.atanh(correlation) * Math.sqrt(free), rows: rows.length };
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
