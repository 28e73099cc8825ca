import { createHash } from "node:crypto";
import { type ColumnType, type Dataset, rejectEmpty } from "../../data/index.ts";
import { Dag, type NodeSpec } from "../../graph/index.ts";
import type { BayesianNetwork } from "../../network/index.ts";
import { parseTyped, stringifyTyped } from "../../stored/typedJson.ts";

/** The rows of a table in groups. */
export interface RowGroups {
  /** Of the column that says which. */
  readonly column: string;
  readonly names: readonly string[];
  /** Of every row, which of the names. */
  readonly codes: Int32Array;
}

/** All that the jobs of a comparison read: networks over the same measured columns, and the table. */
export interface ComparisonMaterial {
  readonly networks: readonly ComparedNetwork[];
  readonly data: Dataset;
  readonly groups?: RowGroups;
}

export interface ComparedNetwork {
  /** What it is called in the comparison. */
  readonly label: string;
  readonly dag: Dag;
  /** What the network says of its nodes, hidden ones included. */
  readonly types?: ReadonlyMap<string, ColumnType>;
}

/** A material as text, for threads and other machines, and the name that goes with it. */
export interface PackedMaterial {
  /** Digest of the text and of the program's version: fits of another table or version have another name. */
  readonly name: string;
  readonly text: string;
}

export function packMaterial(material: ComparisonMaterial, version: string): PackedMaterial {
  const { networks, data, groups } = material;
  rejectEmpty(data);
  const packed: Packed = {
    networks: networks.map(({ label, dag, types }) => ({
      label,
      nodes: dag.toSpecs(),
      observed: dag.observed.map((node) => dag.names[node]),
      ...(types && { types: [...types] }),
    })),
    data,
    ...(groups && { groups }),
  };
  const text = stringifyTyped(packed);
  return { name: materialName(text, version), text };
}

/** What a packed material of that version is called. */
export function materialName(text: string, version: string): string {
  return createHash("sha256").update(`${version}\n${text}`).digest("hex");
}

/** @throws InputError where the text is none of `packMaterial` */
export function unpackMaterial(text: string): ComparisonMaterial {
  const { networks, data, groups } = parseTyped(
    text,
    "the table of the comparison",
    "Start the comparison again.",
  ) as Packed;
  return {
    networks: networks.map(({ label, nodes, observed, types }) => ({
      label,
      dag: Dag.create(nodes, observed),
      ...(types && { types: new Map(types) }),
    })),
    data,
    ...(groups && { groups }),
  };
}

interface Packed {
  readonly networks: readonly {
    readonly label: string;
    readonly nodes: readonly NodeSpec[];
    readonly observed: readonly string[];
    readonly types?: readonly (readonly [string, ColumnType])[];
  }[];
  readonly data: Dataset;
  readonly groups?: RowGroups;
}

/** How a network takes part in a comparison. */
export function comparedNetwork(label: string, { dag, types }: BayesianNetwork): ComparedNetwork {
  return { label, dag, ...(types && { types }) };
}
