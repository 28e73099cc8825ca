import { InputError } from "../numeric/errors.ts";
import { knownEnding } from "../numeric/fileEndings.ts";
import { leftByGit } from "../numeric/leftByGit.ts";
import { strayDocument } from "../numeric/strayDocument.ts";
import { textOf } from "./bytes.ts";
import type { ColumnReader } from "./columnReader.ts";
import type { MakeReaders } from "./columnReaders.ts";
import { CsvParser } from "./csvParser.ts";
import { JsonLinesParser } from "./jsonLinesParser.ts";
import type { TableLayout } from "./options.ts";
import type { TextTableParser } from "./rowBuffer.ts";
import type { Wanted } from "./wanted.ts";

const TO_PARQUET =
  'Write it as Parquet, as by pandas: pandas.read_feather("FILE").to_parquet("table.parquet"), or as CSV.';

const FROM_STATA =
  'Write it as CSV by export delimited, or as R does: saveRDS(haven::read_dta("FILE"), "table.rds").';

const FROM_DBASE = 'Save it as CSV, or as R does: saveRDS(foreign::read.dbf("FILE"), "table.rds").';

/** What files that hold tables, or that people take for tables, begin with, and what to do with them. */
const FOREIGN: readonly { readonly begin: string; readonly what: string; readonly remedy: string }[] = [
  { begin: "ARROW1", what: "an Arrow or Feather file", remedy: TO_PARQUET },
  { begin: "FEA1", what: "a Feather file", remedy: TO_PARQUET },
  { begin: "\xff\xff\xff\xff", what: "a stream of Arrow", remedy: TO_PARQUET },
  {
    begin: "$FL",
    what: "an SPSS file",
    remedy: 'Save it as CSV, or as R does: saveRDS(haven::read_sav("FILE"), "table.rds").',
  },
  {
    begin: "ASCII SPSS PORT FILE",
    what: "a portable file of SPSS",
    remedy: 'Save it as CSV, or as R does: saveRDS(haven::read_por("FILE"), "table.rds").',
  },
  { begin: "<stata_dta>", what: "a Stata file", remedy: FROM_STATA },
  {
    begin: "HEADER RECORD*******",
    what: "a transport file of SAS",
    remedy: 'Write it as CSV by PROC EXPORT, or as R does: saveRDS(haven::read_xpt("FILE"), "table.rds").',
  },
  {
    begin: `${"\0".repeat(12)}\xc2\xea\x81\x60`,
    what: "a SAS data set",
    remedy: 'Write it as CSV by PROC EXPORT, or as R does: saveRDS(haven::read_sas("FILE"), "table.rds").',
  },
  {
    begin: "MATLAB 5.0 MAT-file",
    what: "a MATLAB file",
    remedy: "Write the table in it as CSV by writetable.",
  },
  { begin: "\x89HDF", what: "an HDF5 file", remedy: "Write the table in it as Parquet or CSV." },
  {
    begin: "\x93NUMPY",
    what: "a NumPy array",
    remedy: "Write it with the names of its columns as CSV or Parquet.",
  },
  ...[2, 3, 4, 5].map((version) => ({
    begin: `\x80${String.fromCharCode(version)}`,
    what: "a pickle of Python",
    remedy:
      'Write the table in it as Parquet, as by pandas: pandas.read_pickle("FILE").to_parquet("table.parquet"), or as CSV.',
  })),
  { begin: "\x1f\x8b", what: "a packed file inside a packed file", remedy: "Unpack it." },
  {
    begin: "\x28\xb5\x2f\xfd",
    what: "a file that Zstandard packed",
    remedy: "Unpack it, or pack it by gzip.",
  },
  { begin: "SQLite format 3", what: "an SQLite database", remedy: "Export the table as CSV." },
  { begin: "Obj\x01", what: "an Avro file", remedy: "Write it as Parquet or CSV." },
  {
    begin: "ORC",
    what: "an ORC file",
    remedy:
      'Write it as Parquet, as by pandas: pandas.read_orc("FILE").to_parquet("table.parquet"), or as CSV.',
  },
  { begin: "\x04\x22\x4d\x18", what: "a file that LZ4 packed", remedy: "Unpack it, or pack it by gzip." },
];

