import { requireArgument } from "../numeric/arguments.ts";
import type { Dag } from "./dag.ts";

/** @throws InputError unless somebody gave a graph, where the network that has it is often tried */
export function requireDag(dag: Dag): void {
  const given = dag as Partial<Dag> | null | undefined;
  const fits = Array.isArray(given?.observed) && typeof given.parents === "function";
  requireArgument(fits, "a Dag", dag, "Give network.dag, or what Dag.create returns.");
}
