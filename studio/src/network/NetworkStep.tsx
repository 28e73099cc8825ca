import { useSignal } from "@preact/signals";
import { Tabs } from "../ui/Tabs.tsx";
import { Inspector } from "./Inspector.tsx";
import { InverseView } from "./InverseView.tsx";
import { MasksView } from "./MasksView.tsx";
import { NetworkEditor } from "./NetworkEditor.tsx";
import { SourcePanel } from "./SourcePanel.tsx";
import { TextView } from "./TextView.tsx";

const VIEWS = [
  { key: "inverse", title: "Faithful inverse" },
  { key: "masks", title: "Masks" },
  { key: "text", title: "Text" },
] as const;

export function NetworkStep() {
  const view = useSignal<(typeof VIEWS)[number]["key"]>("inverse");
  return (
    <div class="network-step">
      <div class="side">
        <SourcePanel />
        <Inspector />
      </div>
      <section class="pane" aria-label="Network editor">
        <div class="pane-head">
          <h2>Network</h2>
          <p class="key">
            <span class="key-observed">measured</span> <span class="key-latent">latent</span>
          </p>
        </div>
        <NetworkEditor />
      </section>
      <section class="pane" aria-label="What follows from the network">
        <Tabs
          tabs={VIEWS}
          current={view.value}
          onChange={(key) => (view.value = key)}
          label="Views of the network"
        >
          {view.value === "inverse" && <InverseView />}
          {view.value === "masks" && <MasksView />}
          {view.value === "text" && <TextView />}
        </Tabs>
      </section>
    </div>
  );
}
