import { useRef, useState } from "preact/hooks";
import type { Point } from "../document/routes.ts";
import { border } from "./arcPath.ts";
import type { Placement } from "./placement.ts";

const THRESHOLD = 5;

type Drag =
  | { readonly kind: "move"; readonly name: string; readonly at: Point }
  | { readonly kind: "arc"; readonly name: string; readonly at: Point; readonly target: string | undefined };

interface Dropped {
  readonly onMove: (name: string, to: Point) => void;
  readonly onArc: (parent: string, child: string) => void;
}

/** Drags of a mouse or a pen: a node to another place, or, from its handle or with Shift, an arc to another node. */
export function useNodeDrag(placement: Placement, { onMove, onArc }: Dropped) {
  const [drag, setDrag] = useState<Drag>();
  const ended = useRef(0);

  const start = (event: PointerEvent, name: string, kind: Drag["kind"]) => {
    // A finger that swipes over a node scrolls; it draws by the buttons.
    if (event.button !== 0 || event.pointerType === "touch") return;
    event.stopPropagation();
    const wanted = event.shiftKey ? "arc" : kind;
    const drawing = (event.currentTarget as SVGElement).closest<SVGGElement>("[data-drawing]")!;
    const node = placement.nodes.get(name)!;
    const inDrawing = ({ clientX, clientY }: PointerEvent) =>
      new DOMPoint(clientX, clientY).matrixTransform(drawing.getScreenCTM()!.inverse());
    const begin = { x: event.clientX, y: event.clientY };
    const grip = inDrawing(event);
    let latest: Drag | undefined;
    const move = (now: PointerEvent) => {
      if (!latest && Math.hypot(now.clientX - begin.x, now.clientY - begin.y) < THRESHOLD) return;
      const at = inDrawing(now);
      if (wanted === "move") {
        latest = { kind: "move", name, at: { x: node.x + at.x - grip.x, y: node.y + at.y - grip.y } };
      } else {
        const under = document.elementFromPoint(now.clientX, now.clientY)?.closest("[data-node]");
        const found = drawing.contains(under ?? null)
          ? (under as SVGElement | null)?.dataset.node
          : undefined;
        latest = { kind: "arc", name, at: { x: at.x, y: at.y }, target: found === name ? undefined : found };
      }
      setDrag(latest);
    };
    const end = (now: PointerEvent) => {
      window.removeEventListener("pointermove", move);
      window.removeEventListener("pointerup", end);
      window.removeEventListener("pointercancel", end);
      setDrag(undefined);
      if (!latest) return;
      ended.current = performance.now();
      if (now.type !== "pointerup") return;
      if (latest.kind === "move") onMove(name, latest.at);
      else if (latest.target !== undefined) onArc(name, latest.target);
    };
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", end);
    window.addEventListener("pointercancel", end);
  };

  return {
    start,
    /** The node that is on its way, and where it is. */
    moved: drag?.kind === "move" ? drag : undefined,
    path: drag?.kind === "arc" ? rubber(placement, drag.name, drag.at, drag.target) : undefined,
    target: drag?.kind === "arc" ? drag.target : undefined,
    /** The browser sends a click after a drag that ends where it began; it is not meant. */
    justDragged: () => performance.now() - ended.current < 50,
  };
}

function rubber(
  placement: Placement,
  from: string,
  at: Point,
  target: string | undefined,
): string | undefined {
  const source = placement.nodes.get(from);
  const goal = target === undefined ? undefined : placement.nodes.get(target);
  if (!source) return undefined;
  const tip = goal ? border(goal, source) : at;
  const root = border(source, tip);
  return `M${root.x},${root.y}L${tip.x},${tip.y}`;
}
