export * from "./affine.ts";
export * from "./graphicalFlow.ts";
export * from "./residualBlock.ts";
