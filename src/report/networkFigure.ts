import { Graphviz } from "@hpcc-js/wasm-graphviz";
import type { Dag } from "../graph/index.ts";
import { compactLayout } from "./compactLayout.ts";
import { extent, type Layout, type LayoutEdge, type LayoutNode } from "./layout.ts";
import { coordinate, escapeText, FIGURE_STYLE, figureAttributes } from "./markup.ts";
import { type Direction, isDense, layoutDot, shortenedName } from "./networkDot.ts";

/** Pixels an inch, Graphviz's own measure being points. */
const PIXELS = 96;
const SCALE = PIXELS / 72;
const MARGIN = 6;
/** Points. A wider picture is laid out from left to right too, since pages scroll down more readily than sideways. */
const WIDEST = 950;
const TITLE_HEIGHT = 30;
/** The share of its size at which names are still 9 pixels high. */
const SMALLEST = 0.55;

/** An arc that the picture points out: `added` green and dashed, `doubted` red and dotted. */
export interface MarkedArc {
  readonly parent: string;
  readonly child: string;
  readonly mark: "added" | "doubted";
}

/** A number at an arc, as in path diagrams. */
export interface ArcLabel {
  readonly parent: string;
  readonly child: string;
  /** Where hundreds of arcs leave no room, it is only shown when the pointer rests on the arc. */
  readonly text: string;
  /** From 0 to 1: how thick the arc is drawn. */
  readonly strength: number;
}

export interface NetworkFigureOptions {
  readonly title?: string;
  readonly labels?: readonly ArcLabel[];
  /** Arcs of the graph to point out; what the marks mean is for the title or the text around to say. */
  readonly marked?: readonly MarkedArc[];
}

/** What is special about arcs, by `parent,child`. */
interface Looks {
  readonly marks: ReadonlyMap<string, MarkedArc["mark"]>;
  readonly labels: ReadonlyMap<string, ArcLabel>;
}

type Place = (point: string) => readonly [number, number];

let loading: Promise<Graphviz> | undefined;

/**
 * SVG text of a graph, laid out by Graphviz's dot. Observed nodes are filled boxes, latent ones dashed ellipses, in
 * two colours that colour-blind people can tell apart. Text takes the page's colour; `--siren-observed`,
 * `--siren-latent` and `--siren-arc` may be set to others. Resting the pointer on a node or an arc names it.
 *
 * @example
 * const sprinkler = Dag.create([
 *   { name: "rain", parents: [] },
 *   { name: "grass", parents: ["rain"] },
 * ]);
 * const svg = await networkFigure(sprinkler, { title: "Wet grass" });
 */
export async function networkFigure(
  dag: Dag,
  { title, marked = [], labels = [] }: NetworkFigureOptions = {},
): Promise<string> {
  const place = ({ parent, child }: { parent: string; child: string }) =>
    `${dag.indexOf(parent)},${dag.indexOf(child)}`;
  const looks: Looks = {
    marks: new Map(marked.map((arc) => [place(arc), arc.mark])),
    labels: new Map(labels.map((arc) => [place(arc), arc])),
  };
  const labelOf =
    labels.length > 0 && !isDense(dag)
      ? (parent: number, child: number) => looks.labels.get(`${parent},${child}`)?.text
      : undefined;
  loading ??= Graphviz.load();
  const graphviz = await loading;
  const layOut = (direction: Direction): Layout => {
    const layout: Layout = JSON.parse(graphviz.layout(layoutDot(dag, direction, labelOf), "json", "dot"));
    return isDense(dag) ? compactLayout(dag, layout, direction) : layout;
  };
  const downward = layOut("TB");
  if (extent(downward)[0] <= WIDEST) return draw(dag, downward, title, looks);
  const sideways = layOut("LR");
  return draw(dag, extent(sideways)[0] < extent(downward)[0] ? sideways : downward, title, looks);
}

function draw(dag: Dag, layout: Layout, title: string | undefined, looks: Looks): string {
  const [right, top] = extent(layout);
  const head = title === undefined ? 0 : TITLE_HEIGHT;
  const width = Math.ceil(right * SCALE + 2 * MARGIN);
  const height = Math.ceil(top * SCALE + 2 * MARGIN + head);
  const place: Place = (point) => {
    const [x, y] = point.split(",").map(Number);
    return [x * SCALE + MARGIN, (top - y) * SCALE + MARGIN + head];
  };
  const arcs = (layout.edges ?? []).map((edge) => drawArc(dag, edge, place, looks));
  const written = (layout.edges ?? []).flatMap((edge) => drawLabel(edge, place, looks));
  const nodes = (layout.objects ?? []).map((box, node) => drawNode(dag, node, box, place));
  const name = title ?? `Network of ${dag.size} nodes and ${dag.arcCount} arcs`;
  const heading =
    title === undefined ? "" : `<text x="${MARGIN}" y="19" class="title">${escapeText(title)}</text>\n`;
  return `<svg ${figureAttributes("siren-graph", name, width, height, SMALLEST)}>
<style>${FIGURE_STYLE}${STYLE}</style>
${heading}<g class="arcs" fill="none" stroke="currentColor" stroke-width="${isDense(dag) ? 0.8 : 1}" stroke-opacity="${isDense(dag) ? 0.35 : 0.65}">
${arcs.join("\n")}
</g>${written.length > 0 ? `\n${written.join("\n")}` : ""}
${nodes.join("\n")}
</svg>`;
}

