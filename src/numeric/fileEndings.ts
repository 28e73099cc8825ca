/** What an ending stands for, to those who open a file under such a name. */
const STANDS_FOR: readonly (readonly [title: string, endings: string])[] = [
  ["delimited text", "csv tsv tab"],
  ["JSON lines", "jsonl ndjson jsonlines"],
  ["Parquet", "parquet pq parq"],
  ["JSON", "json"],
  ["DOT", "dot gv"],
  ["SVG", "svg"],
  ["a picture of another kind", "png jpg jpeg gif webp bmp tif tiff eps ps ico"],
  ["PDF", "pdf"],
  ["a web page", "html htm xhtml"],
  ["Markdown", "md markdown"],
  ["XML", "xml xsl xsd"],
  ["a spreadsheet", "xlsx xlsm xls ods"],
  ["a document of an office", "docx doc odt rtf pptx ppt odp"],
  ["LaTeX", "tex bib"],
  ["an R object", "rds rda rdata"],
  ["a program", "r py js ts ipynb sh sql jl m do"],
  ["a table of SPSS, Stata or SAS", "sav por dta sas7bdat xpt"],
  ["Arrow, Avro or ORC", "feather arrow ipc avro orc"],
  ["arrays", "npy npz mat h5 hdf5 nc"],
  ["a pickle", "pkl pickle"],
  ["weights", "safetensors onnx pt pth ckpt"],
  ["a database", "db sqlite sqlite3 duckdb dbf mdb"],
  ["a packed file", "gz bz2 xz zst lz4 zip 7z rar tar tgz"],
  ["settings", "yaml yml toml ini"],
  ["BIF", "bif"],
  ["XMLBIF", "xmlbif xbif"],
  ["Hugin's NET", "net hugin"],
  ["a network of GeNIe, Netica or Microsoft", "xdsl dne dnet neta dsc"],
  ["GraphML", "graphml"],
  ["GML", "gml"],
  ["another format of graphs", "gexf tetrad sif tgf"],
  ["dagitty", "dagitty dag"],
  ["lavaan", "lavaan lav"],
  ["a model string of bnlearn", "bnlearn modelstring"],
];
const titles: ReadonlyMap<string, string> = new Map(
  STANDS_FOR.flatMap(([title, endings]) => endings.split(" ").map((ending) => [ending, title] as const)),
);

/** An ending that people know. */
export interface KnownEnding {
  /** In lower case, without the dot. */
  readonly ending: string;
  /** What it stands for, as the end of a sentence. */
  readonly title: string;
}

/**
 * The ending of a path, if it stands for a format; `.txt` and those that nobody knows stand for nothing.
 *
 * @example
 * knownEnding("cards/card.PDF"); // { ending: "pdf", title: "PDF" }
 * knownEnding("notes.txt"); // undefined
 */
export function knownEnding(path: string): KnownEnding | undefined {
  const ending = /[^/\\]\.(\w+)$/.exec(path)?.[1].toLowerCase();
  const title = ending === undefined ? undefined : titles.get(ending);
  return ending === undefined || title === undefined ? undefined : { ending, title };
}
