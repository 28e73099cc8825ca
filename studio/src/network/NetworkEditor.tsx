import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { dag, edit, networkDocument, opened, redo, refusedCycle, selection, undo } from "../app/state.ts";
import { conditionalText } from "../document/conditional.ts";
import { type DocumentNode, isSuggested } from "../document/document.ts";
import {
  addArc,
  addNode,
  deleteArc,
  deleteNode,
  freshName,
  moveNode,
  nodeOf,
  reverseArc,
  toggleRole,
} from "../document/edits.ts";
import { arcKey, arcOf } from "../document/routes.ts";
import { arranging, frameAspect, placement as standing } from "./arrangement.ts";
import { doubts } from "./critique.ts";
import { GraphPicture } from "./GraphPicture.tsx";
import { NodeList } from "./NodeList.tsx";
import { DIRECTIONS, neighbourTowards } from "./neighbourTowards.ts";
import { framed, type PlacedNode } from "./placement.ts";
import { drawingFrom } from "./SelectionTools.tsx";
import { searched, selectMade, sought } from "./search.ts";
import { useAspect } from "./useAspect.ts";
import { useNodeDrag } from "./useNodeDrag.ts";

/** The network under edit, as a picture that takes the mouse, a finger or the keyboard. */
export function NetworkEditor({ view }: { view: "picture" | "list" }) {
  const frame = useRef<HTMLDivElement>(null);
  const aspect = useAspect(frame);
  const document = networkDocument.value;
  useEffect(() => {
    if (aspect !== undefined) frameAspect.value = aspect;
  }, [aspect]);
  const observed = useMemo(() => new Set(document.observed), [document.observed]);
  const focusable = useSignal<string | undefined>(undefined);
  const still = standing.value;
  const drag = useNodeDrag(still, {
    onMove: (name, to) => edit(moveNode(name, to), `${name} moved`),
    onArc: (parent, child) => {
      if (edit(addArc(parent, child), `Arc ${parent} → ${child} added`))
        selection.value = { kind: "arc", parent, child };
    },
  });
  const { moved } = drag;
  const from = drawingFrom.value;
  // From when the note can be seen that names the key.
  useLayoutEffect(() => {
    if (from === undefined) return;
    const end = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      drawingFrom.value = undefined;
      event.preventDefault();
    };
    // Before what else Escape would take back.
    window.addEventListener("keydown", end, true);
    return () => window.removeEventListener("keydown", end, true);
  }, [from]);
  useEffect(() => {
    // Undo may have taken the node away that arcs were drawn from.
    if (from !== undefined && !document.nodes.some(({ name }) => name === from))
      drawingFrom.value = undefined;
  }, [from, document.nodes]);
  const placement = useMemo(() => {
    if (moved === undefined) return still;
    const nodes = new Map(still.nodes);
    nodes.set(moved.name, { ...still.nodes.get(moved.name)!, ...moved.at });
    const bends = new Map([...still.bends].filter(([key]) => !arcOf(key).includes(moved.name)));
    return { ...framed(nodes, bends), x: still.x, y: still.y, width: still.width, height: still.height };
  }, [still, moved]);
  const chosen = selection.value;
  const found = searched.value;
  const cycle = refusedCycle.value;
  const tabStop =
    focusable.value !== undefined && placement.nodes.has(focusable.value)
      ? focusable.value
      : document.nodes[0].name;

  const handle = chosen?.kind === "node" ? placement.nodes.get(chosen.name) : undefined;

  const focusNode = (name: string | undefined) => {
    if (name === undefined) return;
    focusable.value = name;
    const element = frame.current?.querySelector<SVGGElement>(`[data-node="${CSS.escape(name)}"]`);
    element?.focus();
  };
  useEffect(() => {
    if (chosen?.kind === "node") focusable.value = chosen.name;
  }, [chosen]);

  const onNodeKey = (event: KeyboardEvent, node: PlacedNode) => {
    const { name } = node;
    const direction = DIRECTIONS[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (direction) focusNode(neighbourTowards(placement, name, direction));
    else if (event.key === "Enter" || event.key === " ") {
      if (drawingFrom.value !== undefined) {
        const parent = drawingFrom.value;
        drawingFrom.value = undefined;
        edit(addArc(parent, name), `Arc ${parent} → ${name} added`);
      } else window.document.querySelector<HTMLElement>(".inspector input")?.focus();
    } else if (event.key === "m" || event.key === "M") {
      edit(toggleRole(name), roleLabel(name, observed.has(name)));
    } else if (event.key === "a" || event.key === "A") drawingFrom.value = name;
    else if (event.key === "Delete" || event.key === "Backspace") {
      const next = neighbourTowards(placement, name, [0, -1]) ?? neighbourTowards(placement, name, [1, 0]);
      if (edit(deleteNode(name), `Node ${name} deleted`)) focusNode(next);
    } else return;
    event.preventDefault();
  };

  const nodeClass = (name: string) =>
    [
      chosen?.kind === "node" && chosen.name === name ? "chosen" : "",
      found?.has(name) ? "found" : found && found.size > 0 ? "faded" : "",
      cycle.includes(name) ? "refused" : "",
      drag.target === name || drawingFrom.value === name ? "target" : "",
    ].join(" ");

  const needless = new Set(
    doubts.value.filter(({ kind }) => kind === "needless").map(({ parent, child }) => arcKey(parent, child)),
  );
  const present = document.nodes.flatMap(({ name, parents }) =>
    parents.map((parent) => ({
      parent,
      child: name,
      className: [
        chosen?.kind === "arc" && chosen.parent === parent && chosen.child === name ? "chosen" : "",
        chosen?.kind === "node" && (chosen.name === parent || chosen.name === name) ? "near" : "",
        isOnCycle(cycle, parent, name) ? "refused" : "",
        needless.size > 0 && needless.has(arcKey(parent, name)) ? "needless" : "",
        isSuggested(document, parent, name) ? "suggested" : "",
      ].join(" "),
    })),
  );

  const asked = doubts.value
    .filter(({ kind }) => kind === "wanted")
    .map(({ parent, child }) => ({
      parent,
      child,
      className: `asked ${chosen?.kind === "doubt" && chosen.parent === parent && chosen.child === child ? "chosen" : ""}`,
    }));
  const arcs = [...present, ...asked, ...refusedArcs(cycle, document.nodes)];

  if (view === "list" || (arranging.value && still.nodes.size === 0)) {
    return (
      <div ref={frame} class="canvas scroll" data-testid="network">
        {view === "picture" && (
          <p class="quiet busy pad" role="status">
            The picture is being laid out …
          </p>
        )}
        {(view === "list" || document.nodes.length > 60) && <NodeList />}
      </div>
    );
  }

  return (
    <div ref={frame} class="canvas" data-testid="network">
      <GraphPicture
        label={`Network ${document.name}: ${document.nodes.length} nodes. Arrow keys move between nodes, Enter goes to the details, M changes measured or latent, A draws an arc, Delete deletes.`}
        placement={placement}
        sought={sought.value}
        arcs={arcs}
        isObserved={(name) => observed.has(name)}
        nodeClass={nodeClass}
        fitKey={`${opened.value} ${still.nodes.size > 0}`}
        hint={drag.path ? undefined : (name) => conditionalText(document, nodeOf(document, name))}
        nodeProps={(name) => ({
          role: "button",
          // In lower case: of parts of an SVG, browsers know no other spelling.
          tabindex: name === tabStop ? 0 : -1,
          "aria-pressed": chosen?.kind === "node" && chosen.name === name,
          "aria-label": describe(name),
          onFocus: () => {
            focusable.value = name;
            selection.value = { kind: "node", name };
          },
          onKeyDown: (event) => onNodeKey(event, placement.nodes.get(name)!),
          onPointerDown: (event) => drag.start(event, name, "move"),
          onClick: () => {
            if (drag.justDragged()) return;
            const parent = drawingFrom.value;
            if (parent === name) drawingFrom.value = undefined;
            else if (parent !== undefined) edit(addArc(parent, name), `Arc ${parent} → ${name} added`);
            // Several children are drawn one after another: their parent stays what is selected.
            selection.value = { kind: "node", name: parent ?? name };
          },
        })}
        arcProps={({ parent, child, className }) => ({
          onClick: () => {
            const kind = className?.startsWith("asked") ? "doubt" : "arc";
            selection.value = { kind, parent, child };
            // From here R and Delete are meant for the arc.
            frame.current!.querySelector<SVGSVGElement>("svg.graph")!.focus();
          },
        })}
        svgProps={{
          tabindex: -1,
          onClick: (event) => {
            if (!(event.target as Element).closest("[data-node],[data-arc],[data-grip]"))
              drawingFrom.value = undefined;
          },
          onDblClick: (event) => {
            if ((event.target as Element).closest("[data-node],[data-arc]")) return;
            const name = freshName(networkDocument.value);
            const drawing = frame.current!.querySelector<SVGGElement>("[data-drawing]")!;
            const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(
              drawing.getScreenCTM()!.inverse(),
            );
            if (edit(addNode(name, true, { x, y }), `Node ${name} added`)) selectMade(name);
          },
          onKeyDown: (event) => onGraphKey(event as unknown as KeyboardEvent),
        }}
        overlay={
          drawingFrom.value !== undefined && (
            <p class="canvas-note">
              Arcs from <b>{drawingFrom.value}</b>: click each child. Escape ends it.
            </p>
          )
        }
      >
        {drag.path && <path class="rubber" d={drag.path} />}
        {handle && !drag.path && !moved && (
          <circle
            class="handle"
            data-grip
            cx={handle.x}
            cy={handle.y + handle.height / 2 + 7}
            r={7}
            onPointerDown={(event) => drag.start(event, handle.name, "arc")}
          >
            <title>Drag to draw an arc from {handle.name}</title>
          </circle>
        )}
      </GraphPicture>
    </div>
  );
}

