import { useSignal } from "@preact/signals";
import { useCallback, useMemo } from "preact/hooks";
import type { Run } from "../train/study.ts";
import { decimals } from "../ui/decimals.ts";
import { Figure } from "../ui/Figure.tsx";
import { inWords } from "../ui/words.ts";
import { askModel } from "./askState.ts";
import { columnRanges } from "./columnRanges.ts";
import { drawIntervention } from "./interventionPlot.ts";
import { column as columnOf } from "./samplePlots.ts";
import { useAnswer } from "./useAnswer.ts";
import { useDebounced } from "./useDebounced.ts";
import { Waiting } from "./Waiting.tsx";

const ROWS = 1000;
/** Latents have about unit variance in the model's own units. */
const LATENT_RANGE = [-3, 3] as const;

/** Sets a node to a value and shows what follows. */
export function InterveneView({ run }: { run: Run }) {
  const { test } = run.study.data;
  const { nodes } = run.study.document;
  const ranges = useMemo(() => columnRanges(test), [test]);
  const [first] = nodes
    .map(({ name }) => name)
    .filter((name) => nodes.some(({ parents }) => parents.includes(name)))
    .sort((a, b) => Number(test.columns.includes(b)) - Number(test.columns.includes(a)));
  const node = useSignal(first ?? test.columns[0]);
  const column = test.columns.indexOf(node.value);
  const [low, high] = column < 0 ? LATENT_RANGE : ranges[column];
  const value = useSignal(low + 0.85 * (high - low));
  const key = useDebounced(
    run.spec.model === "vae" ? undefined : `do ${run.id} ${node.value} ${value.value}`,
    150,
  );
  const answer = useAnswer(key, (following) =>
    askModel(run, "intervene", { node: node.value, value: value.value, rows: ROWS }, following),
  );
  const draw = useCallback(
    (width: number) => answer.value && drawIntervention(answer.value, node.value, width, run.spec.model),
    [answer.value],
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
            value={node.value}
            onChange={(event) => {
              node.value = event.currentTarget.value;
              const at = test.columns.indexOf(node.value);
              const [from, to] = at < 0 ? LATENT_RANGE : ranges[at];
              value.value = from + 0.85 * (to - from);
            }}
          >
            <optgroup label="Measured">
              {test.columns.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </optgroup>
            <optgroup label="Latent (the model's own units)">
              {nodes
                .filter(({ name }) => !test.columns.includes(name))
                .map(({ name }) => (
                  <option key={name}>{name}</option>
                ))}
            </optgroup>
          </select>
        </label>
        <label class="field">
          <span>
            to {decimals(value.value, 2)}
            {column < 0 && " (latent units)"}
          </span>
          <input
            type="range"
            min={low}
            max={high}
            step={(high - low) / 200}
            value={value.value}
            onInput={(event) => {
              value.value = Number(event.currentTarget.value);
            }}
          />
        </label>
        <p class="quiet">
          The node's incoming arcs are cut and what depends on it follows. This is a causal statement only
          where the arcs are causes and no common cause is left out.
        </p>
      </div>
      <div class="row-answer">
        <Waiting answer={answer} what={`Drawing ${ROWS} rows`}>
          {({ before, after }) => (
            <Figure
              title={`What follows from ${node.value} = ${decimals(value.value, 2)}`}
              draw={draw}
              describe={() =>
                before.columns
                  .map(
                    (name, c) =>
                      `${name}: ${inWords(columnOf(before, c))}, then ${inWords(columnOf(after, c))}`,
                  )
                  .join("; ")
              }
              note="Measured nodes in units of their spread before; the ones that move most come first."
            />
          )}
        </Waiting>
      </div>
    </div>
  );
}
