import { useSignal } from "@preact/signals";

/** Names beyond which they are listed only once somebody reaches for the list: of a thousand nodes it is half of the page. */
const LISTED_AT_ONCE = 100;

interface NodeSelectProps {
  readonly names: readonly string[];
  readonly value: string;
  readonly onValue: (name: string) => void;
}

/** A list to choose a node from; without a value it asks for one. */
export function NodeSelect({ names, value, onValue }: NodeSelectProps) {
  const reached = useSignal(false);
  const reach = () => {
    reached.value = true;
  };
  const listed = reached.value || names.length <= LISTED_AT_ONCE ? names : value === "" ? [] : [value];
  return (
    <select
      value={value}
      onFocus={reach}
      onPointerDown={reach}
      onChange={(event) => {
        onValue(event.currentTarget.value);
        if (value === "") event.currentTarget.value = "";
      }}
    >
      {value === "" && <option value="">choose a node</option>}
      {listed.map((name) => (
        <option key={name}>{name}</option>
      ))}
    </select>
  );
}
