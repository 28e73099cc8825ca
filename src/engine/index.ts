export * from "./engine.ts";
export * from "./gramPlan.ts";
export type { KernelName, Kernels, Precision } from "./kernels.ts";
export { kernelBytes } from "./kernels.ts";
export * from "./noise.ts";
export * from "./operations/index.ts";
export * from "./parameters.ts";
export * from "./pattern.ts";
export * from "./tape.ts";
