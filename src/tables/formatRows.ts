import { columnType, type Dataset } from "../data/index.ts";
import { isNumber } from "./cells.ts";

/** Whatever any reader could take for a separator, a quote or outer space. */
const NEEDS_QUOTES = /[",;|\t\n\r]|^\s|\s$|^\uFEFF/;
const CELLS_A_PIECE = 2 ** 16;

/** The text of a table, piece by piece: a large one as one string would exceed what JavaScript allows. */
export interface RowFormat {
  readonly head: (columns: readonly string[]) => string;
  readonly rows: (data: Dataset) => Generator<string>;
}

/** The shortest text that reads back to the same bits, the sign of zero included. */
function shortest(value: number): string {
  return value === 0 && 1 / value < 0 ? "-0" : String(value);
}

export const csvFormat = delimitedFormat(",");
export const tsvFormat = delimitedFormat("\t");

function delimitedFormat(separator: string): RowFormat {
  return {
    head: (columns) => `${columns.map(quoted).join(separator)}\n`,
    rows: (data) => {
      // An empty line would be passed over.
      const missing = data.columns.length === 1 ? '""' : "";
      const levels = data.columns.map((_, i) => columnType(data, i).levels?.map(quoted));
      return pieces(data, (start, width) => {
        let line = "";
        for (let i = start; i < start + width; i++) {
          const value = data.values[i];
          if (i > start) line += separator;
          line += Number.isNaN(value) ? missing : (levels[i - start]?.[value] ?? shortest(value));
        }
        return `${line}\n`;
      });
    },
  };
}

function quoted(text: string): string {
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export const jsonLinesFormat: RowFormat = {
  head: () => "",
  rows: (data) => {
    const keys = data.columns.map((name, i) => `${i === 0 ? "{" : ","}${JSON.stringify(name)}:`);
    // Labels that are numbers, such as answers from 1 to 5, are written as such.
    const levels = data.columns.map((_, i) => {
      const labels = columnType(data, i).levels;
      return labels?.every(isNumber)
        ? labels.map((label) => shortest(Number(label)))
        : labels?.map((label) => JSON.stringify(label));
    });
    return pieces(data, (start, width) => {
      let line = "";
      for (let i = 0; i < width; i++) {
        const value = data.values[start + i];
        line += keys[i] + (Number.isNaN(value) ? "null" : (levels[i]?.[value] ?? shortest(value)));
      }
      return `${line}}\n`;
    });
  },
};

function* pieces(data: Dataset, row: (start: number, width: number) => string): Generator<string> {
  const width = data.columns.length;
  const rowsAPiece = Math.max(1, Math.floor(CELLS_A_PIECE / Math.max(1, width)));
  for (let from = 0; from < data.rowCount; from += rowsAPiece) {
    const to = Math.min(data.rowCount, from + rowsAPiece);
    let piece = "";
    for (let r = from; r < to; r++) piece += row(r * width, width);
    yield piece;
  }
}
