import { useEffect, useState } from "preact/hooks";

interface ValueInputProps {
  readonly name: string;
  readonly class?: string;
  /** Undefined where the value is left out. */
  readonly value: number | undefined;
  readonly onValue: (value: number) => void;
}

/** A value that is typed; what is no number is marked and not taken. */
export function ValueInput({ name, value, onValue, class: className }: ValueInputProps) {
  const text = value === undefined ? "" : String(Number(value.toPrecision(6)));
  const [typed, setTyped] = useState(text);
  useEffect(() => setTyped(text), [text]);
  const read = Number(typed.replace("−", "-").replace(",", "."));
  const wrong = typed.trim() !== "" && !Number.isFinite(read);
  return (
    <input
      class={`value ${className ?? ""}`}
      inputMode="decimal"
      value={typed}
      placeholder="left out"
      aria-label={`Value of ${name}`}
      aria-invalid={wrong}
      onInput={(event) => setTyped(event.currentTarget.value)}
      onChange={() => {
        if (typed.trim() === "" || wrong) setTyped(text);
        else if (typed !== text) onValue(read);
      }}
    />
  );
}
