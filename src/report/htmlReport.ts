import { htmlPage } from "./htmlPage.ts";
import { escapeText } from "./markup.ts";

export interface Report {
  readonly title: string;
  readonly intro: string;
  /** The command that makes this report again. */
  readonly command: string;
  readonly table: {
    readonly columns: readonly string[];
    readonly rows: readonly (readonly string[])[];
    readonly notes: readonly string[];
    /** Rows to print in bold. */
    readonly best?: readonly number[];
  };
  readonly figures: readonly { readonly caption: string; readonly svg: string }[];
  readonly machine: string;
}

/**
 * One HTML file without outside references, in light and dark after the reader's scheme, for wide and narrow screens.
 * Everything is escaped but the figures, which must be trusted SVG.
 *
 * @example
 * const page = htmlReport({
 *   title: "Two models",
 *   intro: "On 92 rows.",
 *   command: "siren-vae demo",
 *   table: { columns: ["model", "NLL"], rows: [["true", "31.9"], ["vae", "35.6"]], notes: ["In nats."], best: [0] },
 *   figures: [],
 *   machine: "two cores",
 * });
 */
export function htmlReport({ title, intro, command, table, figures, machine }: Report): string {
  const head = table.columns.map((column) => `<th scope="col">${escapeText(column)}</th>`).join("");
  const body = table.rows
    .map((row, i) => {
      const cells = row.map((cell) => `<td>${escapeText(cell)}</td>`).join("");
      return `<tr${table.best?.includes(i) ? ' class="best"' : ""}>${cells}</tr>`;
    })
    .join("\n");
  const notes = table.notes.map((text) => `<p class="notes">${escapeText(text)}</p>`).join("\n");
  const pictures = figures
    .map(
      ({ caption, svg }) =>
        `<figure><figcaption>${escapeText(caption)}</figcaption><div class="wide">${svg}</div></figure>`,
    )
    .join("\n");
  return htmlPage(
    title,
    `<h1>${escapeText(title)}</h1>
<p>${escapeText(intro)}</p>
<div class="wide"><table><thead><tr>${head}</tr></thead><tbody>
${body}
</tbody></table></div>
${notes}
${pictures}
<p>Made by <code>${escapeText(command)}</code> on ${escapeText(machine)}.</p>`,
  );
}
