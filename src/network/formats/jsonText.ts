import { InputError } from "../../numeric/errors.ts";
import { jsonErrorPosition } from "./jsonErrorPosition.ts";

/**
 * JSON.parse whose error names file, line and column.
 *
 * @throws InputError where the text is no JSON, or has a key that JavaScript objects would lose.
 */
export function parseJson(text: string, file: string): unknown {
  const plain = text.replace(/^\uFEFF/, "");
  try {
    return JSON.parse(plain, refuseLostKey);
  } catch (error) {
    if (error instanceof InputError) throw new InputError(`${file}: ${error.message}`);
    const at = Math.min(jsonErrorPosition(plain) ?? plain.length, plain.length);
    const found =
      at < plain.length
        ? `got ${JSON.stringify(String.fromCodePoint(plain.codePointAt(at)!))}`
        : "the file ends";
    const before = plain.slice(0, at).split("\n");
    throw new InputError(
      `Expected JSON in ${file}, but ${found} at line ${before.length}, column ${before[before.length - 1].length + 1}. Correct it there.`,
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
