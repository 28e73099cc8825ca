import { useSignal } from "@preact/signals";
import { edit, networkDocument, selection } from "../app/state.ts";
import { alignNodes } from "../document/edits.ts";
import { Icon } from "../ui/Icon.tsx";
import { Tabs } from "../ui/Tabs.tsx";
import { arrange, arranging } from "./arrangement.ts";
import { ClaimsView } from "./ClaimsView.tsx";
import { Inspector } from "./Inspector.tsx";
import { InverseView } from "./InverseView.tsx";
import { MasksView } from "./MasksView.tsx";
import { NetworkEditor } from "./NetworkEditor.tsx";
import { gridOf } from "./placement.ts";
import { SelectionTools, SuggestionTools } from "./SelectionTools.tsx";
import { SourcePanel } from "./SourcePanel.tsx";
import { TextView } from "./TextView.tsx";
import { networkView } from "./views.ts";

const VIEWS = [
  { key: "inverse", title: "Faithful inverse" },
  { key: "claims", title: "Claims" },
  { key: "masks", title: "Masks" },
  { key: "text", title: "Text" },
] as const;

export function NetworkStep() {
  const view = networkView;
  const shown = useSignal<"picture" | "list">("picture");
  return (
    <div class="network-step">
      <div class="side">
        <SourcePanel />
        <Inspector />
      </div>
      <section class="pane" aria-label="Network editor">
        <div class="pane-head">
          {selection.value ? (
            <SelectionTools />
          ) : (
            <>
              <h2>Network</h2>
              <p class="key">
                <span class="key-observed">measured</span> <span class="key-latent">latent</span>
              </p>
            </>
          )}
          <span class="tools">
            <button
              type="button"
              class="icon small"
              aria-label="Lay the nodes out anew"
              title="Lay the nodes out anew"
              disabled={arranging.value}
              onClick={() => void arrange({ edit: true })}
            >
              <Icon name="layout" />
            </button>
            <button
              type="button"
              class="icon small"
              aria-label="Align the nodes"
              title="Align the nodes: rows and columns made exact"
              onClick={() => edit(alignNodes(gridOf(networkDocument.value.nodes)), "Nodes aligned")}
            >
              <Icon name="align" />
            </button>
            <button
              type="button"
              class="icon small"
              aria-label="Nodes as a list"
              title="Nodes as a list"
              aria-pressed={shown.value === "list"}
              onClick={() => {
                shown.value = shown.value === "list" ? "picture" : "list";
              }}
            >
              <Icon name="list" />
            </button>
          </span>
        </div>
        <SuggestionTools />
        <NetworkEditor view={shown.value} />
      </section>
      <section class="pane" aria-label="What follows from the network">
        <Tabs
          tabs={VIEWS}
          current={view.value}
          onChange={(key) => (view.value = key)}
          label="Views of the network"
        >
          {view.value === "inverse" && <InverseView />}
          {view.value === "claims" && <ClaimsView />}
          {view.value === "masks" && <MasksView />}
          {view.value === "text" && <TextView />}
        </Tabs>
      </section>
    </div>
  );
}
