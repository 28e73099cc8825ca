// The pages of docs/ as plain pages beside the studio, for its question marks to link to.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import MarkdownIt from "markdown-it";
import { formulas } from "./docs-formulas.mjs";

/** File names and texts: `help-certificate.html` for docs/certificate.md. A link to a heading that is not there ends the build. */
export function helpPages(root) {
  const folder = join(root, "docs");
  const markdown = new MarkdownIt({ html: false, linkify: false })
    .use(formulas, { output: "mathml" })
    .use(headingIds);
  const known = readdirSync(folder).filter((name) => name.endsWith(".md"));
  const pages = Object.fromEntries(
    known.map((name) => {
      const text = readFileSync(join(folder, name), "utf8");
      const title = /^# (.+)$/m.exec(text)?.[1] ?? name;
      return [pageName(name), page(markdown.utils.escapeHtml(title), markdown.render(relinked(text, known)))];
    }),
  );
  for (const [name, text] of Object.entries(pages)) {
    for (const [, target, id] of text.matchAll(/ href="([\w-]+\.html)?#([^"]+)"/g)) {
      if (!pages[target ?? name].includes(` id="${decodeURIComponent(id)}"`))
        throw new Error(
          `Expected a heading for the link to #${id} in ${name}, got none in ${target ?? name}.`,
        );
    }
  }
  return pages;
}

/** A rule for markdown-it: headings have the ids that code hosts give them, in words of lower case with hyphens between. */
function headingIds(parser) {
  parser.core.ruler.push("heading ids", ({ tokens }) => {
    const counts = new Map();
    tokens.forEach((token, i) => {
      if (token.type !== "heading_open") return;
      const words = tokens[i + 1].children.map(({ content }) => content).join("");
      const id = words
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
        .trim()
        .replaceAll(/\s/g, "-");
      const count = counts.get(id) ?? 0;
      counts.set(id, count + 1);
      token.attrSet("id", count === 0 ? id : `${id}-${count}`);
    });
  });
}

export function pageName(file) {
  return `help-${file.replace(/\.md$/, "")}.html`;
}

/** Links to other pages of the folder lead to their pages here; those to files of the repository, and pictures, are left as words. */
function relinked(text, known) {
  return text
    .replace(/!\[[^\]]*\]\([^)]*\)/g, "")
    .replace(/\[([^\]]*)\]\(([^)#]*)(#[^)]*)?\)/g, (whole, words, target, part = "") => {
      if (/^https?:/.test(target)) return whole;
      if (known.includes(target)) return `[${words}](${pageName(target)}${part})`;
      return target === "" ? whole : words;
    });
}

/** @param title escaped, as the body is. */
function page(title, body) {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>${title}: siren-vae</title>
    <link rel="icon" href="icon.svg" type="image/svg+xml" />
    <link rel="stylesheet" href="help.css" />
  </head>
  <body>
    <main>
${body}
    </main>
  </body>
</html>
`;
}
