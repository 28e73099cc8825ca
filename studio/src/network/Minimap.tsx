import { useEffect, useRef } from "preact/hooks";
import { nodeColours } from "./nodeColours.ts";
import type { Placement } from "./placement.ts";
import type { PanZoom } from "./usePanZoom.ts";

const WIDTH = 132;
const HEIGHT = 96;

interface MinimapProps {
  readonly placement: Placement;
  readonly isObserved: (name: string) => boolean;
  readonly view: PanZoom;
}

/** The whole graph in a corner, and what of it is in sight; a click goes there. A help for the eye alone. */
export function Minimap({ placement, isObserved, view }: MinimapProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { x, y, width, height } = placement;
  const scale = Math.min(WIDTH / width, HEIGHT / height);
  const { k, x: dx, y: dy } = view.transform;
  useEffect(() => {
    const element = canvas.current!;
    const context = element.getContext("2d")!;
    const style = getComputedStyle(element);
    const fill = nodeColours(style, isObserved);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, element.width, element.height);
    for (const node of placement.nodes.values()) {
      context.fillStyle = fill(node.name);
      const [w, h] = [Math.max(2, node.width * scale), Math.max(2, node.height * scale)];
      context.fillRect((node.x - x) * scale - w / 2, (node.y - y) * scale - h / 2, w, h);
    }
    context.strokeStyle = style.getPropertyValue("--ink");
    context.lineWidth = 1.5;
    context.strokeRect(
      (-dx / k - x) * scale,
      (-dy / k - y) * scale,
      (view.size.width / k) * scale,
      (view.size.height / k) * scale,
    );
  });
  const go = (event: PointerEvent) => {
    const box = canvas.current!.getBoundingClientRect();
    view.centre((event.clientX - box.left) / scale + x, (event.clientY - box.top) / scale + y);
  };
  return (
    <div class="minimap" aria-hidden="true">
      <canvas
        ref={canvas}
        width={Math.ceil(width * scale)}
        height={Math.ceil(height * scale)}
        onPointerDown={(event) => {
          canvas.current!.setPointerCapture(event.pointerId);
          go(event);
        }}
        onPointerMove={(event) => {
          if (canvas.current!.hasPointerCapture(event.pointerId)) go(event);
        }}
      />
    </div>
  );
}
