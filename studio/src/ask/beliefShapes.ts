import { type ColumnType, endsOf, impossibleValue, isWhole } from "../../../src/internals.ts";
import { normalCdf, normalQuantile } from "../../../src/numeric/special.ts";
import type { PlacedNode, Placement } from "../network/placement.ts";
import { framed } from "../network/placement.ts";
import type { NodeBelief, Normal } from "../worker/messages.ts";

export const BOX = { width: 104, height: 62 } as const;
/** The part of a node that its histogram takes, from the node's middle. */
export const BARS = { left: -44, width: 88, top: -8, height: 30 } as const;
/** Boxes need more room than names: the places are spread by this much at least, and across by what lets all boxes stand apart. */
const SPREAD = 1.75;
const MOST_SPREAD = 4;
const APART = 14;
const BINS = 22;
/** Of the prior's draws, how many lie outside of the axis on each side. */
const TAIL = 0.004;
const TINY = 1e-300;

/** The network's own places, spread so that every node has room for its histogram. */
export function roomy({ nodes, bends }: Placement): Placement {
  const across = spreadAcross([...nodes.values()]);
  const spread = new Map(
    [...nodes].map(([name, node]): [string, PlacedNode] => [
      name,
      {
        ...node,
        lines: [short(name)],
        ...(name.length > FITTING && {
          letterSize: Math.max(SMALLEST, (LETTER_SIZE * FITTING) / name.length),
        }),
        x: node.x * across,
        y: node.y * SPREAD,
        ...BOX,
        round: false,
        labelOffset: -20,
      },
    ]),
  );
  const moved = new Map(
    [...bends].map(([arc, points]) => [arc, points.map(({ x, y }) => ({ x: x * across, y: y * SPREAD }))]),
  );
  return framed(spread, moved);
}

function spreadAcross(nodes: readonly PlacedNode[]): number {
  let needed = SPREAD;
  for (const one of nodes)
    for (const other of nodes) {
      const [dx, dy] = [other.x - one.x, Math.abs(other.y - one.y)];
      if (dx > 0 && dy * SPREAD < BOX.height + APART) needed = Math.max(needed, (BOX.width + APART) / dx);
    }
  return Math.min(MOST_SPREAD, needed);
}

/** Letters that fit across a box at their usual size; longer names are set smaller, and only the longest are cut. */
const FITTING = 14;
const LETTER_SIZE = 13;
const SMALLEST = 7.5;
const LONGEST = Math.floor((LETTER_SIZE * FITTING) / SMALLEST);

function short(name: string): string {
  return name.length <= LONGEST ? name : `${name.slice(0, LONGEST - 8)}…${name.slice(-7)}`;
}

/** What a node's values lie between, or its levels. */
export interface BeliefAxis {
  readonly low: number;
  readonly high: number;
  readonly bins: number;
  /** Of a measured node that is no number of any sign. */
  readonly type?: ColumnType;
}

export function axisOf(prior: NodeBelief["belief"], type?: ColumnType): BeliefAxis {
  if (type?.levels) return { low: -0.5, high: type.levels.length - 0.5, bins: type.levels.length, type };
  const [low, high] = isNormal(prior)
    ? [normalAt(prior, TAIL), normalAt(prior, 1 - TAIL)]
    : outermost(prior.toSorted());
  if (type && isWhole(type.kind)) {
    // A bar for every number, or for so many of them that there are not too many bars.
    const each = Math.ceil((high - low + 1) / BINS);
    const bins = Math.ceil((high - low + 1) / each);
    return { low: low - 0.5, high: low - 0.5 + bins * each, bins, type };
  }
  const room = 0.04 * (high - low || 1);
  const end = type ? endsOf(type).least : Number.NEGATIVE_INFINITY;
  return {
    low: Math.max(Number.isFinite(end) ? (low + end) / 2 : end, low - room),
    high: high + room,
    bins: BINS,
    ...(type && { type }),
  };
}

function outermost(sorted: Float64Array): [number, number] {
  return [
    sorted[Math.floor(TAIL * (sorted.length - 1))],
    sorted[Math.ceil((1 - TAIL) * (sorted.length - 1))],
  ];
}

export function isNormal(belief: NodeBelief["belief"]): belief is Normal {
  return "deviation" in belief;
}

export function normalAt({ mean, deviation }: Normal, level: number): number {
  return mean + deviation * normalQuantile(level);
}

/** The share of a belief in each bin; what lies outside counts in the outermost. */
export function shares(belief: NodeBelief["belief"], { low, high, bins }: BeliefAxis): Float64Array {
  const found = new Float64Array(bins);
  if (isNormal(belief)) {
    const below = (bin: number) =>
      bin === bins
        ? 1
        : normalCdf((low + (bin * (high - low)) / bins - belief.mean) / (belief.deviation || TINY));
    let before = 0;
    for (let bin = 0; bin < bins; bin++) {
      const now = below(bin + 1);
      found[bin] = now - before;
      before = now;
    }
    return found;
  }
  for (const value of belief) {
    const bin = Math.floor(((value - low) / (high - low)) * bins);
    found[Math.max(0, Math.min(bins - 1, bin))] += 1 / belief.length;
  }
  return found;
}

/** Bars of shares as one path in a node, the highest of them as high as there is room. */
export function barsPath(heights: Float64Array, highest: number): string {
  const step = BARS.width / heights.length;
  const bottom = BARS.top + BARS.height;
  let path = "";
  heights.forEach((share, bin) => {
    if (share === 0) return;
    const height = (share / highest) * BARS.height;
    const x = BARS.left + bin * step;
    path += `M${x.toFixed(1)},${bottom}v${(-height).toFixed(1)}h${(step - 0.6).toFixed(1)}v${height.toFixed(1)}z`;
  });
  return path;
}

export function positionOf(value: number, { low, high }: BeliefAxis): number {
  const share = Math.max(0, Math.min(1, (value - low) / (high - low)));
  return BARS.left + share * BARS.width;
}

/** The value at a place across a node: a level, a whole number, or a number with as many digits as the axis tells apart. */
export function valueAt(x: number, { low, high, type }: BeliefAxis): number {
  const share = Math.max(0, Math.min(1, (x - BARS.left) / BARS.width));
  const value = low + share * (high - low);
  if (type?.levels || isWhole(type?.kind))
    return Math.max(Math.ceil(low), Math.min(Math.ceil(high) - 1, Math.round(value)));
  // What is pointed at by the bar of the one value is that value.
  if (type?.atom !== undefined && Math.abs(value - type.atom) <= (high - low) / BINS) return type.atom;
  const near = rounded(value, high - low);
  return type && impossibleValue(near, type) !== undefined ? value : near;
}

/** A value with as many digits as tell apart a hundredth of a range. */
export function rounded(value: number, range: number): number {
  const digits = Math.max(0, Math.min(8, Math.ceil(-Math.log10(range / 100))));
  return Number(value.toFixed(digits));
}
