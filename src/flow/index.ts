export { BatchRows } from "./batchRows.ts";
export * from "./certificate.ts";
export { Conditioner, type ConditionerConfig } from "./conditioner.ts";
export * from "./flow.ts";
export type { InverseOptions, InversionReport } from "./inversionReport.ts";
export * from "./registry.ts";
export * from "./residualBlock.ts";
export * from "./residualFlow.ts";
export { SPLINE_SHAPE } from "./splineFlow.ts";
