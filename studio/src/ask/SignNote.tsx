import type { Run } from "../train/study.ts";
import { askModel } from "./askState.ts";
import { levelsOf } from "./columnTypes.ts";
import { useAnswer } from "./useAnswer.ts";

/** Slopes below this, in standard deviations, are no direction. */
const LEAST = 0.05;

/** What a higher value of each hidden node goes with: its sign is a convention. */
export function SignNote({ run }: { run: Run }) {
  const named = run.spec.model !== "vae";
  const { value } = useAnswer(named ? `learned ${run.id}` : undefined, (following) =>
    askModel(run, "learned", { data: run.study.data.train }, following),
  );
  if (!value || value.awake.length === 0) return null;
  const arcs = [...value.arcs, ...value.added];
  return (
    <details class="signs" open={value.awake.length <= 3}>
      <summary>What a higher hidden value goes with</summary>
      <ul class="plain-list">
        {value.awake.map(({ latent }) => {
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
              <b>{latent}</b>: {words.length > 0 ? words.join("; ") : "nothing that it moves by itself"}
            </li>
          );
        })}
      </ul>
      <p class="quiet">
        Which end counts as high is a convention; <code>--anchor</code> of the command chooses it.
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
