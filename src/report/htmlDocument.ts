import { type Block, cellText, isStrong, type ReportDocument } from "./document.ts";
import { htmlPage } from "./htmlPage.ts";
import { escapeText } from "./markup.ts";

/** A cell longer than this may break into lines. */
const LONG = 48;
/** Tables with more columns are set smaller, so that they need no scrolling on a usual screen. */
const MANY = 8;

/**
 * The document as one HTML file without outside references, figures inside. Everything is escaped but the figures,
 * which must be trusted SVG.
 *
 * @example
 * htmlDocument({ title: "Runs", blocks: [{ kind: "text", text: "None yet." }] }).includes("<p>None yet.</p>"); // true
 */
export function htmlDocument({ title, blocks }: ReportDocument): string {
  return htmlPage(title, [`<h1>${escapeText(title)}</h1>`, ...blocks.map(html)].join("\n"));
}

function html(block: Block): string {
  switch (block.kind) {
    case "heading":
      return `<h${block.level}>${escapeText(block.text)}</h${block.level}>`;
    case "text": {
      const names = { plain: ' class="plain"', note: ' class="notes"', alert: ' class="alert"' };
      return `<p${block.tone ? names[block.tone] : ""}>${escapeText(block.text)}</p>`;
    }
    case "list":
      return `<ul>${block.items.map((item) => `<li>${escapeText(item)}</li>`).join("\n")}</ul>`;
    case "code":
      return `<pre><code>${escapeText(block.text)}</code></pre>`;
    case "table":
      return table(block);
    case "figure":
      return `<figure id="figure-${block.name}"><figcaption>${escapeText(block.caption)}</figcaption><div class="wide">${block.svg}</div></figure>`;
  }
}

function table({ caption, columns, rows, words }: Extract<Block, { kind: "table" }>): string {
  const head = columns.map((column) => `<th scope="col">${escapeText(column)}</th>`).join("");
  const body = rows.map((row) => {
    const cells = row.map((cell) => {
      const text = cellText(cell);
      const inner = isStrong(cell) ? `<strong>${escapeText(text)}</strong>` : escapeText(text);
      return `<td${text.length > LONG ? ' class="long"' : ""}>${inner}</td>`;
    });
    return `<tr>${cells.join("")}</tr>`;
  });
  const classes = [...(words ? ["words"] : []), ...(columns.length > MANY ? ["many"] : [])].join(" ");
  return `<div class="wide"><table${classes === "" ? "" : ` class="${classes}"`}><caption>${escapeText(caption)}</caption><thead><tr>${head}</tr></thead><tbody>
${body.join("\n")}
</tbody></table></div>`;
}
