import { type ColumnType, endsOf, impossibleValue, isWhole } from "../../../src/internals.ts";
import { normalCdf, normalQuantile } from "../../../src/numeric/special.ts";
import { linesOf } from "../network/nodeShape.ts";
import type { PlacedNode, Placement } from "../network/placement.ts";
import { framed } from "../network/placement.ts";
import { rounded } from "../ui/decimals.ts";
import type { NodeBelief, Normal } from "../worker/messages.ts";

/** Of a node whose name takes one line; every further line makes it higher. */
export const BOX = { width: 104, height: 62 } as const;
/** The part of a node that its histogram takes, from the middle of such a box. */
export const BARS = { left: -44, width: 88, top: -8, height: 30 } as const;
/** From a box's upper edge to the middle of its name's first line. */
const NAME_BELOW = 11;
/** Boxes need more room than names: the places are spread by what lets all boxes stand apart. */
const MOST_SPREAD = 4;
/** Boxes that stand beside each other at this spread of their rows need no room across. */
const BESIDE = 1.75;
const APART = 14;
const BINS = 22;
/** Of the prior's draws, how many lie outside of the axis on each side. */
const TAIL = 0.004;
const TINY = 1e-300;

/** The network's own places, spread so that every node has room for its histogram. */
export function roomy({ nodes, bends }: Placement): Placement {
  const boxes = [...nodes.values()].map(boxOf);
  const across = spreadAcross(boxes);
  const down = spreadDown(boxes, across);
  const spread = new Map(
    boxes.map((box): [string, PlacedNode] => [box.name, { ...box, x: box.x * across, y: box.y * down }]),
  );
  const moved = new Map(
    [...bends].map(([arc, points]) => [arc, points.map(({ x, y }) => ({ x: x * across, y: y * down }))]),
  );
  return framed(spread, moved);
}

function boxOf(node: PlacedNode): PlacedNode {
  const long = node.name.length > FITTING;
  const lines = long ? linesOf(node.name, FITTING_SMALL) : [node.name];
  const more = (lines.length - 1) * LINE_HEIGHT;
  const height = BOX.height + more;
  return {
    ...node,
    lines,
    width: BOX.width,
    height,
    round: false,
    labelOffset: NAME_BELOW + (more - height) / 2,
    ...(long && { letterSize: SMALL_LETTERS, lineHeight: LINE_HEIGHT }),
  };
}

/** How far below a box's middle its bars begin, beside those of a box whose name takes one line. */
export function barsBelow({ height }: PlacedNode): number {
  return (height - BOX.height) / 2;
}

function spreadAcross(boxes: readonly PlacedNode[]): number {
  let needed = 1;
  for (const one of boxes)
    for (const other of boxes) {
      const [dx, dy] = [other.x - one.x, Math.abs(other.y - one.y)];
      if (dx > 0 && dy * BESIDE < apart(one, other)) needed = Math.max(needed, (BOX.width + APART) / dx);
    }
  return Math.min(MOST_SPREAD, needed);
}

function spreadDown(boxes: readonly PlacedNode[], across: number): number {
  let needed = 1;
  for (const one of boxes)
    for (const other of boxes) {
      const [dx, dy] = [Math.abs(other.x - one.x), other.y - one.y];
      if (dy > 0 && dx * across < BOX.width + APART) needed = Math.max(needed, apart(one, other) / dy);
    }
  return Math.min(MOST_SPREAD, needed);
}

/** From middle to middle of boxes one of which stands below the other. */
const apart = (one: PlacedNode, other: PlacedNode) => (one.height + other.height) / 2 + APART;

/** Letters that fit across a box at their usual size; longer names have smaller ones, and as many lines as they need. */
const FITTING = 14;
const FITTING_SMALL = 15;
const SMALL_LETTERS = 11;
const LINE_HEIGHT = 12;

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
