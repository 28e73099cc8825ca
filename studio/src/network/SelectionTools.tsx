import { signal } from "@preact/signals";
import { edit, networkDocument, selection } from "../app/state.ts";
import { isSuggested } from "../document/document.ts";
import {
  deleteArc,
  deleteNode,
  dropSuggested,
  keepSuggested,
  reverseArc,
  setObserved,
} from "../document/edits.ts";
import { Icon } from "../ui/Icon.tsx";
import { acceptDoubt, doubtOf, refuseDoubt } from "./critique.ts";

/** The parent of arcs that are being drawn without a drag: the nodes that are chosen next become its children. */
export const drawingFrom = signal<string | undefined>(undefined);

/** What can be done to the node or the arc that is selected, at hand in the picture; made for fingers, too. */
export function SelectionTools() {
  const chosen = selection.value;
  if (chosen === undefined) return null;
  if (chosen.kind !== "node") return <ArcTools {...chosen} />;
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
        title="Draw arcs from here: then choose the children"
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

function ArcTools({ kind, parent, child }: { kind: "arc" | "doubt"; parent: string; child: string }) {
  const name = `${parent} → ${child}`;
  const doubt = doubtOf(parent, child);
  return (
    <div class="selection-tools" role="toolbar" aria-label={`Arc ${name}`}>
      <span class="name">{name}</span>
      {doubt && (
        <>
          <button type="button" class="plain" onClick={() => acceptDoubt(doubt)}>
            Accept
          </button>
          <button type="button" class="plain" onClick={() => refuseDoubt(doubt)}>
            Refuse
          </button>
        </>
      )}
      {isSuggested(networkDocument.value, parent, child) && (
        <button
          type="button"
          class="plain"
          onClick={() => edit(keepSuggested(parent, child), `Arc ${name} kept`)}
        >
          <Icon name="check" /> Keep
        </button>
      )}
      {kind === "arc" && (
        <>
          <button
            type="button"
            class="plain"
            onClick={() => {
              if (edit(reverseArc(parent, child), `Arc ${name} reversed`))
                selection.value = { kind: "arc", parent: child, child: parent };
            }}
          >
            <Icon name="swap" /> Reverse
          </button>
          <button
            type="button"
            class="plain"
            onClick={() => edit(deleteArc(parent, child), `Arc ${name} deleted`)}
          >
            <Icon name="trash" /> Delete
          </button>
        </>
      )}
    </div>
  );
}

/** For as long as there are arcs that rows suggested: all of them at once. */
export function SuggestionTools() {
  const { suggested = [], nodes } = networkDocument.value;
  const there = suggested.filter(({ parent, child }) =>
    nodes.some((node) => node.name === child && node.parents.includes(parent)),
  ).length;
  if (there === 0) return null;
  return (
    <div class="suggestions" role="status">
      <span>{there === 1 ? "1 dashed arc is" : `${there} dashed arcs are`} a suggestion of the rows.</span>
      <button type="button" class="plain" onClick={() => edit(keepSuggested(), "All suggested arcs kept")}>
        Keep all
      </button>
      <button type="button" class="plain" onClick={() => edit(dropSuggested(), "All suggested arcs dropped")}>
        Drop all
      </button>
    </div>
  );
}
