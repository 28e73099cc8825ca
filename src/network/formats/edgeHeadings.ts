/** At which end of an arc a column stands, and how surely its heading says so. */
export interface HeadingEnd {
  readonly end: "from" | "to";
  /**
   * `sure`: a heading whatever stands below. `likely`: as a heading it occurs nowhere else. `doubtful`: likewise, but it may as
   * well be a variable, so a person is told.
   */
  readonly trust: "sure" | "likely" | "doubtful";
}

const WORDS: readonly (HeadingEnd & { readonly words: string })[] = [
  { end: "from", trust: "sure", words: "from source src parent von" },
  { end: "to", trust: "sure", words: "to target tgt dest dst child nach" },
  {
    end: "from",
    trust: "likely",
    words:
      "start cause tail origin sender predecessor ancestor antecedent upstream regulator ursache quelle origen origine causa desde",
  },
  {
    end: "to",
    trust: "likely",
    words:
      "destination end effect head receiver successor descendant consequent downstream wirkung ziel destino efecto effet effetto hasta",
  },
  {
    end: "from",
    trust: "doubtful",
    words:
      "exposure predictor treatment driver independent explanatory input iv tf subject influencer x u i row lhs left",
  },
  {
    end: "to",
    trust: "doubtful",
    words: "outcome response dependent output dv object affected y v j w col column rhs right",
  },
];
const ENDS: ReadonlyMap<string, HeadingEnd> = new Map(
  WORDS.flatMap(({ words, end, trust }) => words.split(" ").map((word) => [word, { end, trust }] as const)),
);
/** Of these, one says little without the other. */
const TOGETHER = [
  ["x", "y"],
  ["u", "v"],
  ["v", "w"],
  ["i", "j"],
  ["row", "col"],
  ["row", "column"],
  ["lhs", "rhs"],
  ["left", "right"],
  ["iv", "dv"],
  ["input", "output"],
  ["subject", "object"],
  ["independent", "dependent"],
] as const;
const AFFIX =
  "(?:node|vertex|var|variable|gene|feature|factor|concept|event|item|entity|edge|name|id|label|symbol)";
const BEFORE = new RegExp(`^${AFFIX}(?=.)`);
const BEHIND = new RegExp(`(?<=.)${AFFIX}$`);

/** A heading without capitals and what separates its words. */
export function plainHeading(cell: string): string {
  return cell.toLowerCase().replaceAll(/[\s_.-]/g, "");
}

/** What a plain heading such as `source`, `fromid` or `causevariable` says; nothing if it is none of an arc's. */
export function headingEnd(word: string): HeadingEnd | undefined {
  return ENDS.get(bare(word));
}

/** The places of the two ends among plain headings. */
export function headingEnds(words: readonly string[]): { from: number; to: number } | undefined {
  const found = words.map(bare);
  const isPaired = (word: string) => TOGETHER.some((pair) => (pair as readonly string[]).includes(word));
  const at = (end: "from" | "to") =>
    found.findIndex((word) => ENDS.get(word)?.end === end && !isPaired(word));
  const [from, to] = [at("from"), at("to")];
  if (from >= 0 && to >= 0) return { from, to };
  for (const [one, other] of TOGETHER) {
    const pair = { from: found.indexOf(one), to: found.indexOf(other) };
    if (pair.from >= 0 && pair.to >= 0) return pair;
  }
  return undefined;
}

function bare(word: string): string {
  if (ENDS.has(word)) return word;
  const shorter = [word.replace(BEFORE, ""), word.replace(BEHIND, "")];
  return shorter.find((one) => ENDS.has(one)) ?? word;
}
