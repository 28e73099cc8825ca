/**
 * "Did you mean ...?": the known name nearest to a mistyped one.
 */

/**
 * The name with the smallest edit distance to `wanted`, or `undefined` if none is near enough to be a likely typo
 * (more than half of the letters would change). Upper and lower case count as nearly equal; ties go to the earlier name.
 *
 * @example
 * nearestName("lacy", ["lacA", "lacY", "lacZ"]); // "lacY"
 */
export function nearestName(wanted: string, names: readonly string[]): string | undefined {
  let nearest: string | undefined;
  let smallest = Infinity;
  for (const name of names) {
    const letters = editDistance(wanted.toLowerCase(), name.toLowerCase());
    const nearEnough = 2 * letters <= Math.max(wanted.length, name.length);
    // Case only breaks ties: "lacy" is nearer to "lacY" than to "LACY".
    const distance = letters + editDistance(wanted, name) / (1 + wanted.length + name.length);
    if (nearEnough && distance < smallest) {
      smallest = distance;
      nearest = name;
    }
  }
  return nearest;
}

/** The words to append to an "unknown name" message: ` Did you mean "x"?`, or nothing. */
export function didYouMean(wanted: string, names: readonly string[]): string {
  const nearest = nearestName(wanted, names);
  return nearest === undefined ? "" : ` Did you mean "${nearest}"?`;
}

/** Levenshtein distance with one row of memory. */
function editDistance(a: string, b: string): number {
  const row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    let diagonal = row[0];
    row[0] = i;
    for (let j = 1; j <= b.length; j++) {
      const substituted = diagonal + (a[i - 1] === b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = Math.min(substituted, row[j] + 1, row[j - 1] + 1);
    }
  }
  return row[b.length];
}
