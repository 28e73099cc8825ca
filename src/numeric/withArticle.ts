/**
 * A noun with the article that goes before it.
 *
 * @example
 * withArticle("amortised posterior"); // "an amortised posterior"
 */
export function withArticle(noun: string): string {
  return `${/^[aeiou]/i.test(noun) ? "an" : "a"} ${noun}`;
}
