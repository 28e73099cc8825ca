import { arcKey, type Point } from "../document/routes.ts";
import { detour } from "./detour.ts";
import type { PlacedNode, Placement } from "./placement.ts";

/** Half of a border's width. */
const TOUCHING = 1;
/** How far an arc without a route leaves the straight line, as shares of its length: the first that runs through no node is taken. */
const BOWS = [0.08, -0.08, 0.2, -0.2, 0.35, -0.35, 0.55, -0.55];
/** Above this many nodes nobody follows arcs one by one. */
const MOST_AVOIDED = 60;
/** From one point of a piece to the next at which it is looked whether it runs through a node. */
const LOOK_EVERY = 3;
/** How far from a corner of a way around nodes its rounding begins. */
const ROUNDING = 6;

/** A quadratic piece of a path. */
type Piece = readonly [from: Point, control: Point, to: Point];

/** Pictures are drawn again and again where their nodes stay. */
const known = new WeakMap<Placement, Map<string, string>>();

/**
 * The SVG path of an arc: along the layout's bends where it has some and these run through no other node, else bowed.
 *
 * @param room what is left between its end and the child
 */
export function arcPath(placement: Placement, parent: string, child: string, room = TOUCHING): string {
  const paths = known.get(placement) ?? new Map<string, string>();
  known.set(placement, paths);
  const key = `${room} ${arcKey(parent, child)}`;
  const path = paths.get(key) ?? pathOf(placement, parent, child, room);
  paths.set(key, path);
  return path;
}

function pathOf(placement: Placement, parent: string, child: string, room: number): string {
  const from = placement.nodes.get(parent);
  const to = placement.nodes.get(child);
  if (!from || !to) return "";
  const bends = placement.bends.get(arcKey(parent, child));
  if (!bends || bends.length < 3) return bowed(placement, from, to, room);
  // The layout ends its arcs anywhere near a node; a picture ends them on its border.
  const inner = bends.slice(1, -1);
  const route = smooth([border(from, inner[0]), ...inner, border(to, inner.at(-1)!, room)]);
  if (isClear(placement, from, to, route)) return drawn(route);
  return drawn(clearWay(placement, from, to, room) ?? route);
}

/** A straight line between two nodes, for pairs that the layout knows nothing of. */
export function linePath(from: PlacedNode, to: PlacedNode): string {
  const a = border(from, to);
  const b = border(to, from);
  return `M${point(a)}L${point(b)}`;
}

/** Bowed just so far that it runs through no other node, or around those where no bow is clear. */
export function bowed(placement: Placement, from: PlacedNode, to: PlacedNode, room = TOUCHING): string {
  return drawn(clearWay(placement, from, to, room) ?? bow(from, to, BOWS[0], room));
}

/** Slightly bowed, whatever stands in the way: one of so many arcs that ways around nodes would hide more than they show. */
export function slightlyBowed(from: PlacedNode, to: PlacedNode): string {
  return drawn(bow(from, to, BOWS[0], TOUCHING));
}

/** The first bow that is clear, within the frame where one is, else the shortest way around the nodes. */
function clearWay(
  placement: Placement,
  from: PlacedNode,
  to: PlacedNode,
  room: number,
): readonly Piece[] | undefined {
  if (placement.nodes.size > MOST_AVOIDED) return bow(from, to, BOWS[0], room);
  const clear = BOWS.map((share) => bow(from, to, share, room)).filter((pieces) =>
    isClear(placement, from, to, pieces),
  );
  return clear.find((pieces) => isInside(placement, pieces)) ?? clear[0] ?? around(placement, from, to, room);
}

/** The shortest way around all other nodes, straight where none is between; undefined where they leave none. */
function around(
  { nodes }: Placement,
  from: PlacedNode,
  to: PlacedNode,
  room: number,
): readonly Piece[] | undefined {
  const others = [...nodes.values()].filter(({ name }) => name !== from.name && name !== to.name);
  const corners = detour(from, to, others);
  if (corners === undefined) return undefined;
  const ends = [border(from, corners[0] ?? to), border(to, corners.at(-1) ?? from, room)];
  return rounded([ends[0], ...corners, ends[1]]);
}

