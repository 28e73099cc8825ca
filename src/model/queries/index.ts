export type { LatentActivity } from "./activity.ts";
export type { EncodedRows } from "./encoding.ts";
export type { ImputedRows, ImputeOptions } from "./imputation.ts";
export { BEYOND } from "./likelihood.ts";
export type { QueryOptions } from "./options.ts";
export type { PosteriorOptions, PosteriorRows } from "./posterior.ts";
export type { RowMeans } from "./rowMeans.ts";
export type { InversionSummary, SampledRows } from "./sampling.ts";
