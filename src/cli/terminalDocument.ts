import type { Block, Cell, ReportDocument } from "../report/index.ts";
import { table, wrapped } from "./terminal.ts";

/** A document of texts and tables as lines for a terminal, without its title and figures. */
export function terminalDocument({ blocks }: ReportDocument): string {
  return blocks
    .filter(({ kind }) => kind !== "figure")
    .map(lines)
    .join("\n\n");
}

function lines(block: Block): string {
  switch (block.kind) {
    case "text":
      return wrapped(block.text);
    case "heading":
    case "code":
      return block.text;
    case "list":
      return block.items.map((item) => wrapped(`- ${item}`)).join("\n");
    case "table":
      return `${block.caption}:\n${table(
        block.columns,
        block.rows.map((row) => row.map(plain)),
      )}`;
    case "figure":
      return "";
  }
}

function plain(cell: Cell): string {
  return typeof cell === "string" ? cell : cell.text;
}
