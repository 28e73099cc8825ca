import { shortened } from "../../../src/report/markup.ts";

const SHOWN = 6;
const LONGEST = 60;

/** The first of some names, the longest of them cut, and how many more there are. */
export function listed(names: readonly string[]): string {
  const shown = names
    .slice(0, SHOWN)
    .map((name) => shortened(name, LONGEST))
    .join(", ");
  return names.length > SHOWN ? `${shown} and ${names.length - SHOWN} more` : shown;
}
