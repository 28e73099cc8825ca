import type { ColumnType } from "../../../src/internals.ts";
import type { Run } from "../train/study.ts";
import { trainingsChanged } from "../train/trainings.ts";
import { Explain } from "../ui/Explain.tsx";
import { Icon } from "../ui/Icon.tsx";
import { typeOf, valueText } from "./columnTypes.ts";
import { cases, evidenceOf, setEvidence } from "./evidence.ts";
import { changeQuestion, NOTHING, questionOf, setting } from "./heldQuestion.ts";
import { LevelButtons } from "./LevelButtons.tsx";
import { RowNumberField } from "./RowNumberField.tsx";
import { type RowSource, rowSources } from "./rowSources.ts";
import { SignNote } from "./SignNote.tsx";
import { Telling } from "./Telling.tsx";
import type { ShownBeliefs } from "./useBeliefs.ts";
import { ValueInput } from "./ValueInput.tsx";

interface BeliefPanelProps {
  readonly run: Run;
  /** Of hidden nodes, in which units they are shown. */
  readonly unitsOf: ReadonlyMap<string, string>;
  readonly chosen: string;
  readonly onChoose: (name: string) => void;
  /** Of how many draws the beliefs before anything is known are; undefined where they are in closed form. */
  readonly priorDraws: number | undefined;
  readonly shown: ShownBeliefs | undefined;
  readonly onSet: (name: string, value: number | undefined) => void;
}

