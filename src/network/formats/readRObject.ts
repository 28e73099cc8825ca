import { InputError } from "../../numeric/errors.ts";
import { hasClass, isRData, type RPair, type RValue, readRData, strings } from "../../rdata/index.ts";
import type { BinaryNetworkReader, NetworkReading } from "./networkReader.ts";
import { readBn, readBnFit } from "./readBnlearn.ts";
import { dagittyReader } from "./readDagitty.ts";
import { SourceText } from "./sourceText.ts";

type Kind = "fit" | "structure" | "dagitty";

/**
 * A network that R saved by `saveRDS` or `save`: bnlearn's `bn.fit` with its parameters, its `bn`, or a graph of dagitty.
 *
 * @throws InputError naming the file; where it holds none of these, or several and does not say which
 */
export const rObjectReader = {
  name: "r",
  title: "an R object",
  extensions: ["rds", "rda", "rdata"],
  recogniseBytes: isRData,
  readBytes(bytes, file, name) {
    const items = readRData(bytes);
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
  return hasClass(value, "dagitty") && value.type === "character" ? "dagitty" : undefined;
}

function read(value: RValue, kind: Kind, file: string, name: string): NetworkReading {
  if (kind === "fit") return readBnFit(value, file, name);
  if (kind === "structure") return readBn(value, file, name);
  return dagittyReader.read(new SourceText((strings(value) ?? []).join("\n"), file), name);
}

function nothing(items: readonly RPair[], file: string): InputError {
  const table = items.find(({ value }) => hasClass(value, "data.frame"));
  if (table !== undefined) {
    return new InputError(
      `Expected a network in ${file}, got a table (a data frame${table.name ? ` named ${table.name}` : ""}). Give this file as the table, by --data.`,
    );
  }
  const kinds = items.map(({ name, value }) => `${name ? `${name}: ` : ""}${describe(value)}`);
  return new InputError(
    `Expected a network of bnlearn (bn or bn.fit) or dagitty in ${file}, got ${kinds.slice(0, 5).join(", ") || "no object"}. Save the network itself with saveRDS.`,
  );
}

function describe(value: RValue): string {
  const [first] = strings(value.attributes.get("class")) ?? [];
  return first ?? (value.type === "other" ? value.what : value.type);
}
