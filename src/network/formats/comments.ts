/**
 * The text behind the blanks and comments that it begins with: lines that begin with one of the marks, and blocks between a
 * slash with a star and a star with a slash.
 */
export function beyondComments(text: string, lineMarks: readonly string[]): string {
  let at = 0;
  for (;;) {
    while (at < text.length && text[at].trim() === "") at++;
    const isLine = lineMarks.some((mark) => text.startsWith(mark, at));
    if (!isLine && !text.startsWith("/*", at)) return text.slice(at);
    const end = text.indexOf(isLine ? "\n" : "*/", at + 1);
    if (end < 0) return "";
    at = end + (isLine ? 1 : 2);
  }
}
