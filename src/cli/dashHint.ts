/**
 * What somebody may have meant by a word with one dash before several letters, which a command has no option for.
 *
 * @param words as they were typed
 * @param options the long options of the command, with their dashes
 *
 * @example
 * dashHint(["train", "net.dot", "-data", "t.csv"], ["--data"]); // "--data"
 * dashHint(["inspect", "-net.dot"], ["--data"]); // "./-net.dot, a file of that name"
 */
export function dashHint(words: readonly string[], options: readonly string[]): string | undefined {
  const word = words.find((one) => /^-[a-z][^=]/i.test(one));
  if (word === undefined) return undefined;
  const option = `-${word.replace(/=.*$/s, "")}`;
  if (options.includes(option)) return option;
  return word.includes(".") ? `./${word}, a file of that name` : undefined;
}
