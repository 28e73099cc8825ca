import { type Dataset, logDensityConstant } from "../data/index.ts";
import type { TableCoding } from "../likelihood/index.ts";
import { log } from "../numeric/elementary.ts";

/**
 * What is added to the log-density of the measured values of each row to bring it from coded to raw units, nats.
 */
export function rowConstants(coding: TableCoding, table: Dataset): Float64Array {
  if (!coding.plain) return coding.rowConstants(table.values, table.rowCount);
  const scales = coding.scales();
  const width = table.columns.length;
  const whole = logDensityConstant(scales);
  const logs = scales.deviation.map((deviation) => log(deviation));
  const constants = new Float64Array(table.rowCount).fill(whole);
  table.values.forEach((value, at) => {
    if (Number.isNaN(value)) constants[Math.floor(at / width)] += logs[at % width];
  });
  return constants;
}
