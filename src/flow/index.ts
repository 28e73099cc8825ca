export * from "./affine.ts";
export * from "./graphicalFlow.ts";
export * from "./residualBlock.ts";
export * from "./certificate.ts";
export * from "./inverse.ts";