function describe(name: string): string {
  const graph = dag.value;
  const node = graph.indexOf(name);
  const list = (nodes: readonly number[]) => nodes.map((other) => graph.names[other]).join(", ") || "none";
  const role = graph.roles[node] === "observed" ? "measured" : "latent";
  return `${name}, ${role}; parents: ${list(graph.parents(node))}; children: ${list(graph.children(node))}`;
}

function roleLabel(name: string, wasObserved: boolean): string {
  return `${name} is ${wasObserved ? "latent" : "measured"} now`;
}

function isOnCycle(cycle: readonly string[], parent: string, child: string): boolean {
  return cycle.some((name, i) => name === parent && cycle[i + 1] === child);
}

/** Of a refused cycle, what is not there: the arc that would have closed it. */
function refusedArcs(cycle: readonly string[], nodes: readonly DocumentNode[]) {
  return cycle.slice(0, -1).flatMap((parent, i) => {
    const child = cycle[i + 1];
    const end = nodes.find(({ name }) => name === child);
    if (end === undefined || end.parents.includes(parent)) return [];
    return [{ parent, child, className: "refused wanted" }];
  });
}

function onGraphKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey) {
    const key = event.key.toLowerCase();
    if (key === "z" && !event.shiftKey) undo();
    else if (key === "y" || (key === "z" && event.shiftKey)) redo();
    else return;
    event.preventDefault();
    event.stopPropagation();
    return;
  }
  const chosen = selection.value;
  // Keys on a node are the node's own.
  if (chosen?.kind !== "arc" || event.defaultPrevented) return;
  const { parent, child } = chosen;
  if (event.key === "Delete" || event.key === "Backspace") {
    edit(deleteArc(parent, child), `Arc ${parent} → ${child} deleted`);
  } else if (event.key === "r" || event.key === "R") {
    if (edit(reverseArc(parent, child), `Arc ${parent} → ${child} reversed`)) {
      selection.value = { kind: "arc", parent: child, child: parent };
    }
  }
}
