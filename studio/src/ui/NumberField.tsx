import { useId } from "preact/hooks";
import { useDraft } from "./useDraft.ts";

interface NumberFieldProps {
  readonly label: string;
  readonly value: number;
  readonly whole?: boolean;
  readonly min?: number;
  readonly max?: number;
  readonly onValue: (value: number) => unknown;
  readonly disabled?: boolean;
}

/** A field for a number. What is no number in range stays, marked, and is not handed on. */
export function NumberField(props: NumberFieldProps) {
  const { label, value, whole = false, min, max, onValue, disabled } = props;
  const hint = useId();
  const [text, setText] = useDraft(String(value));
  const isWrong = (typed: string) => {
    const read = Number(typed);
    return (
      typed.trim() === "" ||
      !Number.isFinite(read) ||
      (whole && !Number.isSafeInteger(read)) ||
      (min !== undefined && read < min) ||
      (max !== undefined && read > max)
    );
  };
  const wrong = isWrong(text);
  const range = `${whole ? "a whole number" : "a number"}${min === undefined ? "" : ` from ${min}`}${max === undefined ? "" : ` to ${max}`}`;
  return (
    <div class="field">
      <label>
        <span class="label">{label}</span>
        <input
          inputMode={whole ? "numeric" : "decimal"}
          value={text}
          aria-invalid={wrong}
          aria-describedby={wrong ? hint : undefined}
          disabled={disabled}
          onInput={(event) => setText(event.currentTarget.value)}
          onChange={(event) => {
            const now = event.currentTarget.value;
            if (!isWrong(now) && Number(now) !== value) onValue(Number(now));
          }}
        />
      </label>
      {wrong && (
        <em class="wrong" id={hint}>
          {range}
        </em>
      )}
    </div>
  );
}
