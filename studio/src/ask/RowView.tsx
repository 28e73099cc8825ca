import { useSignal } from "@preact/signals";
import { useCallback, useEffect, useMemo } from "preact/hooks";
import type { Run } from "../train/study.ts";
import { Breakable } from "../ui/Breakable.tsx";
import { decimals } from "../ui/decimals.ts";
import { Figure } from "../ui/Figure.tsx";
import { Icon } from "../ui/Icon.tsx";
import { quantilesInWords } from "../ui/words.ts";
import { askModel, modelKey } from "./askState.ts";
import { drawBeliefs } from "./beliefPlot.ts";
import { columnRanges } from "./columnRanges.ts";
import { isWholeNumber, levelsOf, sharesInWords, typeOf } from "./columnTypes.ts";
import { changeQuestion, type HeldRow, questionOf } from "./heldQuestion.ts";
import { LevelButtons } from "./LevelButtons.tsx";
import { drawLevels } from "./levelPlot.ts";
import { RowNumberField } from "./RowNumberField.tsx";
import { type RowSource, rowNumber, rowSources } from "./rowSources.ts";
import { SignNote } from "./SignNote.tsx";
import { useAnswer } from "./useAnswer.ts";
import { useDebounced } from "./useDebounced.ts";
import { ValueInput } from "./ValueInput.tsx";
import { Waiting } from "./Waiting.tsx";

const SAMPLES = 500;
/** Below so many independent draws a quantile is no more than a guess. */
const FEW = 25;

