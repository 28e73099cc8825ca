import { InputError } from "../../numeric/errors.ts";
import { jsonErrorPosition } from "./jsonErrorPosition.ts";
import { lineAndColumn, repeatedKey } from "./jsonPlaces.ts";

/**
 * JSON.parse whose error names file, line and column.
 *
 * @throws InputError where the text is no JSON, has a key twice in one object, or one that JavaScript objects would lose.
 */
export function parseJson(text: string, file: string): unknown {
  const plain = text.replace(/^\uFEFF/, "");
  try {
    const value = JSON.parse(plain, refuseLostKey) as unknown;
    const again = repeatedKey(plain);
    if (again === undefined) return value;
    throw new InputError(
      `Expected every key once, got ${JSON.stringify(again.key)} again at ${lineAndColumn(plain, again.at)}. Rename or remove one.`,
    );
  } catch (error) {
    if (error instanceof InputError) throw new InputError(`${file}: ${error.message}`);
    const at = Math.min(jsonErrorPosition(plain) ?? plain.length, plain.length);
    const found =
      at < plain.length
        ? `got ${JSON.stringify(String.fromCodePoint(plain.codePointAt(at)!))}`
        : "the file ends";
    throw new InputError(
      `Expected JSON in ${file}, but ${found} at ${lineAndColumn(plain, at)}. Correct it there.`,
    );
  }
}

/** The validator drops this key silently, and with it a node of that name. */
function refuseLostKey(key: string, value: unknown): unknown {
  if (key === "__proto__") {
    throw new InputError(
      `Expected names other than "__proto__", which JavaScript keeps for itself. Rename it.`,
    );
  }
  return value;
}
