export { linearGaussianBic } from "./gaussianScore.ts";
export { type ClimbMove, type ClimbOptions, learnStructure } from "./hillClimb.ts";
