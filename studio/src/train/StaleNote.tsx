import { useMemo, useRef } from "preact/hooks";
import { openDocument } from "../app/state.ts";
import { arcKey } from "../document/routes.ts";
import { shownName } from "../document/shownName.ts";
import { GraphPicture } from "../network/GraphPicture.tsx";
import { useArranged } from "../network/useArranged.ts";
import { useAspect } from "../network/useAspect.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { Icon } from "../ui/Icon.tsx";
import { type Staleness, stalenessOf } from "./staleness.ts";
import type { Study } from "./study.ts";

/** That models were trained on another state of the network or the table, what differs, and a look at that network. */
export function StaleNote({ study }: { study: Study }) {
  const stale = stalenessOf(study);
  if (stale === undefined) return null;
  return (
    <div class="stale" data-testid="stale">
      <span>
        <Icon name="warn" /> {stale.short}
      </span>
      <Dialog title="What the models were trained on" class="plain" button="What differs">
        {(close) => <Differences study={study} stale={stale} onClose={close} />}
      </Dialog>
    </div>
  );
}

/** The same as a few words, for a list. */
export function StaleMark({ study }: { study: Study }) {
  const stale = stalenessOf(study);
  if (stale === undefined) return null;
  return (
    <span class="stale-mark" title={stale.short}>
      <Icon name="warn" /> {stale.network ? "earlier network" : "other rows"}
    </span>
  );
}

function Differences({ study, stale, onClose }: { study: Study; stale: Staleness; onClose: () => void }) {
  const { document: earlier } = study;
  return (
    <div class="differences">
      <p>
        The models stand for {shownName(earlier)} with {study.data.train.rowCount} rows
        {study.data.file ? ` of ${study.data.file}` : " drawn from it"}. What they answer is of that, and not
        of the network and the table as they are now.
      </p>
      <ul class="plain-list">
        {[...(stale.network?.lines ?? []), ...(stale.table ? [`trained on ${stale.table}`] : [])].map(
          (line) => (
            <li key={line}>{line}</li>
          ),
        )}
      </ul>
      {stale.network && (
        <>
          <EarlierPicture study={study} gone={stale.network.gone} />
          {stale.network.gone.length > 0 && (
            <p class="quiet">Dotted: arcs that the network of today lacks.</p>
          )}
          <button
            type="button"
            class="main"
            onClick={() => {
              onClose();
              openDocument(earlier, "Network of the models opened");
            }}
          >
            Open that network
          </button>
          <p class="quiet">
            Undo brings the network of today back. A new training takes the network that is open.
          </p>
        </>
      )}
    </div>
  );
}

function EarlierPicture({
  study,
  gone,
}: {
  study: Study;
  gone: readonly { readonly parent: string; readonly child: string }[];
}) {
  const { nodes, observed, name } = study.document;
  const frame = useRef<HTMLDivElement>(null);
  const aspect = useAspect(frame);
  const placement = useArranged(study.document, aspect);
  const measured = useMemo(() => new Set(observed), [observed]);
  const lacking = new Set(gone.map(({ parent, child }) => arcKey(parent, child)));
  const arcs = nodes.flatMap((node) =>
    node.parents.map((parent) => ({
      parent,
      child: node.name,
      className: lacking.has(arcKey(parent, node.name)) ? "needless" : "",
    })),
  );
  return (
    <div ref={frame} class="canvas earlier-network" data-testid="earlier-network">
      {placement && (
        <GraphPicture
          label={`${name}, as the models know it`}
          placement={placement}
          arcs={arcs}
          isObserved={(one) => measured.has(one)}
          fitKey={`${study.id} ${placement.nodes.size}`}
        />
      )}
    </div>
  );
}
