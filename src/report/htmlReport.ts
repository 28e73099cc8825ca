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

const STYLE = `
:root { color-scheme: light dark; --text: #1b2733; --faint: #5a6b7b; --line: #d5dde5; --back: #ffffff; --card: #f6f8fa; }
@media (prefers-color-scheme: dark) { :root { --text: #e6edf3; --faint: #9fb0c0; --line: #33414e; --back: #0f161d; --card: #17212b; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 2rem 1rem 4rem; font: 1rem/1.5 system-ui, sans-serif; color: var(--text); background: var(--back); }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .5rem; }
p, figcaption, .notes { color: var(--faint); }
code { font-size: .9em; background: var(--card); border: 1px solid var(--line); border-radius: 4px; padding: .1em .4em; overflow-wrap: anywhere; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin: 1.5rem 0 .5rem; font-variant-numeric: tabular-nums; }
th, td { padding: .4rem .7rem; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; }
th:first-child, td:first-child { text-align: left; }
tr.best td { font-weight: 700; }
figure { margin: 2.5rem 0 0; padding: 1rem; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
figure svg { display: block; margin: 0 auto; --siren-back: var(--card); }
figcaption { margin-bottom: .75rem; }
@media (max-width: 34rem) {
  body { padding: 1rem .75rem 2rem; }
  th, td { padding: .35rem .4rem; font-size: .875rem; }
  th:first-child, td:first-child { white-space: normal; }
  figure { margin-top: 1.5rem; padding: .5rem; }
}
`;

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
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeText(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escapeText(title)}</h1>
<p>${escapeText(intro)}</p>
<div class="wide"><table><thead><tr>${head}</tr></thead><tbody>
${body}
</tbody></table></div>
${notes}
${pictures}
<p>Made by <code>${escapeText(command)}</code> on ${escapeText(machine)}.</p>
</main>
</body>
</html>
`;
}
