/** The table of a node that its parents' states determine: one for the state of every row, and none for the others. */
export function oneStateRows(states: readonly string[], chosen: readonly string[]): number[] | undefined {
  const indices = chosen.map((state) => states.indexOf(state));
  if (indices.includes(-1)) return undefined;
  return indices.flatMap((index) => states.map((_, s) => (s === index ? 1 : 0)));
}
