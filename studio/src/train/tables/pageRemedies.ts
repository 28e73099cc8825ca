import type { Remedies } from "../../../../src/internals.ts";

/** The headings of the panels where a person says how a file is read and what its columns hold. */
export const HOW_READ = "How the file is read";
export const KINDS = "Kinds of columns";

/** What to do about a column, by the fields of the page. */
export const pageRemedies: Remedies = {
  missing: `name it under "${HOW_READ}"`,
  decimals: `name the decimal mark under "${HOW_READ}"`,
  missingNumber: (code) => `name ${code} under "${HOW_READ}"`,
  labels: () => `, under "${KINDS}"`,
  order: () => `under "${KINDS}"`,
  kind: () => `choose under "${KINDS}"`,
};