/** What texts that hold tables, or could make them, begin with. */
const TEXTS: readonly { readonly begin: RegExp; readonly what: string; readonly remedy: string }[] = [
  {
    begin: /^<\?xml[\s\S]*?<gretldata\b/,
    what: "a data set of gretl",
    remedy: "Export it as CSV there.",
  },
  {
    begin: /^<\?xml[\s\S]*?<(?:\w+:)?(?:workbook|document-content|document)\b/i,
    what: "a spreadsheet written as XML",
    remedy: "Save the sheet as CSV (UTF-8).",
  },
  {
    begin: /^(?:<\?xml\b|<!--|<[\w:]+>\s*<)/,
    what: "an XML document",
    remedy: "Write the table in it as CSV.",
  },
  {
    begin:
      /^(?:[\w.]+\s*(?:<-|=)\s*)?(?:structure\s*\(\s*list|(?:data\.frame|tibble|tribble|read\.table)\s*\()/,
    what: "R code",
    remedy: 'Run it in R, and write the table that it makes by saveRDS(table, "table.rds").',
  },
  {
    begin:
      /^(?:(?:\/\/|#|%)[^\n]*\n\s*|\/\*[\s\S]*?\*\/\s*)*(?:(?:(?:strict\s+)?(?:di)?graph|dag|pdag|mag|pag|network|net|bnet|class)\b[ \t]*(?:"[^"\n]*"|[\w.-]+)?\s*\{|(?:Creator\s+"[^"\n]*"\s*)?graph\s*\[\s*(?:\n|directed\b|node\b|comment\b|id\b|label\b)|(?:\[[^[\],"{}]+\])+\s*$)/i,
    what: "a network",
    remedy: "Give this file as the network, and a table as the data.",
  },
  {
    begin: /^(?:CREATE\s+TABLE|INSERT\s+INTO)\s/i,
    what: "commands in SQL",
    remedy: "Run them, and export the table as CSV.",
  },
];
/** What tells a text stands within so many characters. */
const TEXT_HEAD = 1024;

/** Releases before 117, which the first byte names; the order of bytes, 1 or 2, and a one follow. */
const OLD_STATA: ReadonlySet<number> = new Set([105, 108, 110, 111, 113, 114, 115]);

/** The second row that Qualtrics puts below the names of its columns; the first holds the questions, however long. */
const QUESTIONS = /^[^\n]*\n[\s\S]*?\{("{1,2})ImportId\1:/;
const QUESTIONS_HEAD = 65_536;

/** Comments of ARFF files are not longer. */
const ARFF_HEAD = 65_536;
/** So many zero bytes in a first line are no stray ones. */
const ZEROS = 8;

export type TableFormat = "csv" | "jsonl" | "parquet";

const ENDINGS: readonly (readonly [RegExp, TableFormat])[] = [
  [/\.(csv|tsv|tab|txt|dat)$/i, "csv"],
  [/\.(jsonl|ndjson|jsonlines)$/i, "jsonl"],
  [/\.(parquet|pq|parq)$/i, "parquet"],
];

/** The format that a file's name stands for, if any; `.gz` after it does not count. */
export function formatOfName(file: string): TableFormat | undefined {
  const plain = file.replace(/\.gz$/i, "");
  return ENDINGS.find(([ending]) => ending.test(plain))?.[1];
}

export function isGzip(start: Uint8Array): boolean {
  return start[0] === 0x1f && start[1] === 0x8b;
}

export function isParquet(start: Uint8Array): boolean {
  return start[0] === 0x50 && start[1] === 0x41 && start[2] === 0x52 && start[3] === 0x31;
}

/** What a file in the format of zip archives is, by the names that it begins with. */
function archive(
  file: string,
  bytes: string,
): { readonly what: string; readonly remedy: string } | undefined {
  if (!bytes.startsWith("PK\x03\x04")) return undefined;
  const remedy = "Save the sheet as CSV (UTF-8).";
  if (/\bxl\/|\[Content_Types\]\.xml/.test(bytes))
    return { what: "an Excel workbook or another document of Office", remedy };
  if (bytes.includes("opendocument")) return { what: "an OpenDocument spreadsheet", remedy };
  if (/\.npy/.test(bytes))
    return { what: "NumPy arrays", remedy: "Write them with the names of their columns as CSV or Parquet." };
  return /\.zip$/i.test(file)
    ? { what: "an archive", remedy: "Unpack it first." }
    : { what: "a spreadsheet or an archive", remedy: `${remedy.slice(0, -1)}, or unpack it.` };
}

/** Whether a text begins with an array of JSON's objects, or of arrays; a name of a column may begin with brackets too. */
function isJsonArray(text: string): boolean {
  if (/^\s*\[\s*\{\s*["}]/.test(text)) return true;
  const row = /^\s*\[\s*(\[[^[\]]*\])\s*[,\]]/.exec(text)?.[1];
  if (row === undefined) return false;
  try {
    JSON.parse(row);
    return true;
  } catch {
    return false;
  }
}

function isOldStata([release, order, kind]: Uint8Array): boolean {
  return OLD_STATA.has(release) && (order === 1 || order === 2) && kind === 1;
}

/** Lines of comments may stand before the first word, and many do. */
function isArff(start: Uint8Array): boolean {
  if (!/^\s*[%@]/.test(textOf(start, 0, Math.min(start.length, 256)))) return false;
  return /^(?:[^\S\n]*(?:%[^\n]*)?\n)*[^\S\n]*@relation\s/i.test(
    textOf(start, 0, Math.min(start.length, ARFF_HEAD)),
  );
}

/** The encoding of text that isn't UTF-8, where its zero bytes or its byte-order mark tell. */
function otherEncoding(start: Uint8Array): string | undefined {
  const [a, b, c, d] = start;
  const little = a === 0xff && b === 0xfe;
  if ((little && c === 0 && d === 0) || (a === 0 && b === 0 && c === 0xfe && d === 0xff)) return "UTF-32";
  if (little || (a === 0xfe && b === 0xff)) return "UTF-16";
  const pairs = Math.min(start.length >> 1, 16);
  const zeros = (at: number) => {
    for (let i = 0; i < pairs; i++) if (start[2 * i + at] !== 0 || start[2 * i + 1 - at] === 0) return false;
    return pairs > 1;
  };
  return zeros(0) || zeros(1) ? "UTF-16" : undefined;
}

/** A version, the date of the last change, and lengths that fit each other. */
function isDbase(start: Uint8Array): boolean {
  const [version, , month, day] = start;
  const head = start[8] + 256 * start[9];
  return (
    (version === 0x03 || version === 0x83 || version === 0x30) &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= 31 &&
    head >= 65 &&
    (head - 33) % 32 <= 1
  );
}

/** What a person may take for a table of text, told by its first bytes. */
function refuseForeign(file: string, start: Uint8Array, text: string): void {
  const bytes = String.fromCharCode(...start.subarray(0, 4096));
  const foreign =
    FOREIGN.find(({ begin }) => bytes.startsWith(begin)) ??
    strayDocument(bytes) ??
    TEXTS.find(({ begin }) => begin.test(text.trimStart())) ??
    leftByGit(bytes) ??
    archive(file, bytes) ??
    (isOldStata(start) ? { what: "a Stata file", remedy: FROM_STATA } : undefined) ??
    (isArff(start) ? { what: "an ARFF file of Weka", remedy: "Save it as CSV." } : undefined) ??
    (isDbase(start) ? { what: "a dBASE file (DBF)", remedy: FROM_DBASE } : undefined) ??
    (bytes.split("\n", 1)[0].split("\0").length > ZEROS && otherEncoding(start) === undefined
      ? { what: "a binary file of another format", remedy: "Write the table as CSV or Parquet." }
      : undefined);
  if (foreign !== undefined) {
    throw new InputError(
      `Expected a table as text or Parquet in ${file}, got ${foreign.what}. ${foreign.remedy}`,
    );
  }
  const encoding = otherEncoding(start);
  if (encoding !== undefined) {
    throw new InputError(
      `Expected text in UTF-8 in ${file}, got ${encoding}. Save it as UTF-8 ("CSV UTF-8" in spreadsheets).`,
    );
  }
  if (QUESTIONS.test(textOf(start, 0, Math.min(start.length, QUESTIONS_HEAD)))) {
    throw new InputError(
      `Expected values below the names of the columns in ${file}, got the questions and ids that Qualtrics puts there. Take these two rows out.`,
    );
  }
  if (/\.json$/i.test(file) && /^\s*\{\s*"[^"]*"\s*:\s*[[{]/.test(text)) {
    throw new InputError(
      `Expected one JSON object on every line of ${file}, one for each row, got one that holds whole columns. Write it as pandas does by to_json("table.jsonl", orient="records", lines=True).`,
    );
  }
  if (/^\s*\{[^\S\n]*\r?\n/.test(text)) {
    throw new InputError(
      `Expected one JSON object on every line of ${file}, one for each row, got one over several lines. Write each row as an object on a line of its own.`,
    );
  }
  if (isJsonArray(text)) {
    throw new InputError(
      `Expected one JSON object on every line of ${file}, got one JSON array. Write each row as an object on a line of its own.`,
    );
  }
}

/** @throws InputError for a name whose ending promises another format than the written one. */
export function refuseOtherEnding(file: string): void {
  const known = knownEnding(file);
  if (known === undefined || ENDINGS.some(([ending]) => ending.test(file))) return;
  throw new InputError(
    `Expected a name that ends in .csv, .tsv, .jsonl or .parquet to write a table to, got ${file}, which stands for ${known.title}. ${known.title === "a packed file" ? "Write it plain, then pack it." : "Choose one of these endings."}`,
  );
}

/** The parser for a text file: by its name, or else by how it starts. */
export function textParser<Reader extends ColumnReader>(
  file: string,
  start: Uint8Array,
  wanted: Wanted,
  options: TableLayout,
  makeReaders: MakeReaders<Reader>,
): TextTableParser<Reader> {
  const named = formatOfName(file);
  const text = textOf(start, 0, Math.min(start.length, TEXT_HEAD)).replace(/^\uFEFF/, "");
  refuseForeign(file, start, text);
  const json = named === "jsonl" || (named !== "csv" && /^\s*\{/.test(text));
  return json
    ? new JsonLinesParser(wanted, file, options, makeReaders)
    : new CsvParser(wanted, file, options, makeReaders);
}