function bow(from: PlacedNode, to: PlacedNode, share: number, room: number): readonly Piece[] {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const middle = { x: (from.x + to.x) / 2 - dy * share, y: (from.y + to.y) / 2 + dx * share };
  return [[border(from, middle), middle, border(to, middle, room)]];
}

/** Whether a path runs through no node but its own; of large graphs nobody asks. */
function isClear({ nodes }: Placement, from: PlacedNode, to: PlacedNode, pieces: readonly Piece[]): boolean {
  if (nodes.size > MOST_AVOIDED) return true;
  const points = pointsOf(pieces);
  for (const node of nodes.values()) {
    if (node.name === from.name || node.name === to.name) continue;
    const isHit = ({ x, y }: Point) =>
      Math.abs(x - node.x) < node.width / 2 && Math.abs(y - node.y) < node.height / 2;
    if (points.some(isHit)) return false;
  }
  return true;
}

function isInside({ x, y, width, height }: Placement, pieces: readonly Piece[]): boolean {
  return pointsOf(pieces).every((at) => at.x > x && at.x < x + width && at.y > y && at.y < y + height);
}

function pointsOf(pieces: readonly Piece[]): readonly Point[] {
  return pieces.flatMap(([a, control, b]) => {
    const looks = Math.ceil((distanceOf(a, control) + distanceOf(control, b)) / LOOK_EVERY) || 1;
    return Array.from({ length: looks + 1 }, (_, i) => {
      const t = i / looks;
      const at = (read: (point: Point) => number) =>
        (1 - t) ** 2 * read(a) + 2 * t * (1 - t) * read(control) + t ** 2 * read(b);
      return { x: at(({ x }) => x), y: at(({ y }) => y) };
    });
  });
}

function distanceOf(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

/** A point on the way from one to another, so far from the first, but at most in the middle. */
function along(a: Point, b: Point, far: number): Point {
  const share = Math.min(0.5, far / (distanceOf(a, b) || 1));
  return { x: a.x + share * (b.x - a.x), y: a.y + share * (b.y - a.y) };
}

/** Where the line from a node's middle towards another point leaves the node. */
export function border(node: PlacedNode, towards: Point, room = TOUCHING): Point {
  const dx = towards.x - node.x;
  const dy = towards.y - node.y;
  if (dx === 0 && dy === 0) return node;
  const scale = node.round
    ? 1 / Math.hypot(dx / (node.width / 2 + room), dy / (node.height / 2 + room))
    : 1 / Math.max(Math.abs(dx) / (node.width / 2 + room), Math.abs(dy) / (node.height / 2 + room));
  return { x: node.x + dx * scale, y: node.y + dy * scale };
}

function smooth(points: readonly Point[]): readonly Piece[] {
  const pieces: Piece[] = [];
  let start = points[0];
  for (let i = 1; i < points.length - 1; i++) {
    const end =
      i === points.length - 2
        ? points[i + 1]
        : { x: (points[i].x + points[i + 1].x) / 2, y: (points[i].y + points[i + 1].y) / 2 };
    pieces.push([start, points[i], end]);
    start = end;
  }
  return pieces;
}

/** Straight lines with rounded corners. */
function rounded(points: readonly Point[]): readonly Piece[] {
  const pieces: Piece[] = [];
  let start = points[0];
  for (let i = 1; i < points.length; i++) {
    const corner = points[i];
    const isLast = i === points.length - 1;
    const end = isLast ? corner : along(corner, points[i - 1], ROUNDING);
    pieces.push([start, along(start, end, Number.POSITIVE_INFINITY), end]);
    if (isLast) break;
    start = along(corner, points[i + 1], ROUNDING);
    pieces.push([end, corner, start]);
  }
  return pieces;
}

function drawn(pieces: readonly Piece[]): string {
  const [[start]] = pieces;
  return `M${point(start)}${pieces.map(([, control, end]) => `Q${point(control)} ${point(end)}`).join("")}`;
}

function point({ x, y }: Point): string {
  return `${x.toFixed(1)},${y.toFixed(1)}`;
}
