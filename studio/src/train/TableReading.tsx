import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { TableLayout } from "../../../src/internals.ts";
import { useDraft } from "../ui/useDraft.ts";
import { reading, table } from "./data.ts";
import { fileOf, rereadTable, unread } from "./openTable.ts";
import { HOW_READ } from "./tables/pageRemedies.ts";

const SEPARATORS: Readonly<Record<string, string>> = {
  ",": "comma",
  ";": "semicolon",
  "\t": "tab",
  " ": "space",
  "|": "bar |",
};

/** How the text of a table is written, where that can't be found from it: read once more whenever a person says so. */
export function TableReading() {
  const failed = unread.value;
  const given = table.value;
  const file = failed?.file ?? (given && fileOf(given));
  const layout = failed?.layout ?? given?.layout ?? {};
  const open = useSignal(false);
  useEffect(() => {
    if (failed) open.value = true;
  }, [failed]);
  if (failed === undefined && given === undefined) return null;
  return (
    <details
      class="more"
      open={open.value}
      onToggle={(event) => {
        open.value = event.currentTarget.open;
      }}
    >
      <summary>{HOW_READ}</summary>
      {failed && <p class="quiet">{failed.file.name} could not be read as it is.</p>}
      {file === undefined ? (
        <p class="quiet">
          To read it in another way open {given!.file} again: the page keeps its values, not its text.
        </p>
      ) : (
        <Fields file={file} layout={layout} />
      )}
    </details>
  );
}

function Fields({ file, layout }: { file: File; layout: TableLayout }) {
  const [words, setWords] = useDraft((layout.missingValues ?? []).join(", "));
  // What was asked for last, which may be more than what is read by now.
  const wanted = useRef(layout);
  if (reading.value === undefined) wanted.current = layout;
  const change = (next: Partial<TableLayout>) => {
    const all = Object.entries({ ...wanted.current, ...next }).filter(([, value]) => value !== undefined);
    wanted.current = Object.fromEntries(all);
    void rereadTable(file, wanted.current);
  };
  return (
    <>
      <label class="field">
        <span>also stands for a missing value</span>
        <input
          value={words}
          placeholder="unknown, -99"
          onInput={(event) => setWords(event.currentTarget.value)}
          onChange={(event) => {
            const named = event.currentTarget.value
              .split(",")
              .map((word) => word.trim())
              .filter((word) => word !== "");
            change({ missingValues: named.length > 0 ? named : undefined });
          }}
        />
      </label>
      <p class="quiet">Words and numbers with commas between them, beside empty cells, NA, NaN and null.</p>
      <div class="grid-2">
        <label class="field">
          <span>decimal mark</span>
          <select
            value={layout.decimal ?? ""}
            onChange={(event) =>
              change({ decimal: (event.currentTarget.value || undefined) as TableLayout["decimal"] })
            }
          >
            <option value="">found</option>
            <option value=".">point</option>
            <option value=",">comma</option>
          </select>
        </label>
        <label class="field">
          <span>between fields</span>
          <select
            value={layout.separator ?? ""}
            onChange={(event) => change({ separator: event.currentTarget.value || undefined })}
          >
            <option value="">found</option>
            {Object.entries(SEPARATORS).map(([separator, name]) => (
              <option key={name} value={separator}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </div>
    </>
  );
}
