/** What Git leaves in a file, or in its place, that is not the file's content. */
export interface LeftByGit {
  /** As a person calls it in a sentence. */
  readonly what: string;
  /** A sentence on what to do. */
  readonly remedy: string;
}

const POINTER = "version https://git-lfs";

/** Whether a text is a pointer of Git LFS, or holds both sides of a merge; undefined for all others. */
export function leftByGit(text: string): LeftByGit | undefined {
  if (text.startsWith(POINTER)) {
    return {
      what: "a pointer of Git LFS in the place of the file",
      remedy: "Fetch the file itself: git lfs pull.",
    };
  }
  const at = text.search(/^<{7} /m);
  // The signs alone may be a heading or a rule: a conflict has all three, in this order.
  if (at < 0 || !/^={7}\r?$[\s\S]*^>{7} /m.test(text.slice(at))) return undefined;
  return unfinishedMerge(text.slice(0, at).split("\n").length);
}

/** What the first side of a merge begins with, at the beginning of a line. */
export const MERGE_BEGINS = "<<<<<<< ";

/** @param line of its first sign, counted from 1 */
export function unfinishedMerge(line: number): LeftByGit {
  return {
    what: `both sides of a merge that Git could not finish (line ${line})`,
    remedy: "Settle the conflict in it first.",
  };
}
