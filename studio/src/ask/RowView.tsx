import { useSignal } from "@preact/signals";
import { useCallback, useEffect, useMemo } from "preact/hooks";
import type { Run } from "../train/study.ts";
import { decimals } from "../ui/decimals.ts";
import { Figure } from "../ui/Figure.tsx";
import { Icon } from "../ui/Icon.tsx";
import { askModel, rowNumber } from "./askState.ts";
import { drawBeliefs } from "./beliefPlot.ts";
import { columnRanges } from "./columnRanges.ts";
import { useAnswer } from "./useAnswer.ts";
import { useDebounced } from "./useDebounced.ts";
import { Waiting } from "./Waiting.tsx";

const SAMPLES = 500;

/** One row: what the model believes of every hidden node and of every value that is left out. */
export function RowView({ run }: { run: Run }) {
  const { test, truth } = run.study.data;
  const { columns } = test;
  const width = columns.length;
  const at = Math.min(rowNumber.value, test.rowCount - 1);
  const original = useMemo(() => test.values.slice(at * width, (at + 1) * width), [test, at]);
  const values = useSignal(original);
  const omitted = useSignal<ReadonlySet<string>>(new Set());
  const ranges = useMemo(() => columnRanges(test), [test]);
  useEffect(() => {
    values.value = original;
  }, [original]);

  const cells = columns.map((name, c) => (omitted.value.has(name) ? Number.NaN : values.value[c]));
  const key = useDebounced(`row ${run.id} ${cells.join()}`, 120);
  const answer = useAnswer(key, () => {
    const row = { columns, rowCount: 1, values: Float64Array.from(cells) };
    return askModel(run, "row", { row, test, truth, samples: SAMPLES });
  });
  // The last answer stays in sight until the next one has come.
  const shown = useSignal(answer.value);
  useEffect(() => {
    if (answer.value) shown.value = answer.value;
  }, [answer.value]);
  const found = answer.value ?? shown.value;

  const isOriginal = values.value === original;
  const trueValue = (name: string) => {
    if (!isOriginal) return undefined;
    const column = columns.indexOf(name);
    if (column >= 0) return original[column];
    const hidden = truth?.columns.indexOf(name) ?? -1;
    return hidden < 0 ? undefined : truth!.values[at * truth!.columns.length + hidden];
  };
  const named = run.spec.model !== "vae";
  const drawLatents = useCallback(
    (size: number) =>
      found && drawBeliefs(found.latents, size, named ? trueValue : () => undefined, run.spec.model),
    [found, isOriginal, at],
  );
  const drawGaps = useCallback(
    (size: number) => found && drawBeliefs(found.gaps, size, trueValue, run.spec.model),
    [found, isOriginal, at],
  );

  return (
    <div class="row-view">
      <div class="row-inputs">
        <div class="row">
          <label class="field grow">
            <span>test row, 1 to {test.rowCount}</span>
            <input
              type="number"
              min={1}
              max={test.rowCount}
              value={at + 1}
              onChange={(event) => {
                const wanted = Math.round(Number(event.currentTarget.value)) || 1;
                rowNumber.value = Math.max(0, Math.min(test.rowCount - 1, wanted - 1));
              }}
            />
          </label>
          {(!isOriginal || omitted.value.size > 0) && (
            <button
              type="button"
              class="plain"
              onClick={() => {
                values.value = original;
                omitted.value = new Set();
              }}
            >
              <Icon name="undo" /> As measured
            </button>
          )}
        </div>
        <p class="quiet">Move a value, or untick it to leave it out and have it filled in.</p>
        <ul class="sliders">
          {columns.map((name, c) => {
            const there = !omitted.value.has(name);
            const [low, high] = ranges[c];
            return (
              <li key={name}>
                <label class="check">
                  <input
                    type="checkbox"
                    checked={there}
                    aria-label={`Use the value of ${name}`}
                    onChange={() => {
                      const next = new Set(omitted.value);
                      if (there) next.add(name);
                      else next.delete(name);
                      if (next.size < width) omitted.value = next;
                    }}
                  />
                  <span class="name">{name}</span>
                </label>
                <input
                  type="range"
                  min={low}
                  max={high}
                  step={(high - low) / 200}
                  value={values.value[c]}
                  disabled={!there}
                  aria-label={`Value of ${name}`}
                  onInput={(event) => {
                    const changed = values.value.slice();
                    changed[c] = Number(event.currentTarget.value);
                    values.value = changed;
                  }}
                />
                <output>{there ? decimals(values.value[c], 2) : "left out"}</output>
              </li>
            );
          })}
        </ul>
      </div>
      <div class="row-answer" data-testid="row-answer" aria-busy={answer.busy}>
        <Waiting
          answer={found && answer.problem === undefined ? { ...answer, value: found } : answer}
          what="Drawing from the posterior"
        >
          {(value) => (
            <>
              {value.gaps.length > 0 && (
                <Figure
                  title="Values that were left out"
                  draw={drawGaps}
                  note="Conditional on what is there."
                />
              )}
              {value.latents.length > 0 ? (
                <Figure
                  title="Posterior of every latent"
                  draw={drawLatents}
                  note={latentNote(named, value)}
                />
              ) : (
                <p class="quiet">This network has no latent node.</p>
              )}
              <p class="quiet">
                {SAMPLES} draws, weighted towards the exact posterior of the model; they are worth{" "}
                {value.effective.toFixed(0)} independent ones.
              </p>
            </>
          )}
        </Waiting>
      </div>
    </div>
  );
}

function latentNote(
  named: boolean,
  found: { latents: readonly { agreement?: number; exact?: object }[] },
): string {
  if (!named)
    return "The latents of a plain VAE stand for no nodes, so there is nothing to compare them with.";
  const agreements = found.latents.flatMap(({ agreement }) => (agreement === undefined ? [] : [agreement]));
  if (agreements.length === 0) return "In the model's own units: nothing is known to compare with.";
  const median = agreements.toSorted((a, b) => a - b)[Math.floor(agreements.length / 2)];
  const reference = found.latents.some(({ exact }) => exact)
    ? "the exact posterior means"
    : "the simulated truth";
  return (
    "A model's latents have units and signs of their own. Each is moved by one line, fitted over the test rows to " +
    `${reference}; r is the correlation with them (median ${decimals(median, 2)}).`
  );
}
