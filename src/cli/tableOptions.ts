import { type Command, InvalidArgumentError, Option } from "commander";
import { columnKinds, type GivenKind, labelsOfText } from "../data/index.ts";
import { InputError } from "../numeric/errors.ts";
import { didYouMean } from "../numeric/nearestName.ts";
import type { TableLayout } from "../tables/index.ts";
import { refuseIdle } from "./idleOptions.ts";
import { names } from "./options.ts";
import { collected } from "./repeatedOptions.ts";

/** Options of every command that reads a table, as commander hands them over. */
export interface TableOptions {
  readonly decimal?: "." | ",";
  readonly separator?: string;
  readonly missingValues?: readonly string[];
}

/** Options that say something of a table. */
const OF_TABLES = ["decimal", "separator", "missingValues", "kind", "levels"] as const;

/** @throws InputError naming an option that says something of a table where a command reads none. */
export function refuseWithoutTable(
  command: Command,
  table: string | undefined,
  more: readonly string[] = [],
): void {
  if (table !== undefined) return;
  refuseIdle(command, [...OF_TABLES, ...more], {
    expected: "a table",
    got: "none",
    remedy: "Give --data FILE",
  });
}

/** Adds what says how a table is written, where its text leaves that open. */
export function withTableOptions(command: Command): Command {
  return command
    .addOption(
      new Option("--decimal <character>", "what stands before the decimals of the table: . or ,").choices([
        ".",
        ",",
      ]),
    )
    .addOption(
      new Option("--separator <character>", "what separates the table's fields, such as ; or tab").argParser(
        separator,
      ),
    )
    .addOption(
      new Option(
        "--missing-values <texts>",
        "what else stands for a missing value, separated by commas, as in -999,unknown",
      ).argParser(names),
    );
}

/** What a reader takes of them. */
export function layoutOf({ decimal, separator, missingValues }: TableOptions): TableLayout {
  return {
    ...(decimal !== undefined && { decimal }),
    ...(separator !== undefined && { separator }),
    ...(missingValues !== undefined && { missingValues }),
  };
}

const SEPARATORS: Readonly<Record<string, string>> = {
  tab: "\t",
  "\\t": "\t",
  space: " ",
  comma: ",",
  semicolon: ";",
};

function separator(text: string): string {
  const found = SEPARATORS[text.toLowerCase()] ?? text;
  if (found.length !== 1) {
    throw new InvalidArgumentError("Expected one character, or tab, space, comma or semicolon.");
  }
  return found;
}

/** Adds what says what the columns of a table measure. */
export function withKindOptions(command: Command): Command {
  return command
    .option(
      "--kind <name=kind>",
      `what a column measures (${columnKinds.join(", ")}), where it is found wrongly; may be repeated`,
      collected,
    )
    .option(
      "--levels <name=labels>",
      "the labels of a column, separated by commas, from the lowest to the highest if they have an order; a label that holds a comma stands in double quotes, as in 'x=no,\"yes, at times\"'; may be repeated",
      collected,
    );
}

/**
 * `name=value` texts by name; where a name itself has an equals sign, the longest part that is a column counts.
 *
 * @throws InputError for a text without an equals sign, a name that is no column, or one that comes twice
 */
function byColumn(texts: readonly string[], columns: readonly string[], option: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const text of texts) {
    const known = columns.filter((name) => text.startsWith(`${name}=`)).sort((a, b) => b.length - a.length);
    const split = known[0]?.length ?? text.indexOf("=");
    if (split < 1 || split === text.length - 1) {
      throw new InputError(
        `Expected ${option} name=${option === "--kind" ? "ordinal" : "low,mid,high"}, got "${text}". Put an equals sign between a name and what it shall be.`,
      );
    }
    const name = text.slice(0, split).trim();
    requireColumn(name, columns, option);
    if (found.has(name)) throw new InputError(`Expected ${option} once for ${name}, got two. Drop one.`);
    found.set(name, text.slice(split + 1).trim());
  }
  return found;
}

type Said<T> = string[] | Record<string, T>;

/**
 * Kinds or levels of columns: `name=value` texts of the command line, or an object of a configuration file, or several of these, of
 * which the later ones win.
 */
export type ByColumn<T> = Said<T> | readonly (string | Said<T>)[];

/** What a person said of the columns. @throws InputError as `byColumn`, and for levels that are fewer than two different ones */
export function givenKinds(
  kinds: ByColumn<string>,
  levels: ByColumn<readonly string[]>,
  columns: readonly string[],
): Map<string, GivenKind> {
  const given = new Map<string, GivenKind>();
  for (const said of saidInTurn(kinds)) {
    const saidKinds = isTexts(said) ? byColumn(said, columns, "--kind") : checked(said, columns, "kind");
    for (const [name, kind] of saidKinds) given.set(name, { kind });
  }
  const saidLevels = new Map<string, readonly string[]>();
  for (const said of saidInTurn(levels)) {
    if (isTexts(said)) {
      for (const [name, list] of byColumn(said, columns, "--levels"))
        saidLevels.set(name, labelsOfText(list));
    } else for (const [name, list] of checked(said, columns, "levels")) saidLevels.set(name, list);
  }
  for (const [name, list] of saidLevels) {
    const labels = list.map((label) => label.trim());
    const twice = labels.find((label, i) => label === "" || labels.indexOf(label) !== i);
    if (twice !== undefined || labels.length < 2) {
      throw new InputError(
        `Expected at least two different labels as the levels of ${name}, got ${twice === undefined ? "one" : twice === "" ? "an empty one" : `"${twice}" twice`}. Separate them by commas.`,
      );
    }
    given.set(name, { ...given.get(name), levels: labels });
  }
  return given;
}

/** What was said of columns, in the order in which it counts; the texts of one list are said together, and last. */
export function saidInTurn<T>(said: ByColumn<T>): Said<T>[] {
  if (!isList(said)) return [said];
  const list: readonly (string | Said<T>)[] = said;
  const texts = list.filter((one): one is string => typeof one === "string");
  const groups = list.filter((one): one is Said<T> => typeof one !== "string");
  return texts.length > 0 ? [...groups, texts] : groups;
}

function isList<T>(said: ByColumn<T>): said is readonly (string | Said<T>)[] {
  return Array.isArray(said);
}

function isTexts<T>(said: Said<T>): said is string[] {
  return Array.isArray(said);
}

function checked<T>(
  said: Readonly<Record<string, T>>,
  columns: readonly string[],
  option: string,
): [string, T][] {
  for (const name of Object.keys(said)) requireColumn(name, columns, option);
  return Object.entries(said);
}

function requireColumn(name: string, columns: readonly string[], option: string): void {
  if (columns.includes(name)) return;
  throw new InputError(
    `Expected the name of a measured column in ${option}, got "${name}".${didYouMean(name, columns)} The columns are ${columns.slice(0, 8).join(", ")}${columns.length > 8 ? ` and ${columns.length - 8} more` : ""}.`,
  );
}
