/**
 * Text that may stand between the tags or inside a quoted attribute of HTML and of SVG, whoever wrote it. Characters
 * that XML forbids, control characters and halves of surrogate pairs, become a replacement sign.
 *
 * @example
 * escapeText('a < b & "c"'); // "a &lt; b &amp; &quot;c&quot;"
 */
export function escapeText(text: string): string {
  return printable(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

/** The text on one line, without characters that XML forbids. */
export function printable(text: string): string {
  return text.replaceAll(/[\t\r\n]+/g, " ").replaceAll(/[\p{Cc}\p{Cs}\u{FFFE}\u{FFFF}]/gu, "\u{FFFD}");
}

/** At most `length` characters, the last of them an ellipsis where something was left out. */
export function shortened(text: string, length: number): string {
  const characters = [...text];
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join("")}…`;
}

/** A coordinate, to a tenth of a pixel: finer is not seen and makes files large. */
export function coordinate(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** As a document of its own a figure follows the reader's scheme, in a page the page's. */
export const FIGURE_STYLE = "svg:root{color-scheme:light dark}";

/**
 * Attributes of a figure's outer tag. On a narrow page the figure shrinks to the share `smallest` of its width, below
 * which it cannot be read, and is then to be scrolled. This is said in the tag because a style sheet inside one figure
 * holds for all figures of a page.
 */
export function figureAttributes(
  name: string,
  label: string,
  width: number,
  height: number,
  smallest: number,
): string {
  const least = Math.round(smallest * width);
  return (
    `xmlns="http://www.w3.org/2000/svg" class="${name}" role="img" aria-label="${escapeText(label)}" ` +
    `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
    `style="max-width:max(100%,${least}px);height:auto" fill="currentColor" font-family="sans-serif"`
  );
}
