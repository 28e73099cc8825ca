/** Bayesian networks with known conditionals, the tables they are sampled into, and the files they live in. */
export { arithmeticCircuit } from "./arithmeticCircuit.ts";
export type { BayesianNetwork, NetworkOrigin, SampleOptions } from "./bayesianNetwork.ts";
export { builtInNames, builtInNetwork } from "./builtin.ts";
export { columnMeans, columnStandardDeviations, rejectConstantColumns } from "./columnStatistics.ts";
export { createDataset, type Dataset } from "./dataset.ts";
export { columnOf, columnPositions, selectColumns } from "./datasetColumns.ts";
export { takeRows } from "./datasetRows.ts";
export { parseJson } from "./formats/jsonText.ts";
export {
  type NetworkFormat,
  networkExtensions,
  networkFormats,
  type ReadNetwork,
  readNetwork,
} from "./formats/readNetwork.ts";
export { dagToDagitty, dagToDot, dagToEdgeList } from "./formats/writeStructure.ts";
export { linearGaussianBic } from "./gaussianScore.ts";
export { type GaussianTreeOptions, gaussianTree } from "./gaussianTree.ts";
export { type ClimbMove, type ClimbOptions, learnStructure } from "./hillClimb.ts";
export { LinearGaussianNetwork, type LinearGaussianNode, type LinearGaussianSpec } from "./linearGaussian.ts";
export type { LinearGaussianPosterior } from "./linearGaussianPosterior.ts";
export { missingAtRandom } from "./missingAtRandom.ts";
export { MultivariateNormal } from "./multivariateNormal.ts";
export { networkToJson, parseNetwork } from "./networkFile.ts";
export { networkJsonSchema } from "./networkJsonSchema.ts";
export type { NetworkJson, NetworkKind } from "./networkSchema.ts";
export type { NoiseShape } from "./noise.ts";
export { NonlinearNetwork, type NonlinearNode, type NonlinearSpec } from "./nonlinear.ts";
export type { Factor, FactorFunction, Term } from "./nonlinearTerm.ts";
export { type NonlinearVariantOptions, nonlinearVariant } from "./nonlinearVariant.ts";
export { StructureNetwork, type StructureSpec } from "./structureNetwork.ts";
