export { type PairedDifference, pairedDifference } from "../numeric/pairedDifference.ts";
export * from "./critique.ts";
export { linearGaussianBic } from "./gaussianScore.ts";
export { type ClimbMove, type ClimbOptions, learnStructure } from "./hillClimb.ts";
