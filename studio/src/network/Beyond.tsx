import type { Placement } from "./placement.ts";
import type { PanZoom } from "./usePanZoom.ts";

/** Pixels of the drawing's margin that may be out of sight. */
const SPARE = 8;

/** Fades the sides on which the drawing goes on beyond what is in sight, so that it does not look cut. */
export function Beyond({ placement, view }: { placement: Placement; view: PanZoom }) {
  const { k, x, y } = view.transform;
  const sides = [
    ["left", -(placement.x * k + x)],
    ["top", -(placement.y * k + y)],
    ["right", (placement.x + placement.width) * k + x - view.size.width],
    ["bottom", (placement.y + placement.height) * k + y - view.size.height],
  ] as const;
  return sides.map(
    ([side, hidden]) => hidden > SPARE && <span key={side} class={`beyond ${side}`} aria-hidden="true" />,
  );
}
