import { signal } from "@preact/signals";
import { edit, networkDocument, selection } from "../app/state.ts";
import { deleteArc, deleteNode, reverseArc, setObserved } from "../document/edits.ts";
import { Icon } from "../ui/Icon.tsx";

/** The parent of an arc that is being drawn without a drag: the next node that is chosen becomes its child. */
export const drawingFrom = signal<string | undefined>(undefined);

/** What can be done to the node or the arc that is selected, at hand in the picture; made for fingers, too. */
export function SelectionTools() {
  const chosen = selection.value;
  if (chosen === undefined) return null;
  if (chosen.kind === "arc") {
    const { parent, child } = chosen;
    return (
      <div class="selection-tools" role="toolbar" aria-label={`Arc ${parent} → ${child}`}>
        <span class="name">
          {parent} → {child}
        </span>
        <button
          type="button"
          class="plain"
          onClick={() => {
            if (edit(reverseArc(parent, child), `Arc ${parent} → ${child} reversed`))
              selection.value = { kind: "arc", parent: child, child: parent };
          }}
        >
          <Icon name="swap" /> Reverse
        </button>
        <button
          type="button"
          class="plain"
          onClick={() => edit(deleteArc(parent, child), `Arc ${parent} → ${child} deleted`)}
        >
          <Icon name="trash" /> Delete
        </button>
      </div>
    );
  }
  const { name } = chosen;
  const measured = networkDocument.value.observed.includes(name);
  const other = measured ? "latent" : "measured";
  return (
    <div class="selection-tools" role="toolbar" aria-label={`Node ${name}`}>
      <span class="name">{name}</span>
      <button
        type="button"
        class="plain"
        onClick={() => edit(setObserved(name, !measured), `${name} is ${other} now`)}
      >
        <span class={measured ? "key-latent" : "key-observed"} /> Make {other}
      </button>
      <button
        type="button"
        class="plain"
        aria-pressed={drawingFrom.value === name}
        title="Draw an arc from here: then choose its child"
        onClick={() => {
          drawingFrom.value = drawingFrom.value === name ? undefined : name;
        }}
      >
        <Icon name="arrow" /> Arc
      </button>
      <button
        type="button"
        class="icon"
        aria-label={`Delete ${name}`}
        title="Delete"
        onClick={() => edit(deleteNode(name), `Node ${name} deleted`)}
      >
        <Icon name="trash" />
      </button>
    </div>
  );
}
