import { useId } from "preact/hooks";
import { type ColumnType, impossibleValue } from "../../../src/internals.ts";
import { fieldText } from "../ui/decimals.ts";
import { useDraft } from "../ui/useDraft.ts";

interface ValueInputProps {
  readonly name: string;
  readonly class?: string;
  /** What the column is, if it is no number of any sign. */
  readonly type: ColumnType | undefined;
  /** Undefined where the value is left out. */
  readonly value: number | undefined;
  readonly onValue: (value: number) => void;
  /** Takes an empty field as a value that is left out; without it the field keeps its value. */
  readonly onLeaveOut?: () => void;
}

/** A value that is typed. What the column cannot have stays, marked, and is not handed on. */
export function ValueInput(props: ValueInputProps) {
  const { name, type, value, onValue, onLeaveOut, class: className } = props;
  const hint = useId();
  const text = value === undefined ? "" : fieldText(value);
  const [typed, setTyped] = useDraft(text);
  const wanted = typed.trim() === "" ? undefined : wantedIn(typed, type);
  return (
    <>
      <input
        class={`value ${className ?? ""}`}
        style={{ "--letters": typed.length }}
        inputMode="decimal"
        value={typed}
        placeholder="left out"
        aria-label={`Value of ${name}`}
        aria-invalid={wanted !== undefined}
        aria-describedby={wanted === undefined ? undefined : hint}
        onInput={(event) => setTyped(event.currentTarget.value)}
        onChange={(event) => {
          const now = event.currentTarget.value;
          if (now.trim() === "") {
            if (onLeaveOut) onLeaveOut();
            else setTyped(text);
          } else if (now !== text && wantedIn(now, type) === undefined) onValue(numberIn(now));
        }}
      />
      {wanted !== undefined && (
        <em class="wrong" id={hint}>
          {wanted}
        </em>
      )}
    </>
  );
}

/** What is wanted in place of a text that is no value of the column, in words; undefined where it is one. */
function wantedIn(typed: string, type: ColumnType | undefined): string | undefined {
  const read = numberIn(typed);
  if (!Number.isFinite(read)) return "a number";
  return type && impossibleValue(read, type);
}

function numberIn(typed: string): number {
  return Number(typed.replaceAll("−", "-").replace(",", "."));
}
