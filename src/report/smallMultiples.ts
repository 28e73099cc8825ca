import { FIGURE_STYLE, figureAttributes } from "./markup.ts";
import { type PanelOptions, seriesPanel } from "./seriesPanel.ts";
import { type LegendEntry, legend } from "./seriesStyle.ts";

export interface SmallMultiples {
  /** Fit for an id: small letters, digits and hyphens; no two figures of a page may share it. */
  readonly name: string;
  /** What a reader who can't see the figure is told. */
  readonly label: string;
  readonly keys: readonly LegendEntry[];
  readonly panels: readonly Omit<PanelOptions, "width" | "height">[];
  /** Panels side by side. */
  readonly columns: number;
  readonly panelWidth: number;
  readonly panelHeight: number;
}

/** The share of its size at which text is still 11 pixels high. */
const SMALLEST = 0.85;
const GAP = 12;

/** SVG text: a legend and, below it, panels in rows. */
export function smallMultiples({
  name,
  label,
  keys,
  panels,
  columns,
  panelWidth,
  panelHeight,
}: SmallMultiples): string {
  const across = Math.max(1, Math.min(columns, panels.length));
  const width = across * panelWidth;
  const head = legend(keys, width);
  const top = head.height + GAP;
  const drawn = panels.map((panel, i) => {
    const x = (i % across) * panelWidth;
    const y = top + Math.floor(i / across) * (panelHeight + GAP);
    return `<g transform="translate(${x},${y})">${seriesPanel({ ...panel, width: panelWidth, height: panelHeight })}</g>`;
  });
  const height = top + Math.ceil(panels.length / across) * (panelHeight + GAP);
  return `<svg ${figureAttributes(`siren-${name}`, label, width, height, SMALLEST)} font-size="13">
<style>${FIGURE_STYLE}</style>
${head.svg}
${withOwnIds(drawn.join("\n"), name)}
</svg>`;
}

/** The plots count their clip paths over the whole process; the same figure must be the same text every time. */
function withOwnIds(svg: string, name: string): string {
  const known = new Map<string, string>();
  return svg.replaceAll(/plot-clip-\d+/gu, (id) => {
    if (!known.has(id)) known.set(id, `${name}-clip-${known.size + 1}`);
    return known.get(id)!;
  });
}
