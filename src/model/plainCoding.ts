import { TableCoding } from "../likelihood/index.ts";

/** The coding of columns that are all Gaussian and standardized already. */
export function plainCoding(names: readonly string[]): TableCoding {
  return new TableCoding(names.map((name) => ({ name, type: { kind: "gaussian" }, mean: 0, deviation: 1 })));
}
