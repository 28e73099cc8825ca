import { type Block, type Cell, cellText, isStrong, type ReportDocument } from "./document.ts";
import { printable } from "./markup.ts";

export interface MarkdownOptions {
  /** Where the figures' files lie, relative to the Markdown file and with a slash at the end. Default: beside it. */
  readonly figurePath?: string;
}

/**
 * The document as GitHub-flavoured Markdown; figures are referred to as files named `NAME.svg`. Text is escaped, so that
 * none of it is read as markup.
 *
 * @example
 * markdownDocument({ title: "Runs", blocks: [{ kind: "text", text: "2|G| rows" }] }); // "# Runs\n\n2\\|G\\| rows\n"
 */
export function markdownDocument(
  { title, blocks }: ReportDocument,
  { figurePath = "" }: MarkdownOptions = {},
): string {
  return `${[`# ${escapeMarkdown(title)}`, ...blocks.map((block) => markdown(block, figurePath))].join("\n\n")}\n`;
}

/** One line of text in which nothing is markup. */
export function escapeMarkdown(text: string): string {
  return printable(text)
    .trim()
    .replaceAll(/[\\`*_[\]<>|~&#]/gu, "\\$&")
    .replace(/^([-+=]|\d+[.)])(?=\s|$)/u, (mark) => `${mark.slice(0, -1)}\\${mark.slice(-1)}`);
}

function markdown(block: Block, figurePath: string): string {
  switch (block.kind) {
    case "heading":
      return `${"#".repeat(block.level)} ${escapeMarkdown(block.text)}`;
    case "text":
      return block.tone === "alert" ? `**${escapeMarkdown(block.text)}**` : escapeMarkdown(block.text);
    case "list":
      return block.items.map((item) => `- ${escapeMarkdown(item)}`).join("\n");
    case "code": {
      const runs = block.text.match(/`+/gu) ?? [];
      const fence = "`".repeat(Math.max(2, ...runs.map(({ length }) => length)) + 1);
      return `${fence}sh\n${block.text}\n${fence}`;
    }
    case "table":
      return [
        `**${escapeMarkdown(block.caption)}**`,
        "",
        line(block.columns),
        `| ${block.columns.map((_, i) => (i === 0 || block.words ? "---" : "---:")).join(" | ")} |`,
        ...block.rows.map(line),
      ].join("\n");
    case "figure":
      return `![${escapeMarkdown(block.caption)}](${figurePath}${block.name}.svg)`;
  }
}

function line(cells: readonly Cell[]): string {
  const texts = cells.map((cell) => {
    // A lone hyphen stands for nothing and must not become a list.
    const text = cellText(cell) === "-" ? "-" : escapeMarkdown(cellText(cell));
    return isStrong(cell) && text !== "" ? `**${text}**` : text;
  });
  return `| ${texts.join(" | ")} |`;
}
