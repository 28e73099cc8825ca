import type { Engine } from "../engine/index.ts";
import type { CodedTable, TableCoding } from "../likelihood/index.ts";
import type { StoredTable } from "./elbo.ts";

/** Copies a coded table into an engine's memory. */
export function storeTable(engine: Engine, table: CodedTable, coding: TableCoding): StoredTable {
  const { mean, deviation } = coding.featureScales();
  const { features, targets, measured, measuredFeatures } = table;
  return {
    pointer: engine.storeDoubles(features),
    columns: coding.featureCount,
    shift: engine.storeDoubles(mean),
    scale: engine.storeDoubles(deviation.map((value) => 1 / value)),
    ...(targets && { targets: engine.storeDoubles(targets) }),
    ...(measured && { measured: engine.storeDoubles(measured) }),
    ...(measuredFeatures && { measuredFeatures: engine.storeDoubles(measuredFeatures) }),
  };
}
