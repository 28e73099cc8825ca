import { useSignal } from "@preact/signals";
import { networkDocument, selection } from "../app/state.ts";
import { searched } from "./search.ts";

const STEP = 200;

/** The nodes as a list: at once, whatever the size of the network, and for those who would rather read. */
export function NodeList() {
  const shown = useSignal(STEP);
  const { nodes, observed } = networkDocument.value;
  const measured = new Set(observed);
  const found = searched.value;
  const wanted = found ? nodes.filter(({ name }) => found.has(name)) : nodes;
  const chosen = selection.value;
  return (
    <div class="node-list">
      <ul>
        {wanted.slice(0, shown.value).map(({ name, parents }) => (
          <li key={name} class={measured.has(name) ? "observed" : "latent"}>
            <button
              type="button"
              class="link"
              aria-pressed={chosen?.kind === "node" && chosen.name === name}
              onClick={() => {
                selection.value = { kind: "node", name };
              }}
            >
              {name}
            </button>
            <span class="quiet">
              {measured.has(name) ? "measured" : "latent"}
              {parents.length > 0 && `, from ${parents.slice(0, 6).join(", ")}`}
              {parents.length > 6 && ` and ${parents.length - 6} more`}
            </span>
          </li>
        ))}
      </ul>
      {wanted.length > shown.value && (
        <button type="button" class="plain" onClick={() => (shown.value += STEP)}>
          {wanted.length - shown.value} more
        </button>
      )}
    </div>
  );
}
