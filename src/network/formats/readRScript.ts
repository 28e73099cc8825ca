import { readDagify } from "./dagify.ts";
import type { NetworkReading, TextNetworkReader } from "./networkReader.ts";
import { type DagifyCall, type RString, rCode } from "./rCode.ts";
import { dagittyReader } from "./readDagitty.ts";
import { isLavaan, readLavaan } from "./readLavaan.ts";
import { modelStringReader, readModelString } from "./readModelString.ts";
import { SourceText } from "./sourceText.ts";

/** Cheap signs without which a text is not searched. */
const SIGNS = /\b(?:dagify|dagitty|model2network)\s*\(|(?:<-|=|\()\s*r?["']/;

interface Candidate {
  readonly at: number;
  read(name: string): NetworkReading;
}

/**
 * The one network that a piece of R code writes down: a call of ggdag's `dagify`, or the text in quotation marks of dagitty,
 * of `model2network`, or of a model of lavaan. Nothing is run.
 *
 * @throws InputError naming line and column; where there is no such thing, or several
 */
export const rScriptReader = {
  name: "rscript",
  title: "R code",
  extensions: ["r"],
  // Attributes of XML look like strings of R.
  recognise: (start) =>
    !start.startsWith("<") && SIGNS.test(start) && candidates(new SourceText(start, "")).length > 0,
  read(source, name) {
    const [first, second] = candidates(source);
    if (first === undefined) {
      return source.fail(
        0,
        "a call of dagify, dagitty or model2network, or a model of lavaan in quotation marks",
        "none of them",
      );
    }
    if (second !== undefined) source.fail(second.at, "one network in the code", "a second one");
    return first.read(name);
  },
} as const satisfies TextNetworkReader;

function candidates(source: SourceText): Candidate[] {
  const { strings, calls } = rCode(source);
  const inStrings = strings.flatMap((string): Candidate[] => {
    const read = isParameter(source.text, string) ? undefined : readerOfString(string.text);
    return read === undefined ? [] : [{ at: string.at, read: (name) => read(only(source, string), name) }];
  });
  const inCalls = calls.map(
    (call: DagifyCall): Candidate => ({ at: call.at, read: (name) => readDagify(source, call, name) }),
  );
  return [...inStrings, ...inCalls].sort((a, b) => a.at - b.at);
}

/** Whether a string names a parameter of lavaan, as in `equal("f =~ x1")*x2`. */
function isParameter(text: string, { at }: RString): boolean {
  return /\bequal\(\s*["']$/.test(text.slice(Math.max(0, at - 20), at));
}

/** The reader of a text that R holds as a string, if it is a graph of dagitty, a model string or a model of lavaan. */
export function readerOfString(
  text: string,
): ((source: SourceText, name: string) => NetworkReading) | undefined {
  const start = text.trimStart();
  if (dagittyReader.recognise(start)) return dagittyReader.read;
  if (modelStringReader.recognise(start)) return readModelString;
  return isLavaan(text) ? readLavaan : undefined;
}

/** The string alone with blanks before it, so that places in messages are those of the whole file. */
function only(source: SourceText, { at, text }: RString): SourceText {
  return new SourceText(source.text.slice(0, at).replaceAll(/[^\n]/g, " ") + text, source.name);
}
