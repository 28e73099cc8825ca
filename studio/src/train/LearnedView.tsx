import { useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { askModel, modelKey } from "../ask/askState.ts";
import { useAnswer } from "../ask/useAnswer.ts";
import { GraphPicture, type PictureArc } from "../network/GraphPicture.tsx";
import { useArranged } from "../network/useArranged.ts";
import { useAspect } from "../network/useAspect.ts";
import { decimals } from "../ui/decimals.ts";
import { Explain } from "../ui/Explain.tsx";
import { ask } from "../worker/lab.ts";
import type { Learned, LearnedArc } from "../worker/messages.ts";
import { type Run, runTitle } from "./study.ts";
import { taskOf, trainingsChanged } from "./trainings.ts";

/** Below this share of its variance a latent is drawn as asleep. */
const ASLEEP = 0.01;

/** What the models make of the network: arcs by their strength and sign, latents by how much the rows decide them. */
export function LearnedView({ runs }: { runs: readonly Run[] }) {
  const wanted = useSignal<string | undefined>(undefined);
  const able = runs.filter(
    ({ spec, parts }) => spec.model !== "vae" && (parts.value || spec.method === "watch"),
  );
  const run = able.find(({ id }) => id === wanted.value) ?? able[0];
  if (run === undefined) {
    return (
      <p class="quiet">
        Nothing to draw yet: a SIReN-VAE with a validation curve is drawn as it learns, one of another kind
        when it is done.
      </p>
    );
  }
  return (
    <>
      {able.length > 1 && (
        <label class="field inline">
          <span>model</span>
          <select value={run.id} onChange={(event) => (wanted.value = event.currentTarget.value)}>
            {able.map((one) => (
              <option key={one.id} value={one.id}>
                {runTitle(one)}
              </option>
            ))}
          </select>
        </label>
      )}
      <LearnedPicture key={run.id} run={run} />
    </>
  );
}

function LearnedPicture({ run }: { run: Run }) {
  const learned = useLearned(run);
  const { nodes, observed: names } = run.study.document;
  const observed = useMemo(() => new Set(names), [names]);
  const frame = useRef<HTMLDivElement>(null);
  const aspect = useAspect(frame);
  const placement = useArranged(run.study.document, aspect);
  const awake = new Map(learned?.awake.map(({ latent, share }) => [latent, share]));
  const slopes = new Map(learned?.arcs.map((arc) => [`${arc.parent}\0${arc.child}`, arc]));
  const own = nodes.flatMap(({ name, parents }) =>
    parents.map((parent): PictureArc => {
      const arc = slopes.get(`${parent}\0${name}`);
      return { parent, child: name, ...(arc && drawnStrength(arc)) };
    }),
  );
  const added = (learned?.added ?? []).map(
    (arc): PictureArc => ({
      parent: arc.parent,
      child: arc.child,
      className: "added",
      ...drawnStrength(arc),
    }),
  );
  const all = [...own, ...added];
  const hint = (name: string) => {
    const share = awake.get(name);
    const reads = [...slopes.values(), ...(learned?.added ?? [])].filter(({ child }) => child === name);
    return [
      share === undefined ? name : `${name}: the rows decide ${(100 * share).toFixed(0)} % of it`,
      ...reads.map((arc) => `${arc.parent} ${slopeText(arc)}`),
    ].join("; ");
  };
  return (
    <>
      <p class="key">
        <span class="key-plus">raises</span> <span class="key-minus">lowers</span>{" "}
        {all.some(({ unsigned }) => unsigned) && <span class="key-unsigned">of labels, without a sign</span>}{" "}
        <span class="key-added">added by the rows</span>{" "}
        <span class="key-asleep">latent that the rows do not move</span> <Explain term="trust" />
      </p>
      <div ref={frame} class="canvas learned" data-testid="learned" data-epoch={learned ? "known" : ""}>
        {placement && (
          <GraphPicture
            label={`What ${runTitle(run)} has learned on ${run.study.document.name}`}
            placement={placement}
            arcs={all}
            isObserved={(name) => observed.has(name)}
            nodeClass={(name) => ((awake.get(name) ?? 1) < ASLEEP ? "asleep" : "")}
            nodeProps={(name) => {
              const share = awake.get(name);
              return share === undefined ? {} : { style: `--awake:${(0.15 + 0.85 * share).toFixed(3)}` };
            }}
            hint={hint}
            fitKey={`${run.id} ${placement.nodes.size}`}
          />
        )}
      </div>
      <p class="quiet" role="status">
        {learned === undefined ? "The first picture comes with the first checkpoint." : inWords(learned)}
      </p>
    </>
  );
}

function inWords({ arcs, added, awake }: Learned): string {
  const strongest = arcs.toSorted((a, b) => Math.abs(b.slope) - Math.abs(a.slope)).slice(0, 3);
  const asleep = awake.filter(({ share }) => share < ASLEEP);
  return [
    `Strongest: ${strongest.map(arcText).join(", ")}.`,
    asleep.length > 0 ? `Asleep: ${asleep.map(({ latent }) => latent).join(", ")}.` : "",
    added.length > 0 ? `Beside the network: ${added.map(arcText).join(", ")}.` : "",
    "Widths are slopes in standard deviations.",
  ]
    .filter((part) => part !== "")
    .join(" ");
}

function drawnStrength({ slope, unsigned }: LearnedArc): Pick<PictureArc, "strength" | "unsigned"> {
  return { strength: slope, ...(unsigned && { unsigned }) };
}

/** Between labels in no order nothing is more or less: only how steep an arc is says something. */
function slopeText({ slope, unsigned }: LearnedArc): string {
  return decimals(unsigned ? Math.abs(slope) : slope, 2);
}

function arcText(arc: LearnedArc): string {
  return `${arc.parent} → ${arc.child} ${slopeText(arc)}`;
}

/** Of a finished model at once, of one on its way after every checkpoint; the last picture stays until the next one comes. */
function useLearned(run: Run): Learned | undefined {
  const latest = useSignal<Learned | undefined>(undefined);
  const done = run.parts.value !== undefined;
  const whole = useAnswer(done ? `learned ${modelKey(run)}` : undefined, (following) =>
    askModel(run, "learned", { data: run.study.data.train }, following),
  );
  void trainingsChanged.value;
  const { saved } = run;
  const asking = useRef<typeof saved>(undefined);
  useEffect(() => {
    if (done || saved === undefined || asking.current !== undefined) return;
    asking.current = saved;
    ask("learnedSoFar", { task: taskOf(run), saved })
      .then((found) => {
        latest.value = found;
      })
      // The next checkpoint is another chance.
      .catch(() => undefined)
      .finally(() => {
        asking.current = undefined;
      });
  }, [saved, done]);
  return whole.value ?? latest.value;
}
