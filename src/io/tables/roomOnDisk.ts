import { statfsSync } from "node:fs";
import { dirname } from "node:path";
import { InputError } from "../../numeric/errors.ts";

/** A table that is being written, after its first rows. */
interface Begun {
  /** As messages call it. */
  readonly file: string;
  /** Where it is written, links followed. */
  readonly place: string;
  readonly columns: number;
  /** Rows and bytes that are written. */
  readonly row: number;
  readonly bytes: number;
  /** Rows that it is to have. */
  readonly rows: number;
}

/** @throws InputError where the disk has no room for a whole table, by what its first rows take: after hours it would be full. */
export function requireRoom({ file, place, columns, row, bytes, rows }: Begun): void {
  if (row === 0 || row >= rows) return;
  const room = freeBytes(dirname(place));
  const needed = (bytes / row) * rows;
  if (needed - bytes <= room) return;
  throw new InputError(
    `Expected a table that fits on the disk of ${file}, which has ${inWords(room)} left, but ${rows} rows of ${columns} columns take about ${inWords(needed)}. ` +
      "Write fewer rows, or to another disk.",
  );
}

/** What a user may still write there; without end where the system does not say. */
function freeBytes(folder: string): number {
  try {
    const { blocks, bavail, bsize } = statfsSync(folder);
    return blocks === 0 ? Number.POSITIVE_INFINITY : bavail * bsize;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

const UNITS = ["bytes", "kB", "MB", "GB", "TB", "PB", "EB"];

function inWords(bytes: number): string {
  const unit = Math.min(UNITS.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const amount = bytes / 1000 ** unit;
  return `${amount < 10 ? Number(amount.toPrecision(2)) : Math.round(amount)} ${UNITS[unit]}`;
}
