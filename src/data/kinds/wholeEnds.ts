import type { ColumnType } from "../columnType.ts";
import type { ColumnSummary } from "./columnSummary.ts";

/** A value that comes so often is where the column begins or ends, and not just the farthest of few rows. */
const OFTEN = 5;
/** Whole numbers that begin higher may well be negative in another row. */
const HIGHEST_BEGINNING = 3;
/** Share of the rows that a limit draws to it at least. */
const LIMIT_SHARE = 0.05;

/**
 * Where whole numbers begin and end by nature: at 1 where that is the least and comes often, at 0 where the least is small and not
 * negative; and at the greatest where that comes often, and more often than the next lower one that comes.
 */
export function wholeEnds(summary: ColumnSummary): Pick<ColumnType, "least" | "most"> {
  const { least, most, counts, present } = summary;
  const atMost = counts[counts.length - 1];
  const limited = atMost >= Math.max(OFTEN, LIMIT_SHARE * present) && atMost > counts[counts.length - 2];
  return {
    ...(least >= 0 && least <= HIGHEST_BEGINNING && { least: least === 1 && counts[0] >= OFTEN ? 1 : 0 }),
    ...(limited && { most }),
  };
}
