/**
 * The items of a list of free text: separated by commas or, where there is none, by blanks. An item in quotation marks is
 * taken whole. Where the number of items is known, the reading that gives it is preferred: commas inside brackets may
 * belong to an interval, `[0,5), [5,10)`.
 */
export function splitList(text: string, count?: number): string[] {
  const readings = [
    () => split(text, { commas: true, blanks: false, brackets: false }),
    () => split(text, { commas: true, blanks: false, brackets: true }),
    () => split(text, { commas: true, blanks: true, brackets: false }),
    () => split(text, { commas: false, blanks: true, brackets: false }),
  ];
  if (count !== undefined) {
    for (const reading of readings) {
      const items = reading();
      if (items.length === count) return items;
    }
  }
  const byCommas = readings[0]();
  return byCommas.length > 1 || count === 1 ? byCommas : readings[3]();
}

interface Signs {
  readonly commas: boolean;
  readonly blanks: boolean;
  /** Whether commas inside brackets and parentheses belong to the item. */
  readonly brackets: boolean;
}

function split(text: string, signs: Signs): string[] {
  const items: string[] = [];
  let at = 0;
  let from = 0;
  let depth = 0;
  let begins = true;
  const end = () => {
    const item = text.slice(from, at).trim();
    if (item !== "") items.push(item);
  };
  while (at < text.length) {
    const character = text[at];
    if (character === '"' && begins) {
      const close = text.indexOf('"', at + 1);
      if (close >= 0) {
        items.push(text.slice(at + 1, close));
        at = close + 1;
        from = at;
        continue;
      }
    }
    if (!/\s/.test(character)) begins = false;
    if (signs.brackets && (character === "[" || character === "(")) depth++;
    else if (signs.brackets && (character === "]" || character === ")")) depth--;
    const separates =
      (signs.commas && character === "," && depth <= 0) || (signs.blanks && /\s/.test(character));
    if (separates) {
      end();
      from = at + 1;
      begins = true;
    }
    at++;
  }
  end();
  return items;
}
