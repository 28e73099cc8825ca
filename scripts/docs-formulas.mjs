// Formulas in Markdown, rendered when the site is built: `$...$` within a line and fenced blocks marked `math`, the
// notation that code hosts show as well. KaTeX's style sheet and fonts are copied beside the pages.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import katex from "katex";

/**
 * A rule for markdown-it, with which TypeDoc reads documents and docstrings. A formula that is wrong ends the build.
 * `output` is KaTeX's: "mathml" needs no style sheet and no fonts.
 */
export function formulas(parser, { output = "htmlAndMathml" } = {}) {
  parser.inline.ruler.after("escape", "formula", (state, silent) => {
    const match = /^\$(?![\s$])((?:\\.|[^\\$`])*[^\s\\$`]|(?:\\.|[^\\$`])*\\.)\$(?!\d)/s.exec(
      state.src.slice(state.pos, state.posMax),
    );
    if (!match) return false;
    if (!silent) state.push("formula", "", 0).content = match[1];
    state.pos += match[0].length;
    return true;
  });
  parser.renderer.rules.formula = (tokens, index) => render(tokens[index].content, false, output);
  const fence = parser.renderer.rules.fence;
  parser.renderer.rules.fence = (tokens, index, ...rest) =>
    tokens[index].info.trim() === "math"
      ? `<div class="formula">${render(tokens[index].content, true, output)}</div>\n`
      : fence(tokens, index, ...rest);
}

function render(source, displayMode, output) {
  return katex.renderToString(source, { displayMode, strict: "error", output });
}

/** Copies what rendered formulas need into the site's folder of assets; only the fonts that browsers of today take. */
export function copyFormulaStyle(assets) {
  const source = dirname(createRequire(import.meta.url).resolve("katex/dist/katex.min.css"));
  const css = readFileSync(join(source, "katex.min.css"), "utf8");
  writeFileSync(
    join(assets, "katex.css"),
    css.replaceAll(/,url\([^)]*\.(woff|ttf)\) format\("[^"]*"\)/g, ""),
  );
  mkdirSync(join(assets, "fonts"), { recursive: true });
  for (const name of readdirSync(join(source, "fonts"))) {
    if (name.endsWith(".woff2")) copyFileSync(join(source, "fonts", name), join(assets, "fonts", name));
  }
}