/** One row: what the model believes of every hidden node and of every value that is left out. */
export function RowView({ run }: { run: Run }) {
  const { test, truth } = run.study.data;
  const sources = rowSources(run);
  const held = questionOf(run.study.id).row;
  const source = sources.find(({ key }) => key === held.source) ?? sources[0];
  const { columns, rowCount } = source.data;
  const width = columns.length;
  const at = Math.min(held.at, rowCount - 1);
  const original = useMemo(
    () => source.data.values.slice(at * width, (at + 1) * width),
    [source.key, source.title, at],
  );
  const ranges = useMemo(() => columnRanges(test), [test]);
  /** Where a gap is moved from: the middle of the column. */
  const middle = (c: number) => {
    if (levelsOf(run, columns[c])) return 0;
    const [low, high] = ranges[test.columns.indexOf(columns[c])];
    return isWholeNumber(run, columns[c]) ? Math.round((low + high) / 2) : (low + high) / 2;
  };
  const gapsOf = (row: Float64Array) => new Set(columns.filter((_, c) => Number.isNaN(row[c])));
  // What was made of a row of another table says nothing of this one's.
  const changed =
    held.changed?.title === source.title && held.changed.cells.length === width ? held.changed : undefined;
  const values = useMemo(
    () => (changed ? Float64Array.from(changed.cells) : original),
    [changed?.cells, original],
  );
  const omitted: ReadonlySet<string> = changed ? new Set(changed.omitted) : gapsOf(original);
  const ask = (row: HeldRow) => changeQuestion(run.study.id, { row });
  const make = (cells: Float64Array, left: ReadonlySet<string>) =>
    ask({
      source: source.key,
      at,
      changed: { title: source.title, cells: [...cells], omitted: [...left] },
    });
  const reset = () => ask({ source: source.key, at });

  const cells = columns.map((name, c) => (omitted.has(name) ? Number.NaN : values[c]));
  const key = useDebounced(`row ${modelKey(run)} ${cells.join()}`, 120);
  const answer = useAnswer(key, (following) => {
    const { types } = source.data;
    const row = { columns, rowCount: 1, values: Float64Array.from(cells), ...(types && { types }) };
    return askModel(run, "row", { row, test, truth, samples: SAMPLES }, following);
  });
  // The last answer stays in sight until the next one has come.
  const shown = useSignal(answer.value);
  useEffect(() => {
    if (answer.value) shown.value = answer.value;
  }, [answer.value]);
  const found = answer.value ?? shown.value;

  const isOriginal = cells.every((value, c) => Object.is(value, original[c]));
  const isMeasured = values.every((value, c) => Object.is(value, original[c]));
  const trueValue = (name: string) => {
    if (!isMeasured) return undefined;
    const column = columns.indexOf(name);
    if (column >= 0) return Number.isNaN(original[column]) ? undefined : original[column];
    if (source.key !== "test") return undefined;
    const hidden = truth?.columns.indexOf(name) ?? -1;
    return hidden < 0 ? undefined : truth!.values[at * truth!.columns.length + hidden];
  };
  const named = run.spec.model !== "vae";
  const drawLatents = useCallback(
    (size: number) =>
      found && drawBeliefs(found.latents, size, named ? trueValue : () => undefined, run.spec.model),
    [found, isMeasured, at],
  );
  const numberGaps = useMemo(() => found?.gaps.filter(({ name }) => !levelsOf(run, name)) ?? [], [found]);
  const levelGaps = useMemo(
    () =>
      found?.gaps.flatMap(({ name, draws }) => {
        const levels = levelsOf(run, name);
        const truth = trueValue(name);
        return levels ? [{ name, levels, draws, ...(truth !== undefined && { truth }) }] : [];
      }) ?? [],
    [found, isMeasured, at],
  );
  const drawGaps = useCallback(
    (size: number) =>
      drawBeliefs(
        numberGaps,
        size,
        trueValue,
        run.spec.model,
        "95 % of the test rows, in the column's units",
      ),
    [numberGaps, isMeasured, at],
  );
  const drawLevelGaps = useCallback(
    (size: number) => drawLevels(levelGaps, size, run.spec.model),
    [levelGaps],
  );
  const change = (c: number, value: number) => {
    const next = values.slice();
    next[c] = value;
    make(next, new Set([...omitted].filter((name) => name !== columns[c])));
  };

  return (
    <div class="row-view">
      <div class="row-inputs">
        <label class="field">
          <span>rows to ask about</span>
          <select
            value={source.key}
            onChange={(event) => {
              ask({ source: event.currentTarget.value as RowSource, at: 0 });
            }}
          >
            {sources.map(({ key, title }) => (
              <option key={key} value={key}>
                {title}
              </option>
            ))}
          </select>
        </label>
        <div class="row wrap">
          <RowNumberField
            label={`${source.places ? `row of ${run.study.data.file}, ${rowCount} from ` : "row, "}${rowNumber(source, 0)} to ${rowNumber(source, rowCount - 1)}`}
            class="grow"
            sources={sources}
            source={source}
            at={at}
            onRow={({ key }, row) => ask({ source: key, at: row })}
          />
          {!isOriginal && (
            <button type="button" class="plain" onClick={reset}>
              <Icon name="undo" /> As measured
            </button>
          )}
        </div>
        <p class="quiet how-to">Move or type a value, or untick it to leave it out and have it filled in.</p>
        <ul class="sliders">
          {columns.map((name, c) => {
            const there = !omitted.has(name);
            const [low, high] = ranges[test.columns.indexOf(name)];
            const levels = levelsOf(run, name);
            return (
              <li key={name} class={levels ? "with-levels" : ""}>
                <label class="check">
                  <input
                    type="checkbox"
                    checked={there}
                    aria-label={`Use the value of ${name}`}
                    onChange={() => {
                      const next = new Set(omitted);
                      if (there) next.add(name);
                      else if (Number.isNaN(values[c])) return change(c, middle(c));
                      else next.delete(name);
                      make(values, next);
                    }}
                  />
                  <span class="name">
                    <Breakable text={name} />
                  </span>
                </label>
                {levels ? (
                  <LevelButtons
                    name={name}
                    levels={levels}
                    value={there ? values[c] : undefined}
                    onLevel={(code) => change(c, code)}
                  />
                ) : (
                  <>
                    <input
                      type="range"
                      min={low}
                      max={high}
                      step={isWholeNumber(run, name) ? 1 : (high - low) / 200}
                      value={Number.isNaN(values[c]) ? middle(c) : values[c]}
                      disabled={!there}
                      aria-label={`Slider of ${name}`}
                      onInput={(event) => change(c, Number(event.currentTarget.value))}
                    />
                    <ValueInput
                      name={name}
                      type={typeOf(run, name)}
                      value={there ? values[c] : undefined}
                      onValue={(value) => change(c, value)}
                      onLeaveOut={() => make(values, new Set([...omitted, name]))}
                    />
                  </>
                )}
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
              {numberGaps.length > 0 && (
                <Figure
                  title="Values that were left out"
                  draw={drawGaps}
                  describe={() => beliefsInWords(numberGaps)}
                  note="Conditional on what is there, every line in the units of its column."
                />
              )}
              {levelGaps.length > 0 && (
                <Figure
                  title="Levels that were left out"
                  draw={drawLevelGaps}
                  describe={() =>
                    levelGaps
                      .map(({ name, levels, draws }) => `${name}: ${sharesInWords(draws, levels)}`)
                      .join("; ")
                  }
                  note="Conditional on what is there."
                />
              )}
              {value.latents.length > 0 ? (
                <Figure
                  title="Posterior of every latent"
                  draw={drawLatents}
                  describe={() => beliefsInWords(value.latents)}
                  note={latentNote(named, value)}
                />
              ) : (
                <p class="quiet">
                  This network has no hidden node.
                  {value.gaps.length === 0 &&
                    " Untick a value to leave it out: what is believed of it is drawn."}
                </p>
              )}
              {value.latents.length + value.gaps.length > 0 && (
                <p class="quiet">
                  {value.closed ? (
                    "Exact for this model, which is linear with normal noise: nothing was drawn."
                  ) : (
                    <>
                      {SAMPLES} draws, weighted towards the exact posterior of the model; they are worth{" "}
                      {value.effective.toFixed(0)} independent ones.
                      {value.effective < FEW &&
                        " That is too few to read quantiles from: the model hardly expects a row like this one."}
                    </>
                  )}
                </p>
              )}
              {named && <SignNote run={run} />}
            </>
          )}
        </Waiting>
      </div>
    </div>
  );
}

function beliefsInWords(beliefs: readonly { readonly name: string; readonly draws: Float64Array }[]): string {
  return beliefs.map(({ name, draws }) => `${name}: ${quantilesInWords(draws)}`).join("; ");
}

function latentNote(
  named: boolean,
  found: { latents: readonly { agreement?: number; exact?: object }[] },
): string {
  if (!named)
    return "The latents of a plain VAE stand for no nodes, so there is nothing to compare them with.";
  const agreements = found.latents.flatMap(({ agreement }) => (agreement === undefined ? [] : [agreement]));
  if (agreements.length === 0)
    return "In the model's own units, every line on a scale of its own: nothing is known to compare with.";
  const median = agreements.toSorted((a, b) => a - b)[Math.floor(agreements.length / 2)];
  const reference = found.latents.some(({ exact }) => exact)
    ? "the exact posterior means"
    : "the simulated truth";
  return (
    "Every line has a scale of its own, in the network's units. A model's latents have units and signs of their own: each is shown with the mean, the spread " +
    `and the sign of the network's; r is the correlation with ${reference} over the test rows (median ${decimals(median, 2)}).`
  );
}
