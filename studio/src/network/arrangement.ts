import { batch, computed, effect, signal } from "@preact/signals";
import { notify } from "../app/notices.ts";
import { history, networkDocument, opened } from "../app/state.ts";
import type { NetworkDocument } from "../document/document.ts";
import { graphTask } from "./graphTasks.ts";
import { type Placement, standing, withRoundLatents } from "./placement.ts";

/** Width over height of the frame that the network is drawn in. */
export const frameAspect = signal<number | undefined>(undefined);

/** The frame's shape when the nodes were laid out: kept with their places, it says again how the arcs ran. */
export const laidOutFor = signal<number | undefined>(undefined);

/** The last layout: arcs follow its bends while their ends stand where it put them. */
export const routed = signal<Placement | undefined>(undefined);

/** Whether a layout is being worked out. */
export const arranging = signal(false);

/** The network as it stands; nodes that still wait for a place are missing. */
export const placement = computed(() => {
  const { nodes, observed } = networkDocument.value;
  return withRoundLatents(standing(nodes, routed.value), observed);
});

let asked: NetworkDocument["nodes"] | undefined;

/** Lays the whole network out anew; with `edit` set that is a step that can be undone. */
export async function arrange({ edit = false } = {}): Promise<void> {
  const { nodes } = networkDocument.peek();
  asked = nodes;
  arranging.value = true;
  try {
    const aspect = frameAspect.peek() ?? 1;
    const found = await laidOut(nodes, aspect);
    // Meanwhile another network may have been opened, or this one changed so that it is laid out again.
    if (asked !== nodes) return;
    const document = networkDocument.peek();
    const placed = {
      ...document,
      nodes: document.nodes.map((node) => {
        const place = found.nodes.get(node.name);
        return place && (edit || node.place === undefined)
          ? { ...node, place: { x: place.x, y: place.y } }
          : node;
      }),
    };
    batch(() => {
      routed.value = found;
      laidOutFor.value = aspect;
      if (edit) history.change(placed, "Nodes laid out anew");
      else history.amend(placed);
      if (edit) opened.value++;
    });
  } catch (error) {
    notify(error);
  } finally {
    if (asked === nodes) arranging.value = false;
  }
}

function laidOut(nodes: NetworkDocument["nodes"], aspect: number): Promise<Placement> {
  const graph = { nodes: nodes.map(({ name, parents }) => ({ name, parents })) };
  return graphTask("place", { graph, aspect });
}

/** Arcs of a network that comes with its places, as after a reload, run again as the layout had them, where that put the nodes there. */
async function routeAgain(aspect: number): Promise<void> {
  const { nodes } = networkDocument.peek();
  const found = await laidOut(nodes, aspect);
  if (networkDocument.peek().nodes === nodes) routed.value = found;
}

/** A window of another size does not move nodes: only as they were laid out has a layout something to say of their arcs. */
const hasFrame = computed(() => frameAspect.value !== undefined);

effect(() => {
  void opened.value;
  void hasFrame.value;
  const aspect = laidOutFor.peek() ?? frameAspect.peek();
  if (aspect === undefined) return;
  if (networkDocument.peek().nodes.every(({ place }) => place !== undefined))
    routeAgain(aspect).catch(notify);
});

/** Nodes without places get them as soon as the frame is known. */
effect(() => {
  const { nodes } = networkDocument.value;
  if (frameAspect.value === undefined || nodes === asked) return;
  if (nodes.some(({ place }) => place === undefined)) void arrange();
});
