import { InputError } from "../../numeric/errors.ts";
import { hasClass, isRData, type RPair, type RValue, readRData, strings } from "../../rdata/index.ts";
import type { BinaryNetworkReader, NetworkReading } from "./networkReader.ts";
import { placedInFile } from "./placedInFile.ts";
import { readBn, readBnFit } from "./readBnlearn.ts";
import { dagittyReader } from "./readDagitty.ts";
import { readerOfString } from "./readRScript.ts";
import { SourceText } from "./sourceText.ts";

/** A file that holds a table where a network was wanted. */
export class TableFile extends InputError {}

type Kind = "fit" | "structure" | "dagitty" | "text";

/**
 * A network that R saved by `saveRDS` or `save`: bnlearn's `bn.fit` with its parameters, its `bn`, a graph of dagitty, or
 * the text of a graph of dagitty, a model string or a model of lavaan.
 *
 * @throws InputError naming the file; where it holds none of these, or several and does not say which
 */
export const rObjectReader = {
  name: "r",
  title: "an R object",
  extensions: ["rds", "rda", "rdata"],
  recogniseBytes: isRData,
  readBytes(bytes, file, name) {
    const items = placedInFile(file, () => readRData(bytes));
    const found = items.flatMap((item) => {
      const kind = kindOf(item.value);
      return kind === undefined ? [] : [{ ...item, kind }];
    });
    // A fit and the structure it was fitted to are often saved together.
    const fits = found.filter(({ kind }) => kind === "fit");
    const [one, another] = fits.length > 0 ? fits : found;
    if (one === undefined) throw nothing(items, file);
    if (another !== undefined) {
      throw new InputError(
        `Expected one network in ${file}, got several: ${found.map((item) => item.name).join(", ")}. Save one of them alone with saveRDS.`,
      );
    }
    return read(one.value, one.kind, file, one.name || name);
  },
} as const satisfies BinaryNetworkReader;

function kindOf(value: RValue): Kind | undefined {
  if (hasClass(value, "bn.fit")) return "fit";
  if (hasClass(value, "bn")) return "structure";
  if (value.type !== "character") return undefined;
  if (hasClass(value, "dagitty")) return "dagitty";
  return readerOfString(textOf(value)) === undefined ? undefined : "text";
}

function read(value: RValue, kind: Kind, file: string, name: string): NetworkReading {
  if (kind === "fit") return readBnFit(value, file, name);
  if (kind === "structure") return readBn(value, file, name);
  const reader = kind === "dagitty" ? dagittyReader.read : readerOfString(textOf(value))!;
  return reader(new SourceText(textOf(value), file), name);
}

function textOf(value: RValue): string {
  return (strings(value) ?? []).join("\n");
}

function nothing(items: readonly RPair[], file: string): InputError {
  const table = items.find(
    ({ value }) => hasClass(value, "data.frame") && REMEDIES[describe(value)] === undefined,
  );
  if (table !== undefined) {
    return new TableFile(
      `Expected a network in ${file}, got a table (a data frame${table.name ? ` named ${table.name}` : ""}). Give this file as the data, not as the network.`,
    );
  }
  const kinds = items.map(({ name, value }) => `${name ? `${name}: ` : ""}${describe(value)}`);
  const remedy = items.flatMap(({ value }) => REMEDIES[describe(value)] ?? []);
  return new InputError(
    `Expected a network of bnlearn (bn or bn.fit) or dagitty in ${file}, got ${kinds.slice(0, 5).join(", ") || "no object"}. ${remedy[0] ?? "Save the network itself with saveRDS."}`,
  );
}

/** How to get a network out of what other packages save, by its class. */
const REMEDIES: Readonly<Record<string, string>> = {
  igraph: 'Write it by igraph::write_graph(g, "network.graphml", "graphml").',
  tbl_graph: 'Write it by igraph::write_graph(g, "network.graphml", "graphml").',
  tidy_dagitty: "Save the graph of dagitty in it, by ggdag::pull_dag.",
  lavaan: "Write the text of the model into a file that ends in .lavaan.",
  blavaan: "Write the text of the model into a file that ends in .lavaan.",
  grain: 'Write it by gRain::saveHuginNet(g, "network.net").',
  abnDag: 'Write its matrix, in which effects have the rows, by write.csv(t(d$dag), "network.csv").',
  abnFit: 'Write its matrix, in which effects have the rows, by write.csv(t(f$abnDag$dag), "network.csv").',
  catNetwork: "Write its arcs as lines from,to, by catnet::cnMatEdges, into a file that ends in .csv.",
  matrix: 'Write it by write.csv(m, "network.csv"), with the names of the nodes above and before it.',
  "bn.strength": "Choose among these strengths of arcs by averaged.network of bnlearn, and save that.",
  "bn.kcv": "Save a network, not its cross-validation.",
  graphNEL: "Make it one of bnlearn, by bnlearn::as.bn.",
  pcAlgo: "Make the graph in it one of bnlearn, by bnlearn::as.bn, once all its edges have directions.",
};

function describe(value: RValue): string {
  const [first] = strings(value.attributes.get("class")) ?? [];
  if (first === undefined && value.attributes.get("dim") !== undefined) return "matrix";
  return first ?? (value.type === "other" ? value.what : value.type);
}
