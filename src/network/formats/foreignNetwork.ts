import { beyondComments } from "./comments.ts";
import { xmlRoot } from "./xmlTree.ts";

/** A format that is told by its content and not read. */
export interface ForeignNetwork {
  /** As a person calls it in a sentence. */
  readonly what: string;
  /** A sentence on what to do. */
  readonly remedy: string;
}

const AS_GRAPHML = "Export it as GraphML there.";
const AS_DISCRETE = "Save it as BIF, XMLBIF, Hugin's NET or GeNIe's XDSL, if its program can.";
const AS_ARCS = "Write its arcs as lines from,to into a file that ends in .csv.";

/** By the outermost element, lower case. */
const XML: Readonly<Record<string, ForeignNetwork>> = {
  gexf: { what: "a graph of Gephi (GEXF)", remedy: AS_GRAPHML },
  graph: { what: "a graph of Cytoscape (XGMML)", remedy: AS_GRAPHML },
  gxl: { what: "a graph of GXL", remedy: "Turn it into DOT, by gxl2dot." },
  sbml: { what: "a model of SBML", remedy: AS_ARCS },
  mxfile: { what: "a drawing of draw.io", remedy: AS_ARCS },
  svg: { what: "a picture (SVG)", remedy: AS_ARCS },
  probmodelxml: { what: "a network of OpenMarkov (ProbModelXML)", remedy: AS_DISCRETE },
  analysisnotebook: { what: "a network of MSBNx (XBN)", remedy: "Save it as DSC there." },
  bayesnet: { what: "a network of Tetrad as XML", remedy: "Save its graph as text there." },
  amosgraphics: { what: "a model of Amos", remedy: "Write it in lavaan's syntax." },
  pmml: { what: "a model of PMML", remedy: AS_DISCRETE },
};

/** Has the outermost element of Cytoscape's. */
const TETRAD: ForeignNetwork = { what: "a graph of Tetrad as XML", remedy: "Save it as text there." };

/** By the ending, lower case: these files hold bytes that say little. */
const ENDINGS: Readonly<Record<string, ForeignNetwork>> = {
  xbl: { what: "a network of BayesiaLab (XBL)", remedy: "Export it as BIF or NET there." },
  hkb: { what: "a knowledge base of Hugin (HKB)", remedy: "Save it as NET there." },
  neta: { what: "a network of Netica in bytes (NETA)", remedy: "Save it as DNE there." },
};

