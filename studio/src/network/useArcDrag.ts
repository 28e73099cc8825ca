import { useRef, useState } from "preact/hooks";
import { border } from "./arcPath.ts";
import type { Placement, Point } from "./layout.ts";

const THRESHOLD = 5;

/** A drag from one node to another; shorter movements stay clicks. */
export function useArcDrag(placement: Placement, onArc: (parent: string, child: string) => void) {
  const [drawn, setDrawn] = useState<{ from: string; at: Point; target: string | undefined }>();
  const ended = useRef(0);

  const start = (event: PointerEvent, from: string) => {
    if (event.button !== 0) return;
    const group = event.currentTarget as SVGGElement;
    const drawing = group.parentNode as SVGGElement;
    const begin = { x: event.clientX, y: event.clientY };
    let target: string | undefined;
    let moved = false;
    const move = (now: PointerEvent) => {
      if (!moved && Math.hypot(now.clientX - begin.x, now.clientY - begin.y) < THRESHOLD) return;
      moved = true;
      const at = new DOMPoint(now.clientX, now.clientY).matrixTransform(drawing.getScreenCTM()!.inverse());
      const under = document.elementFromPoint(now.clientX, now.clientY)?.closest("[data-node]");
      const name = drawing.contains(under ?? null) ? (under as HTMLElement | null)?.dataset.node : undefined;
      target = name === from ? undefined : name;
      setDrawn({ from, at, target });
    };
    const end = (now: PointerEvent) => {
      window.removeEventListener("pointermove", move);
      window.removeEventListener("pointerup", end);
      window.removeEventListener("pointercancel", end);
      setDrawn(undefined);
      if (!moved) return;
      ended.current = performance.now();
      if (now.type === "pointerup" && target !== undefined) onArc(from, target);
    };
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", end);
    window.addEventListener("pointercancel", end);
  };

  const source = drawn && placement.nodes.get(drawn.from);
  const goal = drawn?.target === undefined ? undefined : placement.nodes.get(drawn.target);
  let path: string | undefined;
  if (drawn && source) {
    const tip = goal ? border(goal, source) : drawn.at;
    const root = border(source, tip);
    path = `M${root.x},${root.y}L${tip.x},${tip.y}`;
  }
  return {
    start,
    path,
    target: drawn?.target,
    /** The browser sends a click after a drag that ends where it began; it is not meant. */
    justDragged: () => performance.now() - ended.current < 50,
  };
}
