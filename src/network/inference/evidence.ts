/**
 * Rows of discrete values, sorted by what was measured: one plan serves all rows with the same gaps, one run all equal rows.
 */
import { MISSING } from "../levelCodes.ts";

/** Equal rows. */
export interface EvidenceRow {
  /** One state for each variable, `MISSING` where it was not measured. */
  readonly states: Int32Array;
  /** Which rows of the table these are. */
  readonly rows: readonly number[];
}

/** The rows in which the same variables were measured. */
export interface EvidencePattern {
  readonly measured: ReadonlySet<number>;
  readonly rows: readonly EvidenceRow[];
}

/** @param codes for each variable one code a row, or `undefined` where it is never measured */
export function evidencePatterns(
  codes: readonly (Int32Array | undefined)[],
  rowCount: number,
): EvidencePattern[] {
  const distinct = new Map<string, { states: Int32Array; rows: number[] }>();
  const states = new Int32Array(codes.length);
  for (let row = 0; row < rowCount; row++) {
    let key = "";
    for (let variable = 0; variable < codes.length; variable++) {
      states[variable] = codes[variable]?.[row] ?? MISSING;
      key += `${states[variable]},`;
    }
    const known = distinct.get(key);
    if (known === undefined) distinct.set(key, { states: states.slice(), rows: [row] });
    else known.rows.push(row);
  }
  const patterns = new Map<string, { measured: Set<number>; rows: EvidenceRow[] }>();
  for (const row of distinct.values()) {
    const key = row.states.map((state) => (state === MISSING ? 0 : 1)).join("");
    const known = patterns.get(key);
    if (known !== undefined) {
      known.rows.push(row);
      continue;
    }
    const measured = new Set<number>();
    row.states.forEach((state, variable) => {
      if (state !== MISSING) measured.add(variable);
    });
    patterns.set(key, { measured, rows: [row] });
  }
  return [...patterns.values()];
}
