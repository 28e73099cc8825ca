/** A file that is neither a network nor a table, though it may show one. */
export interface StrayDocument {
  /** As a person calls it in a sentence. */
  readonly what: string;
  /** A sentence on what to do. */
  readonly remedy: string;
}

const PAGE = {
  what: "a web page",
  remedy: "Save what it shows as a file of its own, a table as CSV; on GitHub that is what Raw gives.",
};
const PICTURE = { what: "a picture", remedy: "Give the file that it was drawn from." };
const BYTES: readonly (StrayDocument & { readonly begin: string })[] = [
  { begin: "%PDF", what: "a PDF document", remedy: "Get what is behind it as text." },
  ...["\x89PNG", "\xff\xd8\xff", "GIF87a", "GIF89a"].map((begin) => ({ begin, ...PICTURE })),
  {
    begin: "\xd0\xcf\x11\xe0",
    what: "an old spreadsheet or document",
    remedy: "Save it as text; a sheet as CSV (UTF-8).",
  },
];
const TEXTS: readonly (StrayDocument & { readonly begin: RegExp })[] = [
  { begin: /^<(?:!doctype\s+html|html|head|body|table|script|div|meta)\b/i, ...PAGE },
  { begin: /^\{\\rtf/, what: "formatted text (RTF)", remedy: "Save it as plain text." },
  {
    begin: /^\{\s*"cells"\s*:/,
    what: "a notebook of Jupyter",
    remedy: "Have it write the file, and give that.",
  },
];

/** @param start of the file, a character a byte */
export function strayDocument(start: string): StrayDocument | undefined {
  const text = start.replace(/^\xef\xbb\xbf/, "").trimStart();
  return BYTES.find(({ begin }) => start.startsWith(begin)) ?? TEXTS.find(({ begin }) => begin.test(text));
}
