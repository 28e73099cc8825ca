import { select } from "d3-selection";
import { type ZoomBehavior, type ZoomTransform, zoom, zoomIdentity } from "d3-zoom";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";

export interface PanZoom {
  readonly transform: ZoomTransform;
  readonly zoomBy: (factor: number) => void;
  readonly fit: () => void;
  /** Brings a point of the drawing into the middle, near enough to read names, unless it is in sight and readable. */
  readonly reveal: (x: number, y: number) => void;
  readonly size: { readonly width: number; readonly height: number };
}

/** What the buttons in the corner cover. */
const TOOLS_HEIGHT = 44;
/** The scale from which names can be read. */
const READABLE = 0.8;

/** Pan by drag, zoom by wheel or pinch; a drag that starts on a node or an arc is left to them. */
export function usePanZoom(
  svg: { readonly current: SVGSVGElement | null },
  content: { width: number; height: number },
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
      .scaleExtent([0.08, 4])
      .filter((event: Event) => {
        if ((event as MouseEvent).button) return false;
        if (event.type === "wheel") return true;
        return !(event.target as Element).closest("[data-node],[data-arc]") && event.type !== "dblclick";
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

  const actions = useMemo(() => {
    const on = () => select(svg.current!);
    const fit = () => {
      if (size.width === 0) return;
      touched.current = false;
      const free = size.height - TOOLS_HEIGHT;
      const k = Math.min(1.25, size.width / content.width, free / content.height);
      const x = (size.width - content.width * k) / 2;
      const y = (free - content.height * k) / 2;
      on().call(behaviour.current!.transform, zoomIdentity.translate(x, y).scale(k));
    };
    return {
      fit,
      zoomBy: (factor: number) => {
        touched.current = true;
        on().call(behaviour.current!.scaleBy, factor);
      },
      reveal: (x: number, y: number) => {
        const [left, top] = transform.apply([x, y]);
        const inSight = left > 30 && top > 20 && left < size.width - 30 && top < size.height - 20;
        if (inSight && transform.k >= READABLE) return;
        const k = Math.max(transform.k, READABLE);
        touched.current = true;
        on().call(
          behaviour.current!.transform,
          zoomIdentity.translate(size.width / 2 - k * x, size.height / 2 - k * y).scale(k),
        );
      },
    };
  }, [size, content.width, content.height, transform]);

  // Whatever is opened anew is shown whole; once a person has moved the picture, edits leave it where it is.
  useEffect(() => {
    touched.current = false;
  }, [fitKey]);
  useEffect(() => {
    if (!touched.current) actions.fit();
  }, [size, content.width, content.height, fitKey]);

  return { transform, size, ...actions };
}
