export * from "./affine.ts";
export * from "./certificate.ts";
export * from "./graphicalFlow.ts";
export * from "./inverse.ts";
export type { InverseOptions, InversionReport } from "./inversionReport.ts";
export * from "./publishedWeights.ts";
export * from "./residualBlock.ts";
