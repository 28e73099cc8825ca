import Papa from "papaparse";
import type { RunResult } from "../job.ts";
import { resultFields } from "./resultSchema.ts";

const nested: readonly (keyof RunResult)[] = ["choices", "inversion", "flowMeasures", "posterior"];

/**
 * Results as comma-separated text with a header, for spreadsheets: one line a run, `choices` and `inversion` left out,
 * empty where a result has no such number.
 *
 * @example
 * writeFileSync("results.csv", toCsv(results.all));
 */
export function toCsv(results: readonly RunResult[]): string {
  const columns = resultFields.filter((field) => !nested.includes(field));
  const data = results.map((result) => columns.map((column) => result[column]));
  return `${Papa.unparse({ fields: columns, data }, { newline: "\n" })}\n`;
}
