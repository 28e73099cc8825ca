import { arcKey, type Point } from "../document/routes.ts";
import type { PlacedNode, Placement } from "./placement.ts";

/** Half of a border's width. */
const TOUCHING = 1;

/**
 * The SVG path of an arc: along the layout's bends where it has some, else straight from border to border.
 *
 * @param room what is left between its end and the child
 */
export function arcPath(placement: Placement, parent: string, child: string, room = TOUCHING): string {
  const from = placement.nodes.get(parent);
  const to = placement.nodes.get(child);
  if (!from || !to) return "";
  const bends = placement.bends.get(arcKey(parent, child));
  if (!bends || bends.length < 3) return bowed(from, to, room);
  // The layout ends its arcs anywhere near a node; a picture ends them on its border.
  const inner = bends.slice(1, -1);
  return smooth([border(from, inner[0]), ...inner, border(to, inner.at(-1)!, room)]);
}

/** A straight line between two nodes, for pairs that the layout knows nothing of. */
export function linePath(from: PlacedNode, to: PlacedNode): string {
  const a = border(from, to);
  const b = border(to, from);
  return `M${point(a)}L${point(b)}`;
}

/** Slightly bowed, so that arcs that skip nodes do not run through them quite as often. */
export function bowed(from: PlacedNode, to: PlacedNode, room = TOUCHING): string {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const middle = { x: (from.x + to.x) / 2 - dy * 0.08, y: (from.y + to.y) / 2 + dx * 0.08 };
  return `M${point(border(from, middle))}Q${point(middle)} ${point(border(to, middle, room))}`;
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

function smooth(points: readonly Point[]): string {
  let path = `M${point(points[0])}`;
  for (let i = 1; i < points.length - 1; i++) {
    const end =
      i === points.length - 2
        ? points[i + 1]
        : { x: (points[i].x + points[i + 1].x) / 2, y: (points[i].y + points[i + 1].y) / 2 };
    path += `Q${point(points[i])} ${point(end)}`;
  }
  return path;
}

function point({ x, y }: Point): string {
  return `${x.toFixed(1)},${y.toFixed(1)}`;
}
