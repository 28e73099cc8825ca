import { InputError } from "../../numeric/errors.ts";

/** The characters of a file, and what should be said of how they were found. */
export interface DecodedText {
  readonly text: string;
  readonly notes: readonly string[];
}

const DECLARED = /^\s*<\?xml\s[^>]*?\bencoding\s*=\s*["']([^"']*)["']/;

/**
 * Bytes as text: by their byte-order mark, by the encoding that XML declares, else UTF-8. What is no UTF-8 is read as
 * Windows-1252, of which Latin-1 is a part, with a note. Text is only checked for having been decoded wrongly before.
 *
 * @throws InputError for an encoding that is not known, or bytes that are not of the encoding that the file declares
 */
export function decodeText(content: string | Uint8Array, file: string): DecodedText {
  if (typeof content === "string") return { text: checkedText(content, file), notes: [] };
  const marked = markedEncoding(content);
  if (marked !== undefined) return { text: decode(content, marked, file), notes: [] };
  const declared = DECLARED.exec(latin1(content.subarray(0, 200)))?.[1];
  // A file whose declaration reads as ASCII cannot be UTF-16, whatever it declares: some programs copy theirs.
  if (declared !== undefined && !/^(utf-?16|ucs-?2|iso-10646-ucs-2)/i.test(declared)) {
    return { text: decode(content, declared, file), notes: [] };
  }
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(content), notes: [] };
  } catch {
    return {
      text: decode(content, "windows-1252", file),
      notes: [
        `${file} is not UTF-8 and does not say what it is: it was read as Windows-1252 (Latin-1). If names look wrong, save it as UTF-8.`,
      ],
    };
  }
}

function checkedText(text: string, file: string): string {
  const declared = DECLARED.exec(text.slice(0, 200))?.[1];
  if (declared !== undefined && !/^utf-?8$/i.test(declared) && text.includes("\uFFFD")) {
    throw new InputError(
      `Expected the text of ${file} decoded as the ${declared} that it declares, got replacement characters. Hand over its bytes.`,
    );
  }
  return text;
}

function markedEncoding(bytes: Uint8Array): string | undefined {
  const [a, b, c] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return "utf-8";
  if (a === 0xff && b === 0xfe) return "utf-16le";
  if (a === 0xfe && b === 0xff) return "utf-16be";
  return undefined;
}

function decode(bytes: Uint8Array, encoding: string, file: string): string {
  let decoder: TextDecoder;
  try {
    decoder = new TextDecoder(encoding, { fatal: true });
  } catch {
    throw new InputError(
      `Expected an encoding that is known here in ${file}, got ${JSON.stringify(encoding)}. Save the file as UTF-8.`,
    );
  }
  try {
    return decoder.decode(bytes);
  } catch {
    throw new InputError(
      `Expected ${file} to be in the encoding that it declares, ${encoding}, but some bytes are not. Save it as UTF-8.`,
    );
  }
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
