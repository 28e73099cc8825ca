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

/**
 * Styles of every figure. As a document of its own it follows the reader's scheme, in a page the page's. On a narrow
 * page it shrinks to the given share of its width, below which it cannot be read, and is then to be scrolled.
 */
export function figureStyle(width: number, smallest: number): string {
  return `svg:root{color-scheme:light dark}.siren-figure{width:${width}px;max-width:max(100%,${Math.round(smallest * width)}px);height:auto}`;
}
