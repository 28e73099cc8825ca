import { shellWord } from "../../numeric/shellWord.ts";
import { levelsText } from "./levelsText.ts";

/**
 * What a person can do about a column, as a part of a sentence: an option where a command tells it, a field where a page does.
 */
export interface Remedies {
  /** Follows "if it stands for a missing value," */
  readonly missing: string;
  /** Follows "if it does," of a number that may stand for a missing value. */
  missingNumber(code: number): string;
  /** Follows "say that the column holds labels". */
  labels(name: string): string;
  /** Follows "give them from the lowest on,". */
  order(name: string, labels: readonly string[]): string;
  /** Follows "write numbers without separators of thousands, or". */
  readonly decimals: string;
  /** Stands in parentheses behind what a column could also be. */
  kind(name: string, kind: string): string;
}

/** Options of the command. */
export const commandRemedies: Remedies = {
  missing: "name it by --missing-values",
  missingNumber: (code) => `give --missing-values ${code}`,
  labels: (name) => `: --kind ${wordOfSentence(`${name}=categorical`)}`,
  order: (name, labels) => `as in --levels ${wordOfSentence(`${name}=${levelsText(labels.slice(0, 3))}`)}`,
  decimals: "say what stands before the decimals (--decimal . or --decimal ,)",
  kind: (name, kind) => `--kind ${shellWord(`${name}=${kind}`)}`,
};

/** A word of a command line that a sentence goes on behind, so that it stands in quotes in any case. */
function wordOfSentence(word: string): string {
  return /["$`\\!]/.test(word) ? shellWord(word) : `"${word}"`;
}
