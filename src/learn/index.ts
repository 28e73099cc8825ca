export { linearGaussianBic } from "./gaussianScore.ts";
export { type ClimbMove, type ClimbOptions, learnStructure } from "./hillClimb.ts";
export * from "./critique.ts";
export { type PairedDifference, pairedDifference } from "./pairedDifference.ts";
