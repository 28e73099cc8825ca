import type { ComponentChildren, SVGAttributes } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { firstClause } from "../ui/firstClause.ts";
import { Icon } from "../ui/Icon.tsx";
import { SaveButtons } from "../ui/SaveButtons.tsx";
import { arcPath } from "./arcPath.ts";
import { Beyond } from "./Beyond.tsx";
import { Minimap } from "./Minimap.tsx";
import { lineOffset } from "./nodeShape.ts";
import { Overview } from "./Overview.tsx";
import { overviewShapes } from "./overviewShapes.ts";
import type { PlacedNode, Placement } from "./placement.ts";
import { type PanZoom, usePanZoom } from "./usePanZoom.ts";
import { useWholeOnPaper } from "./useWholeOnPaper.ts";

export interface PictureArc {
  readonly parent: string;
  readonly child: string;
  readonly path?: string;
  readonly className?: string;
  /** Without an arrowhead: an edge of the moral graph. */
  readonly undirected?: boolean;
  /** Drawn as thickness and sign: 1 and more is strong. */
  readonly strength?: number;
  /** Of its strength only the size says something. */
  readonly unsigned?: true;
}

export interface PictureProps {
  readonly label: string;
  readonly placement: Placement;
  readonly arcs: readonly PictureArc[];
  readonly isObserved: (name: string) => boolean;
  readonly nodeClass?: (name: string) => string;
  readonly nodeProps?: (name: string) => SVGAttributes<SVGGElement>;
  readonly arcProps?: (arc: PictureArc) => SVGAttributes<SVGGElement>;
  readonly fitKey: unknown;
  readonly overlay?: ComponentChildren;
  readonly hint?: (name: string) => string;
  /** What is drawn in a node, beside its name. */
  readonly inside?: (node: PlacedNode) => ComponentChildren;
  readonly svgProps?: SVGAttributes<SVGSVGElement>;
  /** A node to bring into sight; a new object asks again. */
  readonly sought?: { readonly name: string };
  readonly children?: ComponentChildren;
}

/** Above this many nodes only those in sight are drawn. */
const MOST_SHAPES = 240;
/** Of the drawing, around what is in sight. */
const SPARE = 80;
/** The scale below which names are not drawn. */
const UNREADABLE = 0.5;

/** Of a strong arc, in units of the drawing. */
const MOST_WIDTH = 4.5;
/** A thick arc ends before its node, so that its head, which reaches further, has a point. */
const HEAD_ROOM = 8;

