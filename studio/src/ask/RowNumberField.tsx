import { useId, useState } from "preact/hooks";
import { useDraft } from "../ui/useDraft.ts";
import { rowNumber, type SourceRows } from "./rowSources.ts";

interface RowNumberFieldProps {
  readonly label: string;
  readonly class: string;
  readonly source: SourceRows;
  /** The row in view, counted from 0; undefined where none is. */
  readonly at: number | undefined;
  /** @param wanted the number that was typed, as a person counts rows; NaN for none */
  readonly onNumber: (wanted: number) => void;
}

/** The number of a row. What is typed stays until it is confirmed, whatever is drawn meanwhile; then it is that of the row in view. */
export function RowNumberField({ label, class: className, source, at, onNumber }: RowNumberFieldProps) {
  const [first, last] = [0, source.data.rowCount - 1].map((row) => rowNumber(source, row));
  const text = at === undefined ? "" : String(rowNumber(source, at));
  const [typed, setTyped] = useDraft(text);
  const [refused, setRefused] = useState<string>();
  const hint = useId();
  const isRefused = refused !== undefined && refused === typed;
  return (
    <div class={className}>
      <label class="field">
        <span>{label}</span>
        <input
          type="number"
          min={first}
          max={last}
          value={typed}
          placeholder={`${first}–${last}`}
          aria-invalid={isRefused}
          aria-describedby={isRefused ? hint : undefined}
          onInput={(event) => setTyped(event.currentTarget.value)}
          onChange={(event) => {
            const now = event.currentTarget.value;
            const wanted = Math.round(Number(now));
            if (now !== "" && (wanted < first || wanted > last)) {
              setRefused(now);
              return;
            }
            setTyped(text);
            onNumber(now === "" ? Number.NaN : wanted);
          }}
        />
      </label>
      {isRefused && (
        <em class="wrong" id={hint} role="alert">
          {first} to {last}
        </em>
      )}
    </div>
  );
}
