export * from "./initial.ts";
export * from "./maskedNetwork.ts";
export * from "./masks.ts";
export * from "./namedLayers.ts";
export * from "./outputHead.ts";
export * from "./subsets.ts";
