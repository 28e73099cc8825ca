import { basename, extname } from "node:path";
import { type FoundKind, labelsOf, sortedLabels } from "../data/index.ts";
import {
  type ComparedNetwork,
  type ComparisonMaterial,
  comparedNetwork,
  type RowGroups,
} from "../experiments/comparison/index.ts";
import { isNetworkFile, loadMeasuredTable, loadRawTable, openNetwork } from "../io/index.ts";
import { InputError } from "../numeric/errors.ts";
import { didYouMean } from "../numeric/nearestName.ts";
import { counted, listed } from "../tables/index.ts";
import { ignoredColumns } from "./ignoredColumns.ts";
import { givenKinds, layoutOf, type TableOptions } from "./tableOptions.ts";

export interface ComparisonTableOptions extends TableOptions {
  readonly data: string;
  readonly observed?: readonly string[];
  readonly by?: string;
  readonly kind?: readonly string[];
  readonly levels?: readonly string[];
}

export interface ComparisonTables {
  readonly material: ComparisonMaterial;
  readonly kinds: readonly FoundKind[];
  /** Whole sentences on how networks and table were taken. */
  readonly notes: readonly string[];
}

/** Fewer rows are no group of which a model could be fitted. */
const FEWEST_ROWS = 10;

/**
 * Reads the networks that are compared and the table that they are compared on.
 *
 * @throws InputError for what can't be read, and for networks whose densities are not of the same columns and kinds
 */
export async function comparisonTables(
  sources: readonly string[],
  options: ComparisonTableOptions,
): Promise<ComparisonTables> {
  const labels = labelsOfSources(sources);
  const notes: string[] = [];
  const networks: ComparedNetwork[] = [];
  let first: Awaited<ReturnType<typeof loadMeasuredTable>> | undefined;
  for (const [i, source] of sources.entries()) {
    const opened = openNetwork(source);
    const given = options.observed ? opened.network.withObserved(options.observed) : opened.network;
    const read = await loadMeasuredTable(given, options.data, {
      builtIn: !isNetworkFile(source),
      layout: layoutOf(options),
      kinds: (columns) => givenKinds(options.kind ?? [], options.levels ?? [], columns),
    });
    const own = (text: string) => (sources.length > 1 ? `${labels[i]}: ${text}` : text);
    notes.push(...[...opened.notes, ...read.notes].map(own));
    if (first) requireSameColumns([labels[0], first], [labels[i], read]);
    first ??= read;
    networks.push(comparedNetwork(labels[i], read.network));
  }
  const { data, kinds, ignored } = first!;
  const groups = options.by === undefined ? undefined : await rowGroups(options.by, data.columns, options);
  const unused = ignored.filter((name) => name !== options.by);
  if (unused.length > 0) notes.push(ignoredColumns(unused));
  return { material: { networks, data, ...(groups && { groups }) }, kinds, notes };
}

/** Names of files without folder and ending, where that tells them apart. */
function labelsOfSources(sources: readonly string[]): string[] {
  const twice = sources.find((source, i) => sources.indexOf(source) !== i);
  if (twice !== undefined) {
    throw new InputError(`Expected different networks to compare, got ${twice} twice. Leave one out.`);
  }
  const short = sources.map((source) => (isNetworkFile(source) ? basename(source, extname(source)) : source));
  return new Set(short).size === short.length ? short : [...sources];
}

type Labelled = readonly [label: string, table: Awaited<ReturnType<typeof loadMeasuredTable>>];

/** Densities of other columns, or of the same in other kinds, are of other things. */
function requireSameColumns([one, first]: Labelled, [other, next]: Labelled): void {
  const [a, b] = [first, next].map(({ data }) => data.columns);
  const surplus = [
    ...a.filter((name) => !b.includes(name)).map((name) => `${name} (${one} alone)`),
    ...b.filter((name) => !a.includes(name)).map((name) => `${name} (${other} alone)`),
  ];
  if (surplus.length > 0) {
    throw new InputError(
      `Expected networks that measure the same columns, since densities of different columns cannot be compared, got ${listed(surplus)}. Add the columns to the other network, or name the measured ones with --observed.`,
    );
  }
  const kindsOf = ({ kinds }: Labelled[1]) => new Map(kinds.map(({ name, type }) => [name, type]));
  const [mine, yours] = [kindsOf(first), kindsOf(next)];
  for (const [name, type] of mine) {
    const there = yours.get(name)!;
    if (type.kind === there.kind && (type.levels ?? []).join("\n") === (there.levels ?? []).join("\n"))
      continue;
    throw new InputError(
      `Expected networks that say the same of every column, got ${name} as ${type.kind} in ${one} and as ${there.kind} in ${other}, or with other levels. Change one of the networks.`,
    );
  }
}

async function rowGroups(
  column: string,
  measured: readonly string[],
  options: ComparisonTableOptions,
): Promise<RowGroups> {
  if (measured.includes(column)) {
    throw new InputError(
      `Expected a column beside the network's for --by, got ${column}, which the network measures: within a group it would be constant. Take it out of the network, or name another column.`,
    );
  }
  const table = await loadRawTable(
    options.data,
    {
      hints: [column],
      choose: (found) => {
        if (found.includes(column)) return [column];
        throw new InputError(
          `Expected the name of a column for --by, got "${column}".${didYouMean(column, found)} The columns are ${listed(found)}.`,
        );
      },
    },
    layoutOf(options),
  );
  const [raw] = table.columns;
  if (raw.problem !== undefined) throw new InputError(raw.problem);
  const { labels, codes, counts } = labelsOf(raw);
  const gap = codes.indexOf(-1);
  if (gap >= 0) {
    throw new InputError(
      `Expected a group for every row, but column ${column} has no value in row ${gap + 1}. Fill it in, or leave the row out.`,
    );
  }
  if (labels.length < 2) {
    throw new InputError(
      `Expected at least two groups in column ${column}, got ${labels.length === 0 ? "none" : `only ${labels[0]}`}. Name another column.`,
    );
  }
  const small = counts.findIndex((count) => count < FEWEST_ROWS);
  if (small >= 0) {
    throw new InputError(
      `Expected at least ${FEWEST_ROWS} rows in each of the ${labels.length} groups of ${column}, got ${counted(counts[small], "row")} of ${labels[small]}. Join small groups, or leave them out.`,
    );
  }
  const sorted = sortedLabels(labels);
  const places = labels.map((label) => sorted.indexOf(label));
  return { column, names: sorted, codes: codes.map((code) => places[code]) };
}
