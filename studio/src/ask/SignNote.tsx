import { useSignal } from "@preact/signals";
import { notify } from "../app/notices.ts";
import type { Run } from "../train/study.ts";
import { Breakable } from "../ui/Breakable.tsx";
import { askModel, modelKey } from "./askState.ts";
import { levelsOf } from "./columnTypes.ts";
import { turnSign } from "./turnSign.ts";
import { useAnswer } from "./useAnswer.ts";
import { usePriors } from "./usePriors.ts";

/** Slopes below this, in standard deviations, are no direction. */
const LEAST = 0.05;

/** What a higher value of each hidden node goes with: its sign is a convention, which a button turns. */
export function SignNote({ run }: { run: Run }) {
  const named = run.spec.model !== "vae";
  const { value: priors } = usePriors(run);
  const busy = useSignal(false);
  const { value } = useAnswer(named ? `learned ${modelKey(run)}` : undefined, (following) =>
    askModel(run, "learned", { data: run.study.data.train }, following),
  );
  if (!value || !priors || value.awake.length === 0) return null;
  const turnedOf = new Map(priors.map((node) => [node.name, node.turned] as const));
  const signOf = (name: string) => (turnedOf.get(name) ? -1 : 1);
  const asNetwork = value.awake.some(({ latent }) => turnedOf.get(latent) !== undefined);
  const arcs = [...value.arcs, ...value.added].map(({ parent, child, slope }) => ({
    parent,
    child,
    slope: signOf(parent) * signOf(child) * slope,
  }));
  return (
    <details class="signs" open={value.awake.length <= 3}>
      <summary>What a higher hidden value goes with</summary>
      <ul class="plain-list">
        {value.awake.map(({ latent }) => {
          const turned = turnedOf.get(latent);
          const own = arcs.filter(({ parent, slope }) => parent === latent && Math.abs(slope) >= LEAST);
          const names = (wanted: (slope: number) => boolean) =>
            own
              .filter(({ child, slope }) => !isUnordered(run, child) && wanted(slope))
              .map(({ child }) => said(run, child));
          const moved = own.filter(({ child }) => isUnordered(run, child)).map(({ child }) => child);
          const parts = [
            ["more", names((slope) => slope > 0)],
            ["less", names((slope) => slope < 0)],
            ["other", moved],
          ] as const;
          const words = parts.flatMap(([word, children]) =>
            children.length === 0 ? [] : [`${word} ${children.join(", ")}`],
          );
          return (
            <li key={latent}>
              <b>
                <Breakable text={latent} />
              </b>
              : <Breakable text={words.length > 0 ? words.join("; ") : "nothing that it moves by itself"} />{" "}
              {value.turns && turned === undefined && (
                <button
                  type="button"
                  class="link"
                  disabled={busy.value}
                  aria-label={`Turn the sign of ${latent}`}
                  onClick={async () => {
                    busy.value = true;
                    try {
                      await turnSign(run, latent);
                    } catch (error) {
                      notify(error);
                    } finally {
                      busy.value = false;
                    }
                  }}
                >
                  turn
                </button>
              )}
            </li>
          );
        })}
      </ul>
      <p class="quiet">
        Which end counts as high is a convention.{" "}
        {asNetwork
          ? "Here hidden nodes have the signs of the network that drew the rows."
          : value.turns
            ? "Turning it changes no density, and stays with the model."
            : "The flows of this model cannot turn it."}
      </p>
    </details>
  );
}

/** Labels have no more and less, unless there are two or they are in order. */
function isUnordered(run: Run, name: string): boolean {
  const type = run.study.data.train.types?.[run.study.data.train.columns.indexOf(name)];
  return type?.kind === "categorical";
}

function said(run: Run, name: string): string {
  const levels = levelsOf(run, name);
  return levels ? `${name} (${levels[levels.length - 1]})` : name;
}
