import { batch, computed, effect, signal } from "@preact/signals";
import { notify } from "../app/notices.ts";
import { history, networkDocument, opened } from "../app/state.ts";
import type { NetworkDocument } from "../document/document.ts";
import { graphTask } from "./graphTasks.ts";
import { routesOf, standing, withRoundLatents } from "./placement.ts";

/** Width over height of the frame that the network is drawn in. */
export const frameAspect = signal<number | undefined>(undefined);

/** Whether a layout is being worked out. */
export const arranging = signal(false);

/** The network as it stands; nodes that still wait for a place are missing. */
export const placement = computed(() => {
  const { nodes, observed, routes } = networkDocument.value;
  return withRoundLatents(standing(nodes, routes), observed);
});

let asked: NetworkDocument["nodes"] | undefined;

/** Lays the whole network out anew; with `edit` set that is a step that can be undone. */
export async function arrange({ edit = false } = {}): Promise<void> {
  const { nodes } = networkDocument.peek();
  asked = nodes;
  arranging.value = true;
  try {
    const graph = { nodes: nodes.map(({ name, parents }) => ({ name, parents })) };
    const found = await graphTask("place", { graph, aspect: frameAspect.peek() ?? 1 });
    // Meanwhile another network may have been opened, or this one changed so that it is laid out again.
    if (asked !== nodes) return;
    const document = networkDocument.peek();
    const placed = {
      ...document,
      routes: routesOf(found),
      nodes: document.nodes.map((node) => {
        const place = found.nodes.get(node.name);
        return place && (edit || node.place === undefined)
          ? { ...node, place: { x: place.x, y: place.y } }
          : node;
      }),
    };
    batch(() => {
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

/** Nodes without places get them as soon as the frame is known. */
effect(() => {
  const { nodes } = networkDocument.value;
  if (frameAspect.value === undefined || nodes === asked) return;
  if (nodes.some(({ place }) => place === undefined)) void arrange();
});
