export * from "./affine.ts";
export * from "./certificate.ts";
export * from "./graphicalFlow.ts";
export * from "./inverse.ts";
export * from "./publishedWeights.ts";
export * from "./residualBlock.ts";
