import {
  constantColumn,
  type Dataset,
  InputError,
  learnStructure,
  selectColumns,
} from "../../../src/internals.ts";
import { typesIn } from "../train/typesIn.ts";
import type { Questions } from "./messages.ts";
import { withoutGaps } from "./withoutGaps.ts";

/** Of rows without gaps, to suggest arcs from: so many at least, and this share of all where columns can be spared. */
const FEWEST_COMPLETE = 10;
const COMPLETE_SHARE = 0.1;
const MOST_SETS = 3;

/**
 * Arcs between the columns of a table, by its complete rows. Columns with so many gaps that few rows are complete, and those that do
 * not vary in these rows, stay without arcs; where columns determine each other some arcs between them are left out. All of that is said.
 *
 * @throws InputError where no two columns have enough complete rows
 */
export function suggestArcs({
  table,
  columns,
}: Questions["suggest"]["input"]): Questions["suggest"]["output"] {
  const notes: string[] = [];
  const whole = { ...selectColumns(table, columns), types: typesIn(table, columns) };
  const filled = withoutGappy(whole, table.file, notes);
  const data = withoutConstant(filled, notes);
  const sets: (readonly string[])[] = [];
  const found =
    data.columns.length === 0
      ? []
      : learnStructure(data, { onDetermined: (set) => sets.push(set) }).toSpecs();
  notes.push(
    ...sets
      .slice(0, MOST_SETS)
      .map(
        (set) =>
          `${set.at(-1)} follows from ${inWords(set.slice(0, -1))} in all ${data.rowCount} complete rows: at least one arc between them was left out, since nothing would be left to learn. Do without one of these columns, or look at their arcs yourself.`,
      ),
    ...(sets.length > MOST_SETS
      ? [`${sets.length - MOST_SETS} more sets of columns determine each other.`]
      : []),
  );
  const parents = new Map(found.map((node) => [node.name, node.parents]));
  return { nodes: columns.map((name) => ({ name, parents: parents.get(name) ?? [] })), notes };
}

function withoutGappy(data: Dataset, file: string, notes: string[]): Dataset {
  const enough = Math.max(FEWEST_COMPLETE, COMPLETE_SHARE * data.rowCount);
  let kept = data;
  let complete = withoutGaps(kept);
  const left: string[] = [];
  while (complete.rowCount < enough && kept.columns.length > 2) {
    const worst = gappiest(kept);
    left.push(worst);
    kept = selectColumns(
      kept,
      kept.columns.filter((name) => name !== worst),
    );
    complete = withoutGaps(kept);
  }
  if (complete.rowCount < FEWEST_COMPLETE) {
    const all = withoutGaps(data).rowCount;
    throw new InputError(
      `Expected at least ${FEWEST_COMPLETE} rows without gaps in ${file} to look for arcs in, got ${all} of ${data.rowCount}; most gaps are in column "${gappiest(data)}". Begin with the columns as nodes and draw the arcs.`,
    );
  }
  if (left.length > 0)
    notes.push(
      `${inWords(left)} ${left.length === 1 ? "has" : "have"} so many gaps that few rows would be complete, and ${left.length === 1 ? "gets" : "get"} no arcs.`,
    );
  return complete;
}

function gappiest({ columns, rowCount, values }: Dataset): string {
  const gaps = columns.map((_, c) => {
    let count = 0;
    for (let row = 0; row < rowCount; row++) if (Number.isNaN(values[row * columns.length + c])) count++;
    return count;
  });
  return columns[gaps.indexOf(Math.max(...gaps))];
}

function withoutConstant(data: Dataset, notes: string[]): Dataset {
  const still: string[] = [];
  let kept = data;
  for (;;) {
    const found = constantColumn(kept);
    if (found === undefined) break;
    still.push(found.name);
    kept = selectColumns(
      kept,
      kept.columns.filter((name) => name !== found.name),
    );
  }
  if (still.length > 0)
    notes.push(
      `${inWords(still)} ${still.length === 1 ? "does" : "do"} not vary in the ${data.rowCount} complete rows, and ${still.length === 1 ? "gets" : "get"} no arcs.`,
    );
  return kept;
}

const SHOWN = 6;

function inWords(names: readonly string[]): string {
  if (names.length > SHOWN) return `${names.slice(0, SHOWN).join(", ")} and ${names.length - SHOWN} more`;
  return names.length === 1 ? names[0] : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
