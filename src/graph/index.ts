/** Directed acyclic graphs: separation, faithful inversion, structures, implied dependence. */
export { Dag, type NodeSpec, type Role } from "./dag.ts";
export {
  encoderDependence,
  type Factorisation,
  impliedDependence,
  priorDependence,
} from "./dependence.ts";
export { type NamedArc, withArcs, withDoubtfulArcs, withoutArcs } from "./doubtfulArcs.ts";
export {
  type FaithfulInverse,
  faithfulInverse,
  type InversionMode,
  type InversionOptions,
  type InversionStep,
  inverseDag,
} from "./inversion.ts";
export { addLatents, removeLatents } from "./latentPerturbation.ts";
export { measuredBy, type RoleQuestion, roleNotes } from "./measuredBy.ts";
export { moralize } from "./moral.ts";
export { addArcs, dropArcs, reverseArcs } from "./perturbation.ts";
export { requireDag } from "./requireDag.ts";
export { dConnected, dSeparated } from "./separation.ts";
export { structuralHammingDistance } from "./structuralDistance.ts";
export { type Structure, withStructure } from "./structures.ts";
