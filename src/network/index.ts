/** Bayesian networks with known conditionals and the files they live in. */
export { arithmeticCircuit } from "./arithmeticCircuit.ts";
export type { BayesianNetwork, NetworkOrigin, NetworkTypes, SampleOptions } from "./bayesianNetwork.ts";
export { builtInNames, builtInNetwork } from "./builtin.ts";
export { checkLevels, checkType, typeOfStates } from "./columnTypes.ts";
export { ConditionalGaussianNetwork, type ConditionalGaussianSpec } from "./conditionalGaussianNetwork.ts";
export {
  type ConditionalGaussianNode,
  type GaussianRegression,
  type HybridGaussianNode,
  isDiscrete,
} from "./conditionalGaussianNode.ts";
export {
  checkStates,
  DiscreteNetwork,
  type DiscreteNode,
  type DiscretePosterior,
  type DiscreteSpec,
} from "./discreteNetwork.ts";
export type { DiscreteNodeSpec } from "./discreteNodeSpec.ts";
export type { ExactLikelihood, ExactRows } from "./exactLikelihood.ts";
export { dotIdentifiers } from "./formats/dotIdentifiers.ts";
export type { GraphMarks } from "./formats/graphMarks.ts";
export { repeatedKey } from "./formats/jsonPlaces.ts";
export { parseJson } from "./formats/jsonText.ts";
export type { NetworkReading } from "./formats/networkReader.ts";
export { NoNetworkFile, type ReadNetwork, readNetwork } from "./formats/readNetwork.ts";
export { TableFile } from "./formats/readRObject.ts";
export { type NetworkFormat, networkExtensions, networkFormats } from "./formats/registry.ts";
export { linearGaussianToJson } from "./formats/writeGaussianJson.ts";
export { dagToGraphMl } from "./formats/writeGraphMl.ts";
export { dagToLavaan, linearGaussianToLavaan } from "./formats/writeLavaan.ts";
export { dagToModelString } from "./formats/writeModelString.ts";
export { type WrittenFormat, writeNetwork, writtenFormats } from "./formats/writers.ts";
export { dagToDagitty, dagToDot, dagToEdgeList } from "./formats/writeStructure.ts";
export { type GaussianTreeOptions, gaussianTree } from "./gaussianTree.ts";
export {
  GeneralizedLinearNetwork,
  type GeneralizedLinearNode,
  type GeneralizedLinearSpec,
} from "./generalizedLinearNetwork.ts";
export { InfeasibleError } from "./infeasibleError.ts";
export { EliminationPlan, type EliminationProblem } from "./inference/eliminationPlan.ts";
export { type EvidencePattern, type EvidenceRow, evidencePatterns } from "./inference/evidence.ts";
export { relevantNodes } from "./inference/relevantNodes.ts";
export { levelCodes } from "./levelCodes.ts";
export { LinearGaussianNetwork, type LinearGaussianNode, type LinearGaussianSpec } from "./linearGaussian.ts";
export { mixedVariant } from "./mixedVariant.ts";
export { networkToJson, parseNetwork } from "./networkFile.ts";
export { networkJsonSchema } from "./networkJsonSchema.ts";
export type { NetworkJson, NetworkKind } from "./networkSchema.ts";
export type { NoiseShape } from "./noise.ts";
export { NonlinearNetwork, type NonlinearNode, type NonlinearSpec } from "./nonlinear.ts";
export type { Factor, FactorFunction, Term } from "./nonlinearTerm.ts";
export { type NonlinearVariantOptions, nonlinearVariant } from "./nonlinearVariant.ts";
export { requireNetwork } from "./requireNetwork.ts";
export { expectationOf, problemOf } from "./schemaIssue.ts";
export { StructureNetwork, type StructureSpec } from "./structureNetwork.ts";
