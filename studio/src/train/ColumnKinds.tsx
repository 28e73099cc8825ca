import { useSignal } from "@preact/signals";
import type { FoundKind } from "../../../src/internals.ts";
import { Icon } from "../ui/Icon.tsx";
import type { GivenKinds, Table } from "./data.ts";
import { listed } from "./listed.ts";
import { retypeColumn } from "./openTable.ts";
import { KINDS } from "./tables/pageRemedies.ts";

const NAMES: Readonly<Record<string, string>> = {
  gaussian: "number",
  "student-t": "number with far outliers",
  "log-normal": "positive number",
  skewed: "number with one long tail",
  count: "count",
  binary: "one of two",
  categorical: "label",
  ordinal: "ordered level",
};

/** Beyond so many columns a person searches. */
const MOST_LISTED = 60;

/** What the columns measure, each to be changed, and what a person should know of those that are nodes. */
export function ColumnKinds({ given, nodes }: { given: Table; nodes: ReadonlySet<string> }) {
  const busy = useSignal(false);
  const open = useSignal(false);
  const sought = useSignal("");
  const retypable = new Set(given.broken?.map(({ name }) => name));
  const isBroken = (name: string) => Object.hasOwn(given.textColumns, name);
  // Dates and lists are nothing else, whatever they are taken for.
  const kinds = given.kinds?.filter(({ name }) => !isBroken(name) || retypable.has(name)) ?? [];
  const special = kinds.filter(({ type }) => type.kind !== "gaussian").length;
  const warnings = kinds.filter(({ name }) => nodes.has(name)).flatMap(({ warnings }) => warnings);
  const take = async (name: string, kind: GivenKinds[string]) => {
    busy.value = true;
    await retypeColumn(given, name, kind);
    busy.value = false;
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
                    broken={isBroken(kind.name)}
                    busy={busy.value}
                    onKind={(next) => void take(kind.name, next)}
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
  broken: boolean;
  busy: boolean;
  onKind: (kind: GivenKinds[string]) => void;
}) {
  const { broken, busy, onKind } = props;
  const { name, type, why } = props.kind;
  return (
    <li>
      <label class="field">
        <span>
          <b>{name}</b> {why && `(${why})`}
        </span>
        <select
          value={broken ? "" : type.kind}
          disabled={busy}
          aria-label={`Kind of ${name}`}
          onChange={(event) => onKind({ kind: event.currentTarget.value })}
        >
          {broken && (
            <option value="" disabled>
              not used as {NAMES[type.kind] ?? type.kind}
            </option>
          )}
          {Object.entries(NAMES).map(([kind, title]) => (
            <option key={kind} value={kind}>
              {title}
            </option>
          ))}
        </select>
      </label>
      {type.kind === "ordinal" && type.levels ? (
        <label class="field">
          <span>levels, from the lowest on</span>
          <input
            value={type.levels.join(", ")}
            disabled={busy}
            onChange={(event) =>
              onKind({
                kind: "ordinal",
                levels: event.currentTarget.value.split(",").map((level) => level.trim()),
              })
            }
          />
        </label>
      ) : (
        type.levels && <span class="quiet">{listed(type.levels)}</span>
      )}
    </li>
  );
}
