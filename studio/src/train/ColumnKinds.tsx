import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { numberedLabels } from "../../../src/data/kinds/columnLabels.ts";
import { type FoundKind, labelsOfText, levelsText } from "../../../src/internals.ts";
import { notify } from "../app/notices.ts";
import { Breakable } from "../ui/Breakable.tsx";
import { Icon } from "../ui/Icon.tsx";
import { type GivenKinds, type Table, table } from "./data.ts";
import { listed } from "./listed.ts";
import { retypeColumn } from "./openTable.ts";
import { KINDS } from "./tables/pageRemedies.ts";

const NAMES: Readonly<Record<string, string>> = {
  gaussian: "number",
  "contaminated-normal": "number, outliers allowed",
  "student-t": "number with far outliers",
  "log-normal": "positive number",
  skewed: "number with one long tail",
  count: "count",
  "zero-inflated": "count, many zeros",
  "discretized-logistic": "whole number",
  semicontinuous: "number, one value often",
  binary: "one of two",
  categorical: "label",
  ordinal: "ordered level",
};

/** Kinds that a column of numbers has where nothing special shows, alone and beside levels. */
const PLAIN: ReadonlySet<string> = new Set(["gaussian", "contaminated-normal"]);
/** Beyond so many columns a person searches. */
const MOST_LISTED = 60;

/** What the columns measure, each to be changed, and what a person should know of those that are nodes. */
export function ColumnKinds({ given, nodes }: { given: Table; nodes: ReadonlySet<string> }) {
  const open = useSignal(false);
  const sought = useSignal("");
  const retypable = new Set(given.asRead?.map(({ name }) => name));
  const isBroken = (name: string) => Object.hasOwn(given.textColumns, name);
  // Dates and lists are nothing else, whatever they are taken for.
  const kinds = given.kinds?.filter(({ name }) => !isBroken(name) || retypable.has(name)) ?? [];
  const special = kinds.filter(({ type }) => !PLAIN.has(type.kind)).length;
  const warnings = kinds.filter(({ name }) => nodes.has(name)).flatMap(({ warnings }) => warnings);
  // One after another, each on what the one before has made of the table.
  const last = useRef<Promise<void>>(Promise.resolve());
  const take = (name: string, kind: GivenKinds[string]) => {
    last.current = last.current.then(() => {
      const now = table.peek();
      return now?.file === given.file ? retypeColumn(now, name, kind) : undefined;
    });
  };
  if (kinds.length === 0) return null;
  const found = kinds.filter(({ name }) => name.toLowerCase().includes(sought.value.toLowerCase()));
  return (
    <>
      <li>
        <Icon name="help" />{" "}
        <details
          class="kinds"
          onToggle={(event) => {
            open.value = event.currentTarget.open;
          }}
        >
          <summary>
            {KINDS}: {special === 0 ? "all numbers" : `${special} of ${kinds.length} not plain numbers`}
          </summary>
          {open.value && (
            <>
              {kinds.length > MOST_LISTED && (
                <label class="field">
                  <span>
                    {found.length <= MOST_LISTED
                      ? "part of the name"
                      : `part of the name (the first ${MOST_LISTED} of ${found.length} are listed)`}
                  </span>
                  <input
                    value={sought.value}
                    onInput={(event) => {
                      sought.value = event.currentTarget.value;
                    }}
                  />
                </label>
              )}
              <ul>
                {found.slice(0, MOST_LISTED).map((kind) => (
                  <OneKind
                    key={kind.name}
                    kind={kind}
                    given={
                      given.given && Object.hasOwn(given.given, kind.name)
                        ? given.given[kind.name]
                        : undefined
                    }
                    broken={isBroken(kind.name)}
                    onKind={(next) => take(kind.name, next)}
                  />
                ))}
              </ul>
            </>
          )}
        </details>
      </li>
      {warnings.map((text) => (
        <li key={text}>
          <Icon name="warn" /> {text}
        </li>
      ))}
    </>
  );
}

function OneKind(props: {
  kind: FoundKind;
  given: GivenKinds[string] | undefined;
  broken: boolean;
  onKind: (kind: GivenKinds[string]) => void;
}) {
  const { given, broken, onKind } = props;
  const { name, type, why } = props.kind;
  // What a person has said stands, also where the column cannot be that: the message above says why, and here it is mended.
  const kind = broken ? (given?.kind ?? "") : type.kind;
  const levels = (broken ? given?.levels : undefined) ?? type.levels;
  return (
    <li>
      <label class="field">
        <span>
          <b>
            <Breakable text={name} />
          </b>{" "}
          {why && `(${why})`}
        </span>
        <select
          value={kind}
          aria-label={`Kind of ${name}`}
          onChange={(event) => {
            const chosen = event.currentTarget.value;
            // Labels have no order but the one that a person gives them: those that are there, to be put in order.
            onKind({ kind: chosen, ...(chosen === "ordinal" && levels && { levels: inOrder(levels) }) });
          }}
        >
          {kind === "" && (
            <option value="" disabled>
              not used as {NAMES[type.kind] ?? type.kind}
            </option>
          )}
          {Object.entries(NAMES).map(([one, title]) => (
            <option key={one} value={one}>
              {title}
            </option>
          ))}
        </select>
      </label>
      {kind === "ordinal" && levels ? (
        <label class="field">
          <span>
            levels in their order, from the lowest on, with commas between them
            {levels.some((level) => level.includes(",")) && "; one that holds a comma stands in quotes"}
          </span>
          <input
            value={levelsText(levels, ", ")}
            aria-label={`Levels of ${name}`}
            onChange={(event) => {
              try {
                const said = labelsOfText(event.currentTarget.value).filter((level) => level !== "");
                onKind({ kind: "ordinal", levels: said });
              } catch (error) {
                notify(error);
              }
            }}
          />
        </label>
      ) : (
        levels && <span class="quiet">{listed(levels)}</span>
      )}
    </li>
  );
}

/** By the numbers that they begin with, where all have one of their own. */
function inOrder(levels: readonly string[]): readonly string[] {
  return numberedLabels(levels) ?? levels;
}
