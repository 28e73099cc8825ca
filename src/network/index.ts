export * from "./bayesianNetwork.ts";
export * from "./dataset.ts";
export * from "./linearGaussian.ts";
