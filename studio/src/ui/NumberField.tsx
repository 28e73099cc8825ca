import { useEffect, useId, useState } from "preact/hooks";

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
  const [text, setText] = useState(String(value));
  useEffect(() => setText(String(value)), [value]);
  const read = Number(text);
  const wrong =
    text.trim() === "" ||
    !Number.isFinite(read) ||
    (whole && !Number.isSafeInteger(read)) ||
    (min !== undefined && read < min) ||
    (max !== undefined && read > max);
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
          onChange={() => {
            if (!wrong && read !== value) onValue(read);
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
