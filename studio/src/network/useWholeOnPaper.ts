import { useEffect } from "preact/hooks";
import type { Placement } from "./placement.ts";
import type { PanZoom } from "./usePanZoom.ts";

/** On paper a picture takes the room for what it shows of the drawing, without the empty ground that a wide frame has beside it. */
export function useWholeOnPaper(
  svg: { readonly current: SVGSVGElement | null },
  placement: Placement,
  { transform: { k, x, y }, size }: PanZoom,
): void {
  useEffect(() => {
    const element = svg.current!;
    const left = Math.max(0, x + k * placement.x);
    const top = Math.max(0, y + k * placement.y);
    const width = Math.min(size.width, x + k * (placement.x + placement.width)) - left;
    const height = Math.min(size.height, y + k * (placement.y + placement.height)) - top;
    if (!(width > 0 && height > 0)) return;
    const onScreen = element.getAttribute("viewBox")!;
    const before = () => element.setAttribute("viewBox", `${left} ${top} ${width} ${height}`);
    const after = () => element.setAttribute("viewBox", onScreen);
    window.addEventListener("beforeprint", before);
    window.addEventListener("afterprint", after);
    return () => {
      window.removeEventListener("beforeprint", before);
      window.removeEventListener("afterprint", after);
    };
  }, [placement, k, x, y, size]);
}
