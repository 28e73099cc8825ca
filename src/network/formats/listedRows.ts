/** A small file may name a table that no memory holds. */
const LARGEST = 1e6;

/**
 * The whole table of a node from the rows that a file lists, by their place, and the row for all others; or what is wrong
 * with it, as the rest of a sentence about the node.
 *
 * @param count configurations of the parents
 * @param own states of the node
 */
export function tableOfRows(
  listed: ReadonlyMap<number, readonly number[]>,
  rest: readonly number[] | undefined,
  count: number,
  own: number,
): readonly number[] | string {
  if (listed.size === 0 && rest === undefined) return "has no table";
  if (rest === undefined && listed.size < count)
    return `lists ${listed.size} of its ${count} rows of probabilities`;
  if (rest !== undefined && rest.length !== own)
    return `has a default of ${rest.length} numbers for its ${own} states`;
  if (rest !== undefined && listed.size < count && count * own > LARGEST)
    return `has a table of ${count * own} numbers`;
  const table: number[] = [];
  for (let row = 0; row < count; row++) {
    for (const number of listed.get(row) ?? rest!) table.push(number);
  }
  return table;
}

/**
 * The place of the row of a configuration, the first parent slowest; undefined for what is none.
 *
 * @param given a state of every parent, as the file writes it
 * @param states of the parents
 * @param placeOf among the states of a parent
 */
export function rowOfStates(
  given: readonly string[],
  states: readonly (readonly string[])[],
  placeOf = (state: string, of: readonly string[]) => of.indexOf(state),
): number | undefined {
  if (given.length !== states.length) return undefined;
  let row = 0;
  for (const [parent, text] of given.entries()) {
    const place = placeOf(text, states[parent]);
    if (!(place >= 0 && place < states[parent].length)) return undefined;
    row = row * states[parent].length + place;
  }
  return row;
}
