import { useEffect, useRef } from "preact/hooks";
import type { PictureArc } from "./GraphPicture.tsx";
import { nodeColours } from "./nodeColours.ts";
import type { Placement } from "./placement.ts";
import type { PanZoom } from "./usePanZoom.ts";

interface OverviewProps {
  readonly placement: Placement;
  readonly arcs: readonly PictureArc[];
  readonly isObserved: (name: string) => boolean;
  readonly view: PanZoom;
}

/** A large graph from far away: lines and blocks, painted at once instead of thousands of elements. */
export function Overview({ placement, arcs, isObserved, view }: OverviewProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width, height } = view.size;
  const { k, x, y } = view.transform;
  useEffect(() => {
    const element = canvas.current!;
    const context = element.getContext("2d")!;
    const style = getComputedStyle(element);
    const fill = nodeColours(style, isObserved);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, width, height);
    context.setTransform(k, 0, 0, k, x, y);
    context.strokeStyle = style.getPropertyValue("--line-strong");
    context.lineWidth = 0.6 / k;
    context.beginPath();
    for (const { parent, child } of arcs) {
      const [from, to] = [placement.nodes.get(parent), placement.nodes.get(child)];
      if (!from || !to) continue;
      context.moveTo(from.x, from.y);
      context.lineTo(to.x, to.y);
    }
    context.stroke();
    for (const node of placement.nodes.values()) {
      context.fillStyle = fill(node.name);
      context.fillRect(node.x - node.width / 2, node.y - node.height / 2, node.width, node.height);
    }
  });
  return (
    <div class="overview" aria-hidden="true">
      <canvas ref={canvas} width={width} height={height} />
    </div>
  );
}
