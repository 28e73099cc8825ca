import { useId, useRef, useState } from "preact/hooks";
import { useDraft } from "../ui/useDraft.ts";
import { numberRange, rowNumber, rowNumbered, rowTowards, type SourceRows } from "./rowSources.ts";

interface RowNumberFieldProps {
  readonly label: string;
  readonly class: string;
  readonly sources: readonly SourceRows[];
  readonly source: SourceRows;
  /** The row in view, counted from 0; undefined where none is. */
  readonly at: number | undefined;
  readonly onRow: (source: SourceRows, at: number) => void;
}

/** How browsers name what an arrow of the field did to its text, where they name it. */
const STEPPED: ReadonlySet<string | undefined> = new Set([undefined, "", "insertReplacementText"]);

/**
 * The number of a row. What is typed stays until it is confirmed, whatever is drawn meanwhile; then it is that of the row in view. An
 * arrow leads on to the next row of those that are chosen; a number that is typed means the row that has it, wherever in the file it is.
 */
export function RowNumberField(props: RowNumberFieldProps) {
  const { label, class: className, sources, source, at, onRow } = props;
  const [first, last] = [0, source.data.rowCount - 1].map((row) => rowNumber(source, row));
  const [least, most] = numberRange(sources, source);
  const text = at === undefined ? "" : String(rowNumber(source, at));
  const [typed, setTyped] = useDraft(text);
  const [refused, setRefused] = useState<string>();
  const [told, setTold] = useState<{ readonly where: string; readonly words: string }>();
  const stepped = useRef(false);
  const hint = useId();
  const isRefused = refused !== undefined && refused === typed;
  const whereIs = (rows: SourceRows, row: number | undefined) => `${rows.key} ${row}`;
  const confirm = (now: string) => {
    const wanted = Number(now);
    const isRow = Number.isSafeInteger(wanted) && wanted >= least && wanted <= most;
    if (now !== "" && !stepped.current && !isRow) {
      setRefused(now);
      return;
    }
    setTyped(text);
    if (now === "") return;
    const found = stepped.current ? undefined : rowNumbered(sources, source, wanted);
    const to = found ?? { source, at: rowTowards(source, wanted, at ?? 0) };
    const words =
      found === undefined
        ? stepped.current
          ? ""
          : `Row ${wanted} has no value: ${rowNumber(to.source, to.at)} is shown.`
        : found.source === source
          ? ""
          : `Row ${wanted} is one of the ${found.source.title}.`;
    setTold({ where: whereIs(to.source, to.at), words });
    onRow(to.source, to.at);
  };
  return (
    <>
      <label class={`field ${className}`}>
        <span>{label}</span>
        <input
          type="number"
          min={least}
          max={most}
          value={typed}
          placeholder={`${first}–${last}`}
          aria-invalid={isRefused}
          aria-describedby={isRefused ? hint : undefined}
          onInput={(event) => {
            stepped.current = STEPPED.has((event as InputEvent).inputType);
            setTyped(event.currentTarget.value);
          }}
          onChange={(event) => confirm(event.currentTarget.value)}
        />
      </label>
      {isRefused ? (
        <em class="wrong row-hint" id={hint} role="alert">
          a whole number from {least} to {most}
        </em>
      ) : (
        <span class="quiet row-hint" role="status">
          {told?.where === whereIs(source, at) ? told.words : ""}
        </span>
      )}
    </>
  );
}
