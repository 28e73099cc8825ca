import type { ColumnType } from "../data/columnType.ts";
import type { Dataset } from "../data/dataset.ts";
import { Dag, type NodeSpec } from "../graph/dag.ts";
import { InputError } from "../numeric/errors.ts";
import type { BayesianNetwork, NetworkOrigin, NetworkTypes } from "./bayesianNetwork.ts";
import { checkedTypes } from "./columnTypes.ts";
import { fileNodes } from "./fileNodes.ts";
import { requireObserved, requireSpec, typedSpecShapes } from "./requireNetwork.ts";

export interface StructureSpec extends NetworkOrigin, NetworkTypes {
  readonly name: string;
  readonly nodes: readonly NodeSpec[];
  /** Names of the observed nodes. Default: the nodes without children. */
  readonly observed?: readonly string[];
}

/**
 * A network of which only the graph is known: models can be trained on data with it, but it can't be simulated.
 *
 * @example
 * const network = new StructureNetwork({
 *   name: "two readings",
 *   nodes: [
 *     { name: "truth", parents: [] },
 *     { name: "first", parents: ["truth"] },
 *     { name: "second", parents: ["truth"] },
 *   ],
 * });
 * network.dag.observed.length; // 2
 */
export class StructureNetwork implements BayesianNetwork {
  readonly kind = "structure";
  readonly name: string;
  readonly dag: Dag;
  readonly citation?: string;
  readonly source?: string;
  readonly types?: ReadonlyMap<string, ColumnType>;

  /** @throws InputError if the graph is not one (see {@link Dag.create}), or a type is not that of a node */
  constructor(spec: StructureSpec) {
    requireSpec(spec, typedSpecShapes);
    this.name = spec.name;
    this.citation = spec.citation;
    this.source = spec.source;
    this.dag = Dag.create(spec.nodes, spec.observed);
    this.types = checkedTypes(this.dag, spec.types);
  }

  /** @throws InputError always: there are no parameters */
  sample(): Dataset {
    throw new InputError(
      `Expected a network with parameters to simulate from, got "${this.name}", which has only a structure. Bring data instead, or add parameters to the network.`,
    );
  }

  /** @throws InputError always: there are no parameters */
  logDensity(): Float64Array {
    throw new InputError(
      `Expected a network with parameters to evaluate a density, got "${this.name}", which has only a structure. Fit a model to data, or add parameters to the network.`,
    );
  }

  fileNodes(): Readonly<Record<string, object>> {
    return fileNodes(this.dag.toSpecs(), this.types);
  }

  withObserved(names: readonly string[]): StructureNetwork {
    requireObserved(names);
    const { name, citation, source, types, dag } = this;
    return new StructureNetwork({ name, citation, source, types, nodes: dag.toSpecs(), observed: names });
  }
}
