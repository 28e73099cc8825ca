import { existsSync } from "node:fs";
import { InputError } from "../numeric/errors.ts";
import { knownEnding } from "../numeric/fileEndings.ts";

/** What a command writes into a file. */
export interface WrittenText {
  /** As the end of a sentence, such as `Markdown`. */
  readonly title: string;
  /** Endings that stand for it; other names may have one that stands for nothing. */
  readonly endings: readonly string[];
}

export const SVG: WrittenText = { title: "an SVG picture", endings: ["svg"] };
export const JSON_TEXT: WrittenText = { title: "JSON", endings: ["json"] };
export const MARKDOWN: WrittenText = { title: "Markdown", endings: ["md", "markdown"] };

/**
 * Refuses a name under which another format would be looked for than the one that is written.
 *
 * @param remedyFor what writes the format that an ending stands for, if anything does: `--json`
 * @throws InputError naming both formats
 */
export function refuseWrongEnding(
  path: string | undefined,
  { title, endings }: WrittenText,
  remedyFor: (ending: string) => string | undefined = () => undefined,
): void {
  const known = path === undefined ? undefined : knownEnding(path);
  if (known === undefined || endings.includes(known.ending)) return;
  const other = remedyFor(known.ending);
  const own = endings.length > 0 ? `end it in .${endings[0]}` : "choose a name without that ending";
  const remedy = other === undefined ? `${own[0].toUpperCase()}${own.slice(1)}` : `Give ${other}, or ${own}`;
  throw new InputError(
    `Expected a name to write ${title} to, got ${path}, which stands for ${known.title}. ${remedy}.`,
  );
}

/**
 * Refuses a new folder under a name by which people would look for a file.
 *
 * @throws InputError naming what it stands for; not for what is there already
 */
export function refuseFileName(folder: string | undefined): void {
  const known = folder === undefined ? undefined : knownEnding(folder);
  if (known === undefined || existsSync(folder!)) return;
  throw new InputError(
    `Expected the name of a folder to write to, got ${folder}, which stands for a file (${known.title}). Choose a name without that ending.`,
  );
}
