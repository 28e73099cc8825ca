import { networkDocument } from "../app/state.ts";
import { type NetworkDifference, networkDifference } from "../document/difference.ts";
import { cellDigest } from "./cellDigest.ts";
import { match, type Table, table } from "./data.ts";
import type { Study } from "./study.ts";
import { isDrawn } from "./studyData.ts";

/** How the network and the table of today differ from those that a study's models were trained on. */
export interface Staleness {
  readonly network: NetworkDifference | undefined;
  /** In words. */
  readonly table: string | undefined;
  /** The whole in one line. */
  readonly short: string;
}

/** Undefined where a study's models are those of the network and the table as they stand. */
export function stalenessOf(study: Study): Staleness | undefined {
  const drawn = isDrawn(study.data);
  const network = networkDifference(study.document, networkDocument.value, drawn);
  const differs = tableDifference(study);
  if (network === undefined && differs === undefined) return undefined;
  const said = [
    network && `Trained on an earlier network: ${network.short}.`,
    differs && `Trained on ${differs}.`,
  ];
  return { network, table: differs, short: said.filter((part) => part !== undefined).join(" ") };
}

/** What tells one state of a table from another: name, size, what a person said of its columns, and all cells. */
export function tableOrigin(given: Table): readonly unknown[] {
  return [given.file, given.rowCount, given.given ?? null, digestOf(given)];
}

function tableDifference({ data, origin }: Study): string | undefined {
  const given = table.value;
  // A table that was closed says nothing against what was learned, and the rows of a model from elsewhere are not here.
  if (given === undefined || !isOrigin(origin)) return undefined;
  if (data.file === undefined) return `rows drawn from the network, not on ${given.file}, which is open now`;
  if (data.file !== given.file) return `${data.file}, not on ${given.file}, which is open now`;
  const earlier = `an earlier state of ${given.file}`;
  const rows = data.train.rowCount + data.test.rowCount;
  const found = match.value?.data;
  if (found && found.rowCount !== rows) return `${earlier}: ${rows} rows then, ${found.rowCount} now`;
  const kinds = changedKinds(data.train.columns, data.train.types, found);
  if (kinds.length > 0) return `${earlier}: another kind of ${kinds.join(", ")}`;
  const known = digestIn(origin);
  return known !== undefined && known !== digestOf(given) ? `${earlier}: cells have changed` : undefined;
}

/** Whether models of a study were trained in the page. */
function isOrigin(origin: string): boolean {
  return origin.startsWith("[");
}

function changedKinds(
  columns: readonly string[],
  types: Study["data"]["train"]["types"],
  now: NonNullable<typeof match.value>["data"],
): string[] {
  if (now === undefined) return [];
  const places = new Map(columns.map((name, place) => [name, place]));
  const plain = JSON.stringify({ kind: "gaussian" });
  return now.columns.filter((name, c) => {
    const place = places.get(name);
    if (place === undefined) return false;
    const [was, is] = [JSON.stringify(types?.[place] ?? null), JSON.stringify(now.types?.[c] ?? null)];
    return was !== is && !([was, is].includes("null") && [was, is].includes(plain));
  });
}

/** Of the cells, in what tells a study's table from others; studies of earlier pages have none. */
function digestIn(origin: string): number | undefined {
  const [, of] = JSON.parse(origin) as [unknown, unknown];
  return Array.isArray(of) && typeof of[3] === "number" ? of[3] : undefined;
}

const digests = new WeakMap<Float64Array, number>();

/** What reading the table found, or else once for each table: the cells of a wide one take a while. */
function digestOf({ values, digest }: Table): number {
  const known = digest ?? digests.get(values) ?? cellDigest(values);
  digests.set(values, known);
  return known;
}