const OBSERVED = { fill: "#bfd9ee", stroke: "#2b7fc4" };
const MARKS = {
  added: 'stroke="#1b8a5a" stroke-width="2.5" stroke-opacity="1" stroke-dasharray="7 3"',
  doubted: 'stroke="#c8372d" stroke-width="2" stroke-opacity="1" stroke-dasharray="2 3"',
} as const;
const LATENT = { fill: "#fff4e0", stroke: "#b8740c" };

// Where a viewer lacks variables or color-mix, the attributes of the shapes hold.
const STYLE = [
  ".siren-graph text{font:17.3px Helvetica,Arial,'Liberation Sans',sans-serif;text-anchor:middle}",
  ".siren-graph .label{font-size:13.3px;paint-order:stroke;stroke:var(--siren-back,Canvas);stroke-width:4px}",
  ".siren-graph .title{font-weight:700;text-anchor:start}",
  `.siren-graph .observed{--tint:var(--siren-observed,${OBSERVED.stroke})}`,
  `.siren-graph .latent{--tint:var(--siren-latent,${LATENT.stroke})}`,
  ".siren-graph rect{fill:color-mix(in srgb,var(--tint) 32%,var(--siren-back,Canvas));stroke:var(--tint)}",
  ".siren-graph ellipse{fill:color-mix(in srgb,var(--tint) 10%,var(--siren-back,Canvas));stroke:var(--tint)}",
  ".siren-graph ellipse{stroke-width:1.5;stroke-dasharray:5 3}",
  ".siren-graph .arcs{stroke:var(--siren-arc,currentColor)}",
  ".siren-graph .arcs path:hover{stroke-width:3;stroke-opacity:1}",
].join("");

function drawNode(dag: Dag, node: number, { pos, width, height }: LayoutNode, place: Place): string {
  const [x, y] = place(pos);
  const w = Number(width) * PIXELS;
  const h = Number(height) * PIXELS;
  const at = coordinate;
  const shape =
    dag.roles[node] === "observed"
      ? `<rect x="${at(x - w / 2)}" y="${at(y - h / 2)}" width="${at(w)}" height="${at(h)}" ${look(OBSERVED)}/>`
      : `<ellipse cx="${at(x)}" cy="${at(y)}" rx="${at(w / 2)}" ry="${at(h / 2)}" ${look(LATENT)}/>`;
  const name = dag.names[node];
  const hint = `${name}: ${dag.roles[node]}, parents: ${dag.parents(node).length}, children: ${dag.children(node).length}`;
  return `<g class="${dag.roles[node]}"><title>${escapeText(hint)}</title>${shape}<text x="${at(x)}" y="${at(y + 6)}">${escapeText(shortenedName(name))}</text></g>`;
}

function look({ fill, stroke }: { fill: string; stroke: string }): string {
  return `fill="${fill}" stroke="${stroke}"`;
}

/** Graphviz gives the arrow's tip first (`e,x,y`), then a cubic spline that ends at the arrow's base. */
function drawArc(dag: Dag, edge: LayoutEdge, place: Place, { marks, labels }: Looks): string {
  const [end, ...points] = edge.pos.split(" ");
  const tip = place(end.slice(2));
  const spline = points.map(place);
  const [start, ...rest] = spline.map(([x, y]) => `${coordinate(x)} ${coordinate(y)}`);
  const label = labels.get(`${edge.tail},${edge.head}`);
  const hint = `${dag.names[edge.tail]} → ${dag.names[edge.head]}${label?.text ? `: ${label.text}` : ""}`;
  const mark = marks.get(`${edge.tail},${edge.head}`);
  const look =
    mark !== undefined
      ? ` class="${mark}" ${MARKS[mark]}`
      : label === undefined
        ? ""
        : ` stroke-width="${coordinate(THIN + (THICK - THIN) * Math.min(1, label.strength))}"`;
  return `<path${look} d="M${start}C${rest.join(" ")}${arrowHead(spline[spline.length - 1], tip)}"><title>${escapeText(hint)}</title></path>`;
}

/** Pixels; how thick arcs of no and of full strength are. */
const THIN = 0.7;
const THICK = 3;

function drawLabel({ tail, head, lp }: LayoutEdge, place: Place, { labels }: Looks): string[] {
  const label = labels.get(`${tail},${head}`);
  if (label === undefined || lp === undefined) return [];
  const [x, y] = place(lp);
  return [
    `<text class="label" x="${coordinate(x)}" y="${coordinate(y + 4.5)}">${escapeText(label.text)}</text>`,
  ];
}

/** Two strokes, so that spline and arrow are one path. */
function arrowHead([x, y]: readonly [number, number], [tipX, tipY]: readonly [number, number]): string {
  const acrossX = (tipY - y) * 0.45;
  const acrossY = (x - tipX) * 0.45;
  const wing = (sign: number) => `${coordinate(x + sign * acrossX)} ${coordinate(y + sign * acrossY)}`;
  return `L${coordinate(tipX)} ${coordinate(tipY)}M${wing(1)}L${coordinate(tipX)} ${coordinate(tipY)} ${wing(-1)}`;
}
