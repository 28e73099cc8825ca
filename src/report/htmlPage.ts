import { escapeText } from "./markup.ts";

const STYLE = `
:root { color-scheme: light dark; --text: #1b2733; --faint: #5a6b7b; --line: #d5dde5; --back: #ffffff; --card: #f6f8fa; --alert: #8a4600; }
@media (prefers-color-scheme: dark) { :root { --text: #e6edf3; --faint: #9fb0c0; --line: #33414e; --back: #0f161d; --card: #17212b; --alert: #f0b060; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 66rem; padding: 2rem 1rem 4rem; font: 1rem/1.5 system-ui, sans-serif; color: var(--text); background: var(--back); }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .5rem; }
h2 { font-size: 1.35rem; line-height: 1.25; margin: 3rem 0 .5rem; }
h3 { font-size: 1.1rem; margin: 2rem 0 .25rem; }
h1, h2, h3 { overflow-wrap: anywhere; }
p, li { max-width: 46rem; overflow-wrap: break-word; }
p, figcaption, .notes { color: var(--faint); }
p.plain, li { color: var(--text); }
p.alert { color: var(--alert); border: 2px solid var(--alert); border-radius: 6px; padding: .5rem .75rem; font-weight: 700; }
code { font-size: .9em; background: var(--card); border: 1px solid var(--line); border-radius: 4px; padding: .1em .4em; overflow-wrap: anywhere; }
pre { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: .6rem .8rem; }
pre code { border: 0; padding: 0; background: none; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin: 1.5rem 0 .5rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 700; padding-bottom: .4rem; }
th, td { padding: .4rem .7rem; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; }
th { vertical-align: bottom; white-space: normal; }
table.many { font-size: .82rem; }
table.many th, table.many td { padding: .3rem .4rem; }
table.words th, table.words td { text-align: left; vertical-align: top; }
td.long { white-space: normal; text-align: left; min-width: 16rem; }
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
 * One HTML document with the style of all reports inside it, in light and dark after the reader's scheme. The title is
 * escaped; the body must be trusted.
 *
 * @example
 * htmlPage("Two models", "<h1>Two models</h1>").startsWith("<!doctype html>"); // true
 */
export function htmlPage(title: string, body: string): string {
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
${body}
</main>
</body>
</html>
`;
}
