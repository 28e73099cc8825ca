const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/;

/** The numbers of a text, separated by blanks or commas; nothing where something else stands between them. */
export function numbersOf(text: string): number[] | undefined {
  const words = text.split(/[\s,]+/).filter((word) => word !== "");
  return words.every((word) => NUMBER.test(word)) ? words.map(Number) : undefined;
}
