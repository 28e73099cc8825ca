import { InputError } from "../numeric/errors.ts";

/** JSON.parse whose error names file, line and column. */
export function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const place = /line (\d+) column (\d+)/.exec(message);
    const position = /position (\d+)/.exec(message);
    let where = "";
    if (place) where = `, line ${place[1]}, column ${place[2]}`;
    else if (position) where = lineAndColumn(text, Number(position[1]));
    else where = lineAndColumn(text, text.length);
    throw new InputError(
      `Expected JSON in ${file}, got something else at its${where.slice(1)}. Correct it there.`,
    );
  }
}

function lineAndColumn(text: string, position: number): string {
  const before = text.slice(0, position).split("\n");
  return `, line ${before.length}, column ${before[before.length - 1].length + 1}`;
}
