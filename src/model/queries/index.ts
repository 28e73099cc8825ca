export type { EncodedRows } from "./encoding.ts";
export type { QueryOptions } from "./options.ts";
export type { RowMeans } from "./rowMeans.ts";
export type { InversionSummary, SampledRows } from "./sampling.ts";