/** A graph that can be panned and zoomed; measured nodes are filled boxes, latent ones outlined ellipses. */
export function GraphPicture(props: PictureProps) {
  const { placement, arcs, isObserved, nodeClass, nodeProps, arcProps, label, hint } = props;
  const svg = useRef<SVGSVGElement>(null);
  const view = usePanZoom(svg, placement, props.fitKey);
  useWholeOnPaper(svg, placement, view);
  const [hovered, setHovered] = useState<string>();
  const marker = useId();
  const { k, x, y } = view.transform;
  useEffect(() => {
    const wanted = props.sought && placement.nodes.get(props.sought.name);
    if (wanted) view.reveal(wanted.x, wanted.y);
  }, [props.sought]);
  const sight = {
    left: -x / k - SPARE,
    top: -y / k - SPARE,
    right: (view.size.width - x) / k + SPARE,
    bottom: (view.size.height - y) / k + SPARE,
  };
  const large = placement.nodes.size > MOST_SHAPES;
  const inSight = (node: PlacedNode | undefined) =>
    node !== undefined &&
    node.x > sight.left &&
    node.x < sight.right &&
    node.y > sight.top &&
    node.y < sight.bottom;
  const shapes = [...placement.nodes.values()].filter((node) => !large || inSight(node));
  // From far away a large graph is dots and lines: nobody could read or hit more.
  const far = large && shapes.length > MOST_SHAPES;
  const drawnArcs = far
    ? []
    : arcs.filter(
        ({ parent, child }) =>
          !large || inSight(placement.nodes.get(parent)) || inSight(placement.nodes.get(child)),
      );
  const covered = k * placement.width > view.size.width + 8 || k * placement.height > view.size.height + 8;
  const pointed = hovered === undefined ? undefined : placement.nodes.get(hovered);
  return (
    <div class="picture">
      {far && <Overview placement={placement} arcs={arcs} isObserved={isObserved} view={view} />}
      {/* biome-ignore lint/a11y/useSemanticElements: no element of HTML groups nodes of a picture */}
      <svg
        ref={svg}
        class={`graph ${k < UNREADABLE ? "distant" : ""}`}
        // On paper the frame has another size, and nothing fits the drawing to it again.
        viewBox={view.size.width > 0 ? `0 0 ${view.size.width} ${view.size.height}` : undefined}
        role="group"
        aria-label={label}
        {...props.svgProps}
      >
        <defs>
          <marker
            id={marker}
            viewBox="0 0 10 10"
            refX="9"
            refY="5"
            markerWidth="6.5"
            markerHeight="6.5"
            orient="auto-start-reverse"
          >
            <path d="M0 1 9 5 0 9z" class="arrowhead" />
          </marker>
          {/* Thick arcs have no larger heads than others. */}
          <marker
            id={`${marker}-strong`}
            viewBox="0 0 10 10"
            refX="3"
            refY="5"
            markerUnits="userSpaceOnUse"
            markerWidth="11"
            markerHeight="11"
            orient="auto-start-reverse"
          >
            <path d="M0 1 9 5 0 9z" class="arrowhead" />
          </marker>
        </defs>
        <g data-drawing="" transform={`translate(${x},${y}) scale(${k})`}>
          {drawnArcs.map((arc) => {
            const { strength } = arc;
            const path =
              arc.path ??
              arcPath(placement, arc.parent, arc.child, strength === undefined ? undefined : HEAD_ROOM);
            const sign = strength === undefined || arc.unsigned ? "" : strength < 0 ? "minus" : "plus";
            const head = strength === undefined ? marker : `${marker}-strong`;
            return (
              <g
                key={`${arc.parent}\0${arc.child}`}
                data-arc={arcProps ? `${arc.parent} → ${arc.child}` : undefined}
                class={`arc ${arc.className ?? ""} ${sign}`}
                {...arcProps?.(arc)}
              >
                {arcProps && <path d={path} class="arc-reach" />}
                <path
                  d={path}
                  class="arc-line"
                  marker-end={arc.undirected ? undefined : `url(#${head})`}
                  {...(strength !== undefined && {
                    style: `stroke-width:${(0.6 + MOST_WIDTH * Math.min(1, Math.abs(strength))).toFixed(2)}`,
                  })}
                />
              </g>
            );
          })}
          {(far ? [] : shapes).map((node) => (
            <NodeShape
              key={node.name}
              node={node}
              observed={isObserved(node.name)}
              className={nodeClass?.(node.name) ?? ""}
              onHover={setHovered}
              extra={nodeProps?.(node.name)}
              inside={props.inside?.(node)}
            />
          ))}
          {props.children}
        </g>
      </svg>
      {view.size.width > 0 && <Beyond placement={placement} view={view} />}
      {pointed && hint && (
        <Tip view={view} node={pointed}>
          {hint(pointed.name)}
        </Tip>
      )}
      <div class="picture-tools">
        <button
          type="button"
          class="icon"
          aria-label="Zoom in"
          title="Zoom in"
          onClick={() => view.zoomBy(1.3)}
        >
          <Icon name="plus" />
        </button>
        <button
          type="button"
          class="icon"
          aria-label="Zoom out"
          title="Zoom out"
          onClick={() => view.zoomBy(1 / 1.3)}
        >
          <Icon name="minus" />
        </button>
        <button type="button" class="icon" aria-label="Show all" title="Show all" onClick={view.fit}>
          <Icon name="fit" />
        </button>
        <SaveButtons
          what="this picture"
          title={firstClause(label)}
          picture={() => svg.current}
          below={() => (far ? overviewShapes(svg.current!, props, view.transform) : undefined)}
          class="link save"
        />
      </div>
      {covered && view.size.width > 0 && (
        <Minimap placement={placement} isObserved={isObserved} view={view} />
      )}
      {props.overlay}
    </div>
  );
}

/** Half of the widest tip, and the height below which a node has no room for one above. */
const TIP_REACH = 120;
const TIP_ROOM = 90;

function Tip({ view, node, children }: { view: PanZoom; node: PlacedNode; children: ComponentChildren }) {
  const { k, x, y } = view.transform;
  const top = (node.y - node.height / 2) * k + y;
  const below = top < TIP_ROOM;
  const rightmost = Math.max(TIP_REACH, view.size.width - TIP_REACH);
  return (
    <div
      class={`tip ${below ? "below" : ""}`}
      role="tooltip"
      style={{
        left: `${Math.min(Math.max(node.x * k + x, TIP_REACH), rightmost)}px`,
        top: `${below ? top + node.height * k + 8 : top - 8}px`,
      }}
    >
      {children}
    </div>
  );
}

function NodeShape(props: {
  node: PlacedNode;
  observed: boolean;
  className: string;
  onHover: (name: string | undefined) => void;
  extra: SVGAttributes<SVGGElement> | undefined;
  inside: ComponentChildren;
}) {
  const { node, observed, className, onHover, extra } = props;
  const { width, height } = node;
  const isBox = observed || node.round === false;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hovering only names the node; what acts has a role in `extra`
    <g
      data-node={node.name}
      transform={`translate(${node.x},${node.y})`}
      class={`node ${observed ? "observed" : "latent"} ${className}`}
      onMouseEnter={() => onHover(node.name)}
      onMouseLeave={() => onHover(undefined)}
      {...extra}
    >
      <rect
        class="halo"
        x={-width / 2 - 4}
        y={-height / 2 - 4}
        width={width + 8}
        height={height + 8}
        rx={isBox ? 8 : height / 2 + 4}
      />
      {isBox ? (
        <rect class="body" x={-width / 2} y={-height / 2} width={width} height={height} rx={5} />
      ) : (
        <ellipse class="body" rx={width / 2} ry={height / 2} />
      )}
      {node.lines.map((line, i) => (
        <text
          key={line}
          y={lineOffset(i, node.lines.length, node.lineHeight) + (node.labelOffset ?? 0)}
          dy="0.36em"
          // A name that is cut is said whole by the node's label.
          aria-hidden={line.includes("…") || undefined}
          style={node.letterSize === undefined ? undefined : `font-size:${node.letterSize.toFixed(1)}px`}
        >
          {line}
        </text>
      ))}
      {props.inside}
    </g>
  );
}
