export { type PairedDifference, pairedDifference } from "../numeric/pairedDifference.ts";
export * from "./critique/index.ts";
export { linearGaussianBic } from "./gaussianScore.ts";
export { type ClimbMove, type ClimbOptions, learnStructure } from "./hillClimb.ts";
