import { useCallback, useMemo } from "preact/hooks";
import { columnAt } from "../train/columnAt.ts";
import type { Run } from "../train/study.ts";
import { rounded } from "../ui/decimals.ts";
import { Figure } from "../ui/Figure.tsx";
import { inWords } from "../ui/words.ts";
import { askModel, modelKey } from "./askState.ts";
import { axisOf } from "./beliefShapes.ts";
import { columnRanges } from "./columnRanges.ts";
import { isWholeNumber, levelsOf, sharesInWords, typeOf, valueText } from "./columnTypes.ts";
import { changeQuestion, questionOf } from "./heldQuestion.ts";
import { drawIntervention } from "./interventionPlot.ts";
import { LevelButtons } from "./LevelButtons.tsx";
import { drawLevels } from "./levelPlot.ts";
import { SignNote } from "./SignNote.tsx";
import { unitsOf } from "./unitsOf.ts";
import { useAnswer } from "./useAnswer.ts";
import { useDebounced } from "./useDebounced.ts";
import { usePriors } from "./usePriors.ts";
import { ValueInput } from "./ValueInput.tsx";
import { Waiting } from "./Waiting.tsx";

const ROWS = 1000;

/** Sets a node to a value and shows what follows. */
export function InterveneView({ run }: { run: Run }) {
  const { test, truth } = run.study.data;
  const { nodes } = run.study.document;
  const ranges = useMemo(() => columnRanges(test), [test]);
  const priors = usePriors(run);
  const priorOf = (name: string) => priors.value?.find((one) => one.name === name);
  /** From and to what a node is set: what a column holds, or what is believed of a hidden node before anything is known. */
  const rangeOf = (name: string): readonly [number, number] | undefined => {
    const at = test.columns.indexOf(name);
    if (at >= 0) return ranges[at];
    const prior = priorOf(name);
    if (prior === undefined) return undefined;
    const { low, high } = axisOf(prior.belief);
    return [low, high];
  };
  const [first] = nodes
    .map(({ name }) => name)
    .filter((name) => nodes.some(({ parents }) => parents.includes(name)))
    .sort((a, b) => Number(test.columns.includes(b)) - Number(test.columns.includes(a)));
  const asked = questionOf(run.study.id).intervention;
  const node = asked?.node ?? first ?? test.columns[0];
  const levels = levelsOf(run, node);
  const range = rangeOf(node);
  const hidden = !test.columns.includes(node);
  const units = hidden && range !== undefined ? unitsOf(priorOf(node)!) : "";
  /** Something that is not the usual value. */
  const begin = (name: string) => {
    const own = levelsOf(run, name);
    if (own) return own.length - 1;
    const found = rangeOf(name);
    if (found === undefined) return undefined;
    const [from, to] = found;
    const wanted = from + 0.85 * (to - from);
    return isWholeNumber(run, name) ? Math.round(wanted) : rounded(wanted, to - from);
  };
  const value = asked?.value ?? begin(node);
  const set = (to: number | undefined, name = node) =>
    changeQuestion(run.study.id, {
      intervention: { node: name, ...(to !== undefined && { value: to }) },
    });
  const said = value === undefined ? "" : valueText(run, node, value);
  const key = useDebounced(
    run.spec.model === "vae" || value === undefined ? undefined : `do ${modelKey(run)} ${node} ${value}`,
    150,
  );
  const answer = useAnswer(key, (following) =>
    askModel(run, "intervene", { test, truth, node, value: value!, rows: ROWS }, following),
  );
  const draw = useCallback(
    (width: number) =>
      answer.value &&
      drawIntervention(answer.value, node, width, run.spec.model, (name) => !levelsOf(run, name)),
    [answer.value],
  );
  const levelled = useMemo(() => {
    if (answer.value === undefined) return [];
    const { before, after } = answer.value;
    return before.columns.flatMap((name, c) => {
      const own = levelsOf(run, name);
      const at = after.columns.indexOf(name);
      return own ? [{ name, levels: own, draws: columnAt(after, at), before: columnAt(before, c) }] : [];
    });
  }, [answer.value]);
  const drawLevelled = useCallback(
    (width: number) => drawLevels(levelled, width, run.spec.model),
    [levelled],
  );
  if (run.spec.model === "vae") {
    return (
      <p>
        A plain VAE has no graph, so nothing says what follows from what. Choose a SIReN-VAE model to
        intervene.
      </p>
    );
  }
  return (
    <div class="row-view">
      <div class="row-inputs">
        <label class="field">
          <span>do: set the node</span>
          <select
            value={node}
            onChange={(event) => {
              const name = event.currentTarget.value;
              set(begin(name), name);
            }}
          >
            <optgroup label="Measured">
              {test.columns.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </optgroup>
            <optgroup label="Hidden">
              {nodes
                .filter(({ name }) => !test.columns.includes(name))
                .map(({ name }) => (
                  <option key={name}>{name}</option>
                ))}
            </optgroup>
          </select>
        </label>
        {levels ? (
          <div class="field">
            <span>to {levels[value!]}</span>
            <LevelButtons
              name={node}
              levels={levels}
              value={value}
              onLevel={(code) => {
                set(code);
              }}
            />
          </div>
        ) : range === undefined || value === undefined ? (
          <Waiting answer={priors} what="Drawing from the model">
            {() => null}
          </Waiting>
        ) : (
          <div class="row">
            <label class="field grow">
              <span>
                to {said}
                {units && ` (${units})`}
              </span>
              <input
                type="range"
                min={range[0]}
                max={range[1]}
                step={isWholeNumber(run, node) ? 1 : (range[1] - range[0]) / 200}
                value={value}
                onInput={(event) => {
                  set(Number(event.currentTarget.value));
                }}
              />
            </label>
            <span class="end typed">
              <ValueInput
                name={node}
                type={typeOf(run, node)}
                value={value}
                onValue={(typed) => {
                  set(typed);
                }}
              />
            </span>
          </div>
        )}
        <p class="quiet">
          The node's incoming arcs are cut and what depends on it follows. This is a causal statement only
          where the arcs are causes and no common cause is left out.
        </p>
      </div>
      <div class="row-answer">
        <Waiting answer={answer} what={`Drawing ${ROWS} rows`}>
          {({ before, after }) => (
            <>
              <Figure
                title={`What follows from ${node} = ${said}`}
                draw={draw}
                describe={() =>
                  before.columns
                    .flatMap((name, c) =>
                      levelsOf(run, name)
                        ? []
                        : [`${name}: ${inWords(columnAt(before, c))}, then ${inWords(columnAt(after, c))}`],
                    )
                    .join("; ")
                }
                note="Every line has the scale of its column; the ones that move most of their spread come first."
              />
              {levelled.length > 0 && (
                <Figure
                  title={`Levels under ${node} = ${said}`}
                  draw={drawLevelled}
                  describe={() =>
                    levelled
                      .map(
                        ({ name, levels: own, before: old, draws }) =>
                          `${name}: ${sharesInWords(old, own)}, then ${sharesInWords(draws, own)}`,
                      )
                      .join("; ")
                  }
                />
              )}
            </>
          )}
        </Waiting>
        <SignNote run={run} />
      </div>
    </div>
  );
}
