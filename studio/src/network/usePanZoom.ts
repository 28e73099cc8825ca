import { select } from "d3-selection";
import { type ZoomBehavior, type ZoomTransform, zoom, zoomIdentity } from "d3-zoom";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Placement } from "./placement.ts";

export interface PanZoom {
  readonly transform: ZoomTransform;
  readonly zoomBy: (factor: number) => void;
  readonly fit: () => void;
  /**
   * Brings a point of the drawing into sight, near enough to read names, unless it is: with all of the drawing where that can be
   * read, else in the middle.
   */
  readonly reveal: (x: number, y: number) => void;
  /** Brings a point of the drawing into the middle at the scale that is. */
  readonly centre: (x: number, y: number) => void;
  readonly size: { readonly width: number; readonly height: number };
}

/** What the buttons in the corner cover. */
const TOOLS_HEIGHT = 44;
/** The scale from which names can be read. */
const READABLE = 0.6;
/** Nodes that fingers hit are at least so high, in pixels. */
const TOUCH = 40;
const LARGEST = 1.25;

/**
 * Pan by drag, zoom by wheel or pinch; a drag that starts on a node, an arc or a grip is left to them, and a finger that swipes
 * up or down to the page, which scrolls.
 */
export function usePanZoom(
  svg: { readonly current: SVGSVGElement | null },
  content: Placement,
  fitKey: unknown,
): PanZoom {
  const [transform, setTransform] = useState<ZoomTransform>(zoomIdentity);
  const [size, setSize] = useState({ width: 0, height: 0 });
  const behaviour = useRef<ZoomBehavior<SVGSVGElement, unknown>>(undefined);
  const touched = useRef(false);

  useEffect(() => {
    const element = svg.current!;
    const watcher = new ResizeObserver(() => {
      const { clientWidth: width, clientHeight: height } = element;
      if (width > 0)
        setSize((old) => (old.width === width && old.height === height ? old : { width, height }));
    });
    watcher.observe(element);
    const move = zoom<SVGSVGElement, unknown>()
      .scaleExtent([0.02, 4])
      .filter((event: Event) => {
        if ((event as MouseEvent).button) return false;
        if (event.type === "wheel") return true;
        // Two fingers pinch wherever they land.
        if ("touches" in event && (event as TouchEvent).touches.length > 1) return true;
        return (
          !(event.target as Element).closest("[data-node],[data-arc],[data-grip]") &&
          event.type !== "dblclick"
        );
      })
      .on("zoom", (event) => {
        if (event.sourceEvent) touched.current = true;
        setTransform(event.transform);
      });
    behaviour.current = move;
    select(element).call(move);
    return () => {
      watcher.disconnect();
      select(element).on(".zoom", null);
    };
  }, []);

  const { x: left, y: top, width, height } = content;
  const actions = useMemo(() => {
    const on = () => select(svg.current!);
    const free = size.height - TOOLS_HEIGHT;
    const whole = Math.min(LARGEST, size.width / width, free / height);
    const show = (k: number) => {
      // What does not fit begins at its top.
      const x = (size.width - width * k) / 2 - left * k;
      const y = Math.max(0, (free - height * k) / 2) - top * k;
      on().call(behaviour.current!.transform, zoomIdentity.translate(x, y).scale(k));
    };
    const centre = (x: number, y: number, k = transform.k) => {
      touched.current = true;
      on().call(
        behaviour.current!.transform,
        zoomIdentity.translate(size.width / 2 - k * x, size.height / 2 - k * y).scale(k),
      );
    };
    return {
      fit: () => {
        if (size.width === 0) return;
        touched.current = false;
        show(whole);
      },
      /** As large as needed to read and to hit; on paper, where nobody can move it, the whole. */
      begin: () => {
        if (size.width === 0) return;
        touched.current = false;
        const least = Math.max(READABLE, fingers() ? TOUCH / lowest(content) : 0);
        show(matchMedia("print").matches ? whole : Math.max(whole, least));
      },
      zoomBy: (factor: number) => {
        touched.current = true;
        on().call(behaviour.current!.scaleBy, factor);
      },
      centre: (x: number, y: number) => centre(x, y),
      reveal: (x: number, y: number) => {
        const [px, py] = transform.apply([x, y]);
        const inSight = px > 30 && py > 20 && px < size.width - 30 && py < free - 20;
        if (inSight && transform.k >= READABLE) return;
        if (whole >= READABLE && !fingers()) {
          touched.current = false;
          show(whole);
        } else centre(x, y, Math.max(transform.k, READABLE));
      },
    };
  }, [size, left, top, width, height, transform]);

  // Whatever is opened anew is shown from its beginning; once a person has moved the picture, edits leave it where it is.
  const shown = useRef<unknown>(undefined);
  useEffect(() => {
    touched.current = false;
  }, [fitKey]);
  useEffect(() => {
    if (size.width === 0 || touched.current) return;
    const key = `${fitKey} ${size.width} ${size.height}`;
    if (shown.current === key) return;
    shown.current = key;
    actions.begin();
  }, [size, fitKey]);

  return { transform, size, ...actions };
}

/** The height of the lowest node. */
function lowest({ nodes }: Placement): number {
  let height = Number.POSITIVE_INFINITY;
  for (const node of nodes.values()) height = Math.min(height, node.height);
  return height;
}

function fingers(): boolean {
  return matchMedia("(pointer: coarse)").matches;
}