/** What is known, as fields: one value, a whole row of a table, or a case that was kept. */
export function BeliefPanel(props: BeliefPanelProps) {
  const { run, unitsOf, chosen, onChoose, priorDraws, shown, onSet } = props;
  const study = run.study.id;
  const evidence = evidenceOf(study);
  const { observed } = run.parts.value!;
  const { nodes } = run.study.document;
  const names = nodes.map(({ name }) => name);
  const name = names.includes(chosen) ? chosen : names[0];
  const mine = cases.value.filter((one) => one.study === study);
  const hidden = nodes.length - observed.length;
  return (
    <div class="row-inputs belief-panel">
      <label class="check">
        <input
          type="checkbox"
          checked={setting.value}
          onChange={(event) => {
            setting.value = event.currentTarget.checked;
          }}
        />
        <b>do</b> <span class="quiet">set the next values instead of seeing them</span>
        <Explain term="do" />
      </label>
      <p class="quiet how-to">
        Click a measured node's bars where its value is, or type it here. With <b>do</b>, or with Alt held,
        any node is set and cut off from its parents.
      </p>
      <label class="field">
        <span>node</span>
        <select
          value={name}
          onChange={(event) => {
            onChoose(event.currentTarget.value);
          }}
        >
          {names.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      </label>
      {setting.value || observed.includes(name) || evidence.values.has(name) ? (
        <NodeValue
          name={name}
          value={evidence.values.get(name)}
          type={typeOf(run, name)}
          units={unitsOf.get(name)}
          onSet={(value) => onSet(name, value)}
        />
      ) : (
        <p class="quiet">
          {name} is hidden: nobody sees its value, but with <b>do</b> it can be set.
        </p>
      )}
      <RowPicker run={run} />
      {evidence.values.size > 0 && (
        <>
          <h3>Seen and set</h3>
          <ul class="arcs evidence">
            {[...evidence.values].map(([one, value]) => (
              <li key={one}>
                <button
                  type="button"
                  class="link"
                  onClick={() => {
                    onChoose(one);
                  }}
                >
                  {evidence.done.has(one) ? `do ${one}` : one} = {valueText(run, one, value)}
                </button>
                <button
                  type="button"
                  class="icon small"
                  aria-label={`Leave ${one} open`}
                  title="Leave open"
                  onClick={() => onSet(one, undefined)}
                >
                  <Icon name="close" />
                </button>
              </li>
            ))}
          </ul>
          <div class="row wrap">
            <button
              type="button"
              class="plain"
              onClick={() => changeQuestion(study, { evidence: NOTHING, evidenceRow: undefined })}
            >
              Nothing known
            </button>
            <button
              type="button"
              class="plain"
              onClick={() => {
                cases.value = [...cases.value, { name: freshCase(mine), study, evidence }];
                trainingsChanged.value++;
              }}
            >
              Keep as a case
            </button>
          </div>
        </>
      )}
      {mine.length > 0 && (
        <ul class="arcs evidence" aria-label="Cases">
          {mine.map((one) => (
            <li key={one.name}>
              <button type="button" class="link" onClick={() => setEvidence(study, one.evidence)}>
                {one.name}
              </button>
              <button
                type="button"
                class="icon small"
                aria-label={`Forget ${one.name}`}
                title="Forget"
                onClick={() => {
                  cases.value = cases.value.filter((other) => other !== one);
                  trainingsChanged.value++;
                }}
              >
                <Icon name="close" />
              </button>
            </li>
          ))}
        </ul>
      )}
      <p class="quiet" role="status">
        {shown === undefined
          ? `Measured nodes: ${observed.length}, hidden ones: ${hidden}. Nothing is known yet: ${priorDraws === undefined ? "exact for this model, which is linear with normal noise" : `bars of ${priorDraws} draws of the model`}.`
          : shown.draws === undefined
            ? "Exact for this model, which is linear with normal noise."
            : `${shown.draws} draws, worth ${shown.effective.toFixed(0)} independent ones${shown.refining ? "; more are on their way" : ""}. Grey: ${priorDraws} draws of the model.`}
        {shown?.draws !== undefined && <Explain term="effective samples" />}
      </p>
      <Telling key={`${run.id} ${chosen}`} run={run} target={chosen} onChoose={onChoose} />
      <SignNote run={run} />
    </div>
  );
}

function freshCase(mine: readonly { readonly name: string }[]): string {
  for (let i = mine.length + 1; ; i++) if (!mine.some(({ name }) => name === `case ${i}`)) return `case ${i}`;
}

function NodeValue(props: {
  name: string;
  value: number | undefined;
  type: ColumnType | undefined;
  units: string | undefined;
  onSet: (value: number | undefined) => void;
}) {
  const { name, value, type, units, onSet } = props;
  if (!type?.levels) {
    return (
      <div class="field">
        <span aria-hidden="true">
          value of {name}
          {units && ` (${units})`}
        </span>
        <ValueInput
          class="belief-value"
          name={name}
          type={type}
          value={value}
          onValue={onSet}
          onLeaveOut={() => onSet(undefined)}
        />
      </div>
    );
  }
  return (
    <div class="field">
      <span aria-hidden="true">value of {name}</span>
      <LevelButtons
        name={name}
        levels={type.levels}
        value={value}
        firstClass="belief-value"
        onLevel={(code) => onSet(value === code ? undefined : code)}
      />
    </div>
  );
}

/** A row of a table as evidence; its gaps stay open. */
function RowPicker({ run }: { run: Run }) {
  const study = run.study.id;
  const { source: from, at } = questionOf(study).evidenceRow ?? { source: "test" };
  const sources = rowSources(run);
  const source = sources.find(({ key }) => key === from) ?? sources[0];
  const { rowCount } = source.data;
  return (
    <div class="row wrap">
      <label class="field grow">
        <span>a row as evidence</span>
        <select
          value={source.key}
          onChange={(event) =>
            changeQuestion(study, { evidenceRow: { source: event.currentTarget.value as RowSource } })
          }
        >
          {sources.map(({ key, title }) => (
            <option key={key} value={key}>
              {title}
            </option>
          ))}
        </select>
      </label>
      <RowNumberField
        label={source.places ? "row of the file" : "row"}
        class="row-number"
        sources={sources}
        source={source}
        at={at === undefined || at >= rowCount ? undefined : at}
        onRow={({ key, data: { columns, values } }, row) => {
          const found = columns.map((name, c) => [name, values[row * columns.length + c]] as const);
          changeQuestion(study, {
            evidence: {
              values: new Map(found.filter(([, value]) => !Number.isNaN(value))),
              done: new Set(),
            },
            evidenceRow: { source: key, at: row },
          });
        }}
      />
    </div>
  );
}