const TEXTS: readonly (ForeignNetwork & { readonly begin: RegExp })[] = [
  { begin: /^\*(?:network|vertices)\b/i, what: "a graph of Pajek", remedy: AS_ARCS },
  {
    begin: /^(?:BAYES|MARKOV)\s+\d+\s+\d/,
    what: "a network of the UAI format, whose nodes have no names",
    remedy: AS_DISCRETE,
  },
  {
    begin:
      /^(?:bnet|idiagram\w*|id-with-svnodes)\s+(?:"[^"]*"|\S+)\s*\{[\s\S]*?(?:kind-?of-?(?:graph|node)|default\s+node\s+states)/,
    what: "a network of Elvira",
    remedy: AS_DISCRETE,
  },
  {
    begin: /^net\s+\w+\s*\{(?:\s|\/\/[^\n]*)*(?:HEADER\s*=|node\s+\w+\s*\{\s*TYPE\s*=)/,
    what: "a network of an older GeNIe (DSL)",
    remedy: "Save it as XDSL, or as BIF, there.",
  },
  {
    begin: /^\/knowledge\b/,
    what: "Tetrad's knowledge, which limits a search and is no graph",
    remedy: "Give the graph.",
  },
  { begin: /^dl\s+(?:n|nr)\s*=/i, what: "a matrix of UCINET (DL)", remedy: "Write it with names as CSV." },
  {
    begin: /^(?:```mermaid\s+)?(?:graph|flowchart)\s+(?:T[BD]|BT|RL|LR)\b/,
    what: "a graph of Mermaid",
    remedy: `${AS_ARCS.replace(/\.$/, "")}, or as DOT.`,
  },
  {
    begin: /^graph\s+[\d.]+(?:\s+[\d.]+){2}\s*\n(?:node|edge|stop)\b/,
    what: "places of a picture by Graphviz (plain)",
    remedy: "Give the DOT of which it was made.",
  },
  { begin: /^LEDA\.GRAPH\b/, what: "a graph of LEDA", remedy: AS_ARCS },
  { begin: /^@startuml\b/, what: "a diagram of PlantUML", remedy: AS_ARCS },
  {
    begin: /^(?:title|data|variable|analysis|model)\s*:[\s\S]*\bmodel\s*:[^;]*\b(?:by|on|with)\b/i,
    what: "an input of Mplus",
    remedy:
      "Write its model in lavaan's syntax: f BY x1 x2 is f =~ x1 + x2, y ON x is y ~ x, x WITH z is x ~~ z.",
  },
  {
    begin: /^(?:data\s*\{[^}]*\}\s*)?model\s*\{[\s\S]*<-|^model\s*\{[\s\S]*~\s*d\w+\s*\(/,
    what: "a model of BUGS or JAGS",
    remedy: AS_ARCS,
  },
  {
    begin:
      /^(?:package|import|type|system|class|interface)\s[\s\S]*\b(?:dependson|extends\s+(?:boolean|label))\b/,
    what: "a probabilistic relational model (O3PRM)",
    remedy: "Unroll it into a network, and save that as BIF.",
  },
  {
    begin: /^(?:functions|data|parameters)\s*\{[\s\S]*\bmodel\s*\{/,
    what: "a model of Stan",
    remedy: AS_ARCS,
  },
];
const begins =
  (...signs: readonly string[]) =>
  (start: string) =>
    signs.some((sign) => start.startsWith(sign));
/** Files of bytes, told by the first of them, a character each. */
const BYTES: readonly (ForeignNetwork & { readonly is: (start: string) => boolean })[] = [
  {
    is: begins("\x80\x02", "\x80\x03", "\x80\x04", "\x80\x05"),
    what: "a pickle of Python",
    remedy: "Write the network from Python as BIF or DOT.",
  },
  {
    is: (start) => start.slice(0, 30).includes("GumJsonVersion"),
    what: "a network of aGrUM in bytes (BGUM)",
    remedy: "Save it as BIF there.",
  },
  {
    is: begins("MATLAB 5.0 MAT-file"),
    what: "a MATLAB file",
    remedy: "Write its matrix, with the names of the nodes above and before it, as CSV.",
  },
  {
    is: begins("PAR1"),
    what: "a table (Parquet)",
    remedy: "Give this file as the data, not as the network.",
  },
  {
    is: begins("PK\x03\x04"),
    what: "an archive or a document of Office",
    remedy: "Unpack it, or save what it holds as text, a sheet as CSV.",
  },
  { is: begins("SQLite format 3"), what: "an SQLite database", remedy: AS_ARCS },
];

/** The format of a file that is no text, if it is a known one. */
export function foreignBytes(start: string): ForeignNetwork | undefined {
  return BYTES.find(({ is }) => is(start));
}

/** What tells a format stands within so many characters. */
const BEGINNING = 20_000;

/** The format of a text that no reader takes, if it is a known one. */
export function foreignNetwork(text: string): ForeignNetwork | undefined {
  const start = text.slice(0, BEGINNING).trimStart();
  if (start.startsWith("<")) {
    const root = xmlRoot(start)?.tag.toLowerCase();
    if (root === "graph" && /<variables\b/.test(start)) return TETRAD;
    return root !== undefined && Object.hasOwn(XML, root) ? XML[root] : undefined;
  }
  const bare = beyondComments(start, ["#", "%", "!", "//"]);
  return TEXTS.find(({ begin }) => begin.test(bare));
}

/** The format that a file's name stands for, if it is a known one. */
export function foreignByName(file: string): ForeignNetwork | undefined {
  const ending = /\.([^.\\/]+)$/.exec(file)?.[1].toLowerCase();
  return ending !== undefined && Object.hasOwn(ENDINGS, ending) ? ENDINGS[ending] : undefined;
}
