import type { PictureArc } from "./GraphPicture.tsx";
import { nodeColours } from "./nodeColours.ts";
import type { Placement } from "./placement.ts";

const NAMESPACE = "http://www.w3.org/2000/svg";

/** What the overview paints, as shapes for a file: a line for every arc, a block for every node, where `picture` has them. */
export function overviewShapes(
  picture: SVGSVGElement,
  graph: {
    readonly placement: Placement;
    readonly arcs: readonly PictureArc[];
    readonly isObserved: (name: string) => boolean;
  },
  { k, x, y }: { readonly k: number; readonly x: number; readonly y: number },
): SVGElement {
  const { placement, arcs, isObserved } = graph;
  const style = getComputedStyle(picture);
  const fill = nodeColours(style, isObserved);
  const lines = arcs.flatMap(({ parent, child }) => {
    const [from, to] = [placement.nodes.get(parent), placement.nodes.get(child)];
    return from && to ? [`M${short(from.x)} ${short(from.y)}L${short(to.x)} ${short(to.y)}`] : [];
  });
  const group = element("g", { transform: `translate(${x},${y}) scale(${k})` });
  group.append(
    element("path", {
      d: lines.join(""),
      fill: "none",
      stroke: style.getPropertyValue("--line-strong"),
      "stroke-width": String(0.6 / k),
    }),
    ...Array.from(placement.nodes.values(), ({ name, x: middle, y: height, ...size }) =>
      element("rect", {
        x: short(middle - size.width / 2),
        y: short(height - size.height / 2),
        width: short(size.width),
        height: short(size.height),
        fill: fill(name),
      }),
    ),
  );
  return group;
}

function element(name: string, attributes: Readonly<Record<string, string>>): SVGElement {
  const made = document.createElementNS(NAMESPACE, name) as SVGElement;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function short(value: number): string {
  return String(Math.round(10 * value) / 10);
}
