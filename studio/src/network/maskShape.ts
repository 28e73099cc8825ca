import type { MaskPicture } from "./maskPictures.ts";

/** The connections of a part as one path: neighbours in a row are one piece, so that a full layer is as light as its rows. */
export function runsPath(
  { rows, columns, cells }: MaskPicture,
  part: "latent" | "observed",
  wide: number,
  high: number,
): string {
  const there = new Uint8Array(rows * columns);
  for (const [row, column, of] of cells) if (of === part) there[row * columns + column] = 1;
  const pieces: string[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const start = column;
      while (column < columns && there[row * columns + column] === 1) column++;
      const run = (column - start) * wide;
      if (run > 0) pieces.push(`M${start * wide} ${row * high}h${run}v${high}h${-run}z`);
    }
  }
  return pieces.join("");
}

/** Lines that part the cells of a picture, each along the last pixel of a cell. */
export function partingPath(
  { rows, columns }: Pick<MaskPicture, "rows" | "columns">,
  wide: number,
  high: number,
): string {
  const down = Array.from({ length: columns }, (_, i) => `M${(i + 1) * wide - 0.5} 0v${rows * high}`);
  const across = Array.from({ length: rows }, (_, i) => `M0 ${(i + 1) * high - 0.5}h${columns * wide}`);
  return [...down, ...across].join("");
}
