import { useDraft } from "../ui/useDraft.ts";

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
  const [typed, setTyped] = useDraft(text);
  return (
    <input
      class={`value ${className ?? ""}`}
      inputMode="decimal"
      value={typed}
      placeholder="left out"
      aria-label={`Value of ${name}`}
      aria-invalid={typed.trim() !== "" && !Number.isFinite(numberIn(typed))}
      onInput={(event) => setTyped(event.currentTarget.value)}
      onChange={(event) => {
        const now = event.currentTarget.value;
        const read = numberIn(now);
        if (now.trim() === "" || !Number.isFinite(read)) setTyped(text);
        else if (now !== text) onValue(read);
      }}
    />
  );
}

function numberIn(typed: string): number {
  return Number(typed.replace("−", "-").replace(",", "."));
}
