import assert from "node:assert/strict";
import ts from "typescript";

/** A piece of documentation that claims to be code. */
export interface Snippet {
  readonly where: string;
  readonly code: string;
}

/** The `@example` blocks of a source file's doc comments. */
export function docExamples(file: string, source: string): Snippet[] {
  return [...source.matchAll(/\/\*\*([\s\S]*?)\*\//g)].flatMap((comment) => {
    const lines = comment[1].split("\n").map((line) => line.replace(/^\s*\* ?/, ""));
    const first = source.slice(0, comment.index).split("\n").length;
    return lines.flatMap((line, at) => {
      if (!line.startsWith("@example")) return [];
      const rest = lines.slice(at + 1);
      const end = rest.findIndex((next) => next.startsWith("@"));
      const code = rest.slice(0, end < 0 ? rest.length : end).join("\n");
      return [{ where: `${file}:${first + at}`, code }];
    });
  });
}

/** The code blocks of a Markdown page in the given language. */
export function fencedBlocks(file: string, text: string, language: string): Snippet[] {
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)]
    .filter((block) => block[1] === language)
    .map((block) => ({
      where: `${file}:${text.slice(0, block.index).split("\n").length + 1}`,
      code: block[2],
    }));
}

/**
 * Runs a snippet with the given names in scope. Imports count as written when their names are in scope. Where a line ends
 * with a comment that reads as a value, as in `sum([1, 2]); // 3`, the line must have that value. A snippet that begins by
 * throwing may throw.
 */
export async function runSnippet(
  { where, code }: Snippet,
  scope: Readonly<Record<string, unknown>>,
): Promise<void> {
  const names = Object.keys(scope);
  const body = code
    .replaceAll(/^import (?:type )?\{([^}]*)\} from "[^"]+";$/gm, (_, imported: string) => {
      for (const name of imported.split(",").map((part) => part.replace("type ", "").trim())) {
        assert.ok(name === "" || name in scope, `${where}: nothing called ${name} can be imported`);
      }
      return "";
    })
    .replaceAll(/^(?!\s|\/\/|const |let |for |\}|\))(.+); \/\/ (.+)$/gm, (line, expression, comment) =>
      claimed(comment) === undefined ? line : `__claim((${expression}), ${JSON.stringify(comment)});`,
    );
  const { outputText, diagnostics } = ts.transpileModule(body, {
    reportDiagnostics: true,
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  });
  assert.deepEqual(
    diagnostics?.map(({ messageText }) => messageText),
    [],
    `${where} is not TypeScript:\n${body}`,
  );
  const claim = (value: unknown, comment: string) =>
    assert.ok(near(value, claimed(comment)?.value), `${where}: ${comment} is ${show(value)}`);
  // A block of its own, so that an example may give its own meaning to a name in scope.
  const run = new AsyncFunction(...names, "__claim", `"use strict"; {\n${outputText}\n}`);
  try {
    await run(...names.map((name) => scope[name]), claim);
  } catch (error) {
    if (error instanceof assert.AssertionError) throw error;
    if (code.startsWith("throw ")) return;
    throw new Error(`${where} does not run: ${error instanceof Error ? error.message : error}\n${body}`);
  }
}

const AsyncFunction = (async () => {}).constructor as new (
  ...parts: string[]
) => (...values: unknown[]) => Promise<void>;

/** What a comment claims, if it begins with a value; words after a colon or a comma explain it. */
function claimed(comment: string): { value: unknown } | undefined {
  const text = comment.replace(/^(Float64|Int32|Uint8)Array /, "");
  for (const part of [text, text.replace(/: .*$/, ""), text.replace(/, [a-z].*$/, "")]) {
    if (!/^[-[{"\d]|^(true|false|undefined)$/.test(part)) continue;
    try {
      return { value: new Function(`"use strict"; return (${part});`)() };
    } catch {
      // Words, not a value.
    }
  }
  return undefined;
}

function near(value: unknown, expected: unknown): boolean {
  if (typeof value === "number" && typeof expected === "number") {
    return Object.is(value, expected) || Math.abs(value - expected) <= 1e-9 * Math.max(1, Math.abs(expected));
  }
  if (ArrayBuffer.isView(value)) return near(Array.from(value as unknown as ArrayLike<number>), expected);
  if (typeof value !== "object" || value === null) return value === expected;
  if (typeof expected !== "object" || expected === null) return false;
  const keys = Object.keys(expected);
  return (
    Object.keys(value).length === keys.length &&
    keys.every((key) => near((value as never)[key], (expected as never)[key]))
  );
}

function show(value: unknown): string {
  return ArrayBuffer.isView(value) ? `[${value}]` : JSON.stringify(value);
}
