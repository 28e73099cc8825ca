import { effect } from "@preact/signals";
import { useEffect, useId, useRef } from "preact/hooks";
import { notify } from "../app/notices.ts";
import { Breakable } from "./Breakable.tsx";
import { PacedDrawing } from "./pacedDrawing.ts";
import { chartsLoaded, loadCharts } from "./plot.ts";
import { SaveButtons } from "./SaveButtons.tsx";

interface FigureProps {
  readonly title: string;
  /** Draws at a width; what it reads of signals makes it draw again. */
  readonly draw: (width: number) => SVGSVGElement | HTMLElement | undefined;
  /** Draws at most this often, in milliseconds; 0 and without it whenever something changes. */
  readonly every?: number;
  readonly note?: string;
  /** What the chart shows, in words: its text alternative. */
  readonly describe?: () => string;
  readonly hideTitle?: boolean;
  /** Pixels: in less room a drawing as wide as this is made smaller. */
  readonly least?: number;
}

/** The width that charts need for their names and numbers. */
const LEAST = 260;

/** A chart that fills its width, redraws when its data change, and can be saved. */
export function Figure({ title, draw, every = 0, note, describe, hideTitle, least = LEAST }: FigureProps) {
  const frame = useRef<HTMLDivElement>(null);
  const latest = useRef(draw);
  latest.current = draw;
  const words = useRef({ title, describe });
  words.current = { title, describe };
  const id = useId();
  const drawing = useRef<PacedDrawing>(undefined);

  useEffect(() => {
    const element = frame.current!;
    let stop: (() => void) | undefined;
    const paced = new PacedDrawing(() => {
      stop?.();
      let first = true;
      stop = effect(() => {
        if (!first) return paced.ask();
        first = false;
        const width = element.clientWidth;
        if (width === 0) return;
        const figure = latest.current(Math.max(least, width));
        // The picture speaks as a whole; names of its parts are noise to a screen reader.
        for (const part of figure?.querySelectorAll("[aria-label]") ?? []) part.removeAttribute("aria-label");
        figure?.setAttribute("role", "img");
        const { title, describe } = words.current;
        figure?.setAttribute("aria-label", title);
        const text = describe?.();
        if (figure && text !== undefined) {
          const description = document.createElementNS("http://www.w3.org/2000/svg", "desc");
          description.textContent = text;
          description.id = `${id}-text`;
          figure.prepend(description);
          figure.setAttribute("aria-describedby", description.id);
        }
        element.replaceChildren(...(figure ? [figure] : []));
      });
    }, every);
    drawing.current = paced;
    const watcher = new ResizeObserver(() => paced.ask());
    let gone = false;
    if (chartsLoaded()) watcher.observe(element);
    else loadCharts().then(() => !gone && watcher.observe(element), notify);
    return () => {
      gone = true;
      watcher.disconnect();
      paced.stop();
      stop?.();
    };
  }, []);
  useEffect(() => {
    if (chartsLoaded()) drawing.current?.ask();
  }, [draw]);
  useEffect(() => drawing.current?.setPace(every), [every]);

  const svg = () => frame.current?.querySelector("svg");
  return (
    <figure class="figure">
      <figcaption>
        <h3 class={hideTitle ? "hidden" : ""}>
          <Breakable text={title} />
        </h3>
        <span class="save">
          <SaveButtons what={`"${title}"`} title={title} picture={svg} />
        </span>
      </figcaption>
      <div ref={frame} class="plot" />
      {note && <p class="quiet">{note}</p>}
    </figure>
  );
}
