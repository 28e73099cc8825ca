import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { notify } from "../app/notices.ts";
import { networkDocument, selection } from "../app/state.ts";
import { Busy } from "../ask/Waiting.tsx";
import { documentToJson } from "../document/document.ts";
import { match, table } from "../train/data.ts";
import { decimals } from "../ui/decimals.ts";
import { Explain } from "../ui/Explain.tsx";
import { ask } from "../worker/lab.ts";
import type { ArcCritique } from "../worker/messages.ts";
import {
  acceptDoubt,
  criticised,
  critique,
  type Doubt,
  doubts,
  forgetRefusals,
  outdated,
  refuseDoubt,
  refused,
} from "./critique.ts";

/** What the rows say of the arcs: asked for by a button, drawn in the picture, decided by a click. */
export function CritiqueView() {
  const work = useSignal<number | undefined>(undefined);
  const abort = useRef<AbortController>(undefined);
  useEffect(() => () => abort.current?.abort(), []);
  const data = match.value?.data;
  const open = table.value;
  const known = critique.value?.of === open ? critique.value?.found : undefined;
  const start = async () => {
    abort.current = new AbortController();
    const { signal } = abort.current;
    work.value = 0;
    try {
      const network = documentToJson(networkDocument.value);
      const about = criticised.value;
      const onProgress = (share: number) => {
        work.value = share;
      };
      const found = await ask("criticise", { network, data: data! }, undefined, { signal, onProgress });
      forgetRefusals();
      critique.value = { found, of: open, about };
    } catch (error) {
      if (!signal.aborted) notify(error);
    } finally {
      work.value = undefined;
    }
  };
  return (
    <section aria-label="Doubtful arcs" data-testid="critique">
      <h3>
        Doubtful arcs <Explain term="a doubtful arc" />
      </h3>
      {open === undefined ? (
        <p class="quiet">Open a table in step 2 to hear what its rows say of the arcs.</p>
      ) : data === undefined ? (
        <p class="quiet">
          {open.file} has no usable column for every measured node, so its rows cannot speak yet; step 2 says
          which.
        </p>
      ) : work.value !== undefined ? (
        <div class="row wrap">
          <Busy what="Weighing the arcs" share={work.value} />
          <button type="button" class="plain" onClick={() => abort.current?.abort()}>
            Stop
          </button>
        </div>
      ) : (
        <button type="button" class="plain" onClick={() => void start()}>
          {known ? "Ask the rows again" : `Ask the ${data.rowCount} rows`}
        </button>
      )}
      {known && work.value === undefined && <Found doubts={doubts.value} worth={known.worth} />}
    </section>
  );
}

function Found({ doubts, worth }: { doubts: readonly Doubt[]; worth: ArcCritique["worth"] }) {
  return (
    <>
      <p class="quiet" role="status">
        {outdated.value &&
          "The network has changed since the rows were asked: ask them again for what follows. "}
        {!outdated.value &&
          worth &&
          `By linear-Gaussian fits this network is worth ${decimals(worth.mean, 3)} ± ${worth.standardError.toFixed(3)} nats a row beside ${worth.against}. `}
        {doubts.length === 0
          ? !outdated.value &&
            (refused.value.size > 0 ? "Nothing else is left to decide." : "The rows ask for no change.")
          : "Dashed arcs in the picture are asked for, dotted ones could go. Which way an arc points, rows can rarely tell."}
      </p>
      {refused.value.size > 0 && (
        <p class="quiet">
          Refused: {refused.value.size}.{" "}
          <button type="button" class="link" onClick={forgetRefusals}>
            Decide again
          </button>
        </p>
      )}
      <ul class="plain-list doubts">
        {doubts.map((doubt) => {
          const { kind, parent, child, gain, agreement } = doubt;
          const name = `${parent} → ${child}`;
          return (
            <li key={`${kind} ${name}`}>
              <button
                type="button"
                class="link"
                onClick={() => {
                  selection.value = { kind: kind === "wanted" ? "doubt" : "arc", parent, child };
                }}
              >
                {kind === "wanted" ? "add " : "drop "}
                {name}
              </button>
              <span class="quiet">
                {gain.mean > 0 ? "+" : ""}
                {decimals(gain.mean, 3)} ± {gain.standardError.toFixed(3)} nats a row,{" "}
                {Math.round(100 * agreement)} % of resamplings
              </span>
              <span class="tools">
                <button
                  type="button"
                  class="plain"
                  aria-label={`Accept: ${kind === "wanted" ? "add" : "drop"} ${name}`}
                  onClick={() => acceptDoubt(doubt)}
                >
                  Accept
                </button>
                <button
                  type="button"
                  class="plain"
                  aria-label={`Refuse: ${kind === "wanted" ? "add" : "drop"} ${name}`}
                  onClick={() => refuseDoubt(doubt)}
                >
                  Refuse
                </button>
              </span>
            </li>
          );
        })}
      </ul>
    </>
  );
}
