import {
  type Dataset,
  type FoundKind,
  findKinds,
  GAUSSIAN,
  type GivenKind,
  levelsText,
  typedTable,
} from "../../data/index.ts";
import { roleNotes } from "../../graph/index.ts";
import type { BayesianNetwork } from "../../network/index.ts";
import { requireNetwork } from "../../network/index.ts";
import { isBuiltIn, isObject, requireArgument, requireObject } from "../../numeric/arguments.ts";
import { InputError } from "../../numeric/errors.ts";
import { didYouMean } from "../../numeric/nearestName.ts";
import { flagShape, type OptionShapes, objectShape, requireOptions } from "../../numeric/optionShapes.ts";
import type { TableLayout, WantedColumns } from "../../tables/index.ts";
import { loadRawTable } from "./loadRawTable.ts";

/** A table read for a network: what is measured, and of what kind. */
export interface MeasuredTable {
  /** The network whose observed nodes are those that have a column, where nothing else was said. */
  readonly network: BayesianNetwork;
  readonly data: Dataset;
  readonly kinds: readonly FoundKind[];
  /** Columns that are not read. */
  readonly ignored: readonly string[];
  /** Whole sentences on which nodes are taken as measured or hidden. */
  readonly notes: readonly string[];
}

/** What is known of a table before it is read. */
export interface MeasuredTableOptions {
  /** Whether the network is a built-in one, whose roles are settled. Default false. */
  readonly builtIn?: boolean;
  /** How the table is written, where its text leaves that open. */
  readonly layout?: TableLayout;
  /** What is known of columns; or what tells it, once it is known which they are. What is left out is found. */
  readonly kinds?:
    | Readonly<Record<string, GivenKind>>
    | ((columns: readonly string[]) => ReadonlyMap<string, GivenKind>);
  /** Whether columns of which nothing is said are Gaussian, whatever their values look like. */
  readonly allGaussian?: boolean;
}

const measuredShapes: OptionShapes<MeasuredTableOptions> = {
  builtIn: flagShape,
  layout: objectShape('a layout such as { separator: ";" }'),
  kinds: {
    expected:
      'kinds by the names of columns, such as { pain: { kind: "count" } }, or a function that tells them,',
    fits: (value) => typeof value === "function" || isObject(value),
  },
  allGaussian: flagShape,
};

/**
 * Reads a table for a network, whatever its columns hold: numbers, counts, labels, answers in an order. Columns are matched by
 * name, missing values are kept, and what each column measures is found from its values unless it is said. Where neither the
 * network nor a person says which nodes are measured, all that have a column are; a leaf without one is an error.
 *
 * @throws InputError for a table that can't be read or used, and for a kind of a column that isn't there
 *
 * @example
 * const { network, data } = await loadMeasuredTable(resolveNetwork("clinic.json"), "clinic.csv", {
 *   kinds: { pain: { kind: "ordinal", levels: ["none", "some", "much"] } },
 * });
 * const model = await train(network.dag, data);
 */
export async function loadMeasuredTable(
  network: BayesianNetwork,
  file: string,
  options: MeasuredTableOptions = {},
): Promise<MeasuredTable> {
  requireNetwork(network);
  requireArgument(typeof file === "string", "the path of a table", file);
  requireOptions(options, measuredShapes, {
    what: "options of the table",
    example: 'such as { kinds: { pain: { kind: "count" } } }',
  });
  const { builtIn = false, layout = {}, kinds: said = {}, allGaussian } = options;
  const open = network.dag.rolesAssumed && !builtIn;
  const wanted = open ? columnsOfNodes(network) : observedNames(network);
  const raw = await loadRawTable(file, wanted, layout);
  const columns = raw.columns.map(({ name }) => name);
  const measured = open ? network.withObserved(columns) : network;
  const given = withNetworkTypes(
    network,
    typeof said === "function" ? told(said(columns)) : known(said, columns),
    columns,
  );
  if (allGaussian) for (const name of columns) if (!given.has(name)) given.set(name, GAUSSIAN);
  const found = findKinds(raw, given);
  const kinds = allGaussian ? found.map(withoutStep) : found;
  const data = typedTable(raw, kinds);
  const notes = roleNotes(measured.dag, {
    open,
    columns: [...columns, ...raw.ignored],
    remedy: "--observed says otherwise",
  });
  return { network: measured, data, kinds, ignored: raw.ignored, notes };
}

/** @throws InputError unless what tells the kinds told them */
function told(kinds: ReadonlyMap<string, GivenKind>): ReadonlyMap<string, GivenKind> {
  requireArgument(isBuiltIn(kinds, "Map"), "a Map of kinds from the function kinds", kinds);
  return kinds;
}

/** @throws InputError for a name that is no column. */
function known(
  said: Readonly<Record<string, GivenKind>>,
  columns: readonly string[],
): ReadonlyMap<string, GivenKind> {
  for (const [name, kind] of Object.entries(said)) {
    requireObject(`what is known of "${name}", such as { kind: "count" }`, kind);
    if (columns.includes(name)) continue;
    throw new InputError(
      `Expected the name of a measured column in kinds, got "${name}".${didYouMean(name, columns)}`,
    );
  }
  return new Map(Object.entries(said));
}

function withoutStep(found: FoundKind): FoundKind {
  const { step: _, ...type } = found.type;
  return { ...found, type };
}

function observedNames({ dag }: BayesianNetwork): string[] {
  return dag.observed.map((node) => dag.names[node]);
}

/** Every node that has a column, in the order of the nodes; all leaves, so that a missing one is an error that names it. */
function columnsOfNodes(network: BayesianNetwork): WantedColumns {
  const { names } = network.dag;
  const leaves = observedNames(network);
  return {
    hints: names,
    unnamed: leaves,
    choose: (found) => {
      const there = new Set(found.flatMap((name) => [name, name.trim(), name.normalize()]));
      return names.filter(
        (name) =>
          there.has(name) || there.has(name.trim()) || there.has(name.normalize()) || leaves.includes(name),
      );
    },
  };
}

/** What the network says of its nodes wins over what is found, and contradicts what a person says otherwise. */
function withNetworkTypes(
  network: BayesianNetwork,
  said: ReadonlyMap<string, GivenKind>,
  columns: readonly string[],
): Map<string, GivenKind> {
  const given = new Map(said);
  for (const name of columns) {
    const type = network.types?.get(name);
    if (type === undefined) continue;
    const own = said.get(name);
    const other =
      own?.kind !== undefined && own.kind !== type.kind
        ? `--kind ${name}=${own.kind}`
        : own?.levels !== undefined && own.levels.join() !== (type.levels ?? own.levels).join()
          ? `--levels ${name}=${levelsText(own.levels)}`
          : undefined;
    if (other !== undefined) {
      throw new InputError(
        `Expected what ${network.name} says of ${name} (${type.kind}${type.levels ? `: ${type.levels.join(", ")}` : ""}), got ${other}. Leave the option out, or change the network.`,
      );
    }
    given.set(name, { ...own, kind: type.kind, ...(type.levels && { levels: type.levels }) });
  }
  return given;
}
