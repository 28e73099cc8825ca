/**
 * Gaussian nodes that hang together through hidden Gaussian ones: given the discrete nodes their measured values are jointly
 * normal, and independent of the other components.
 */
import type { Dag } from "../../graph/dag.ts";
import { factorize, logDeterminant, solveLower } from "../../numeric/cholesky.ts";
import { log } from "../../numeric/elementary.ts";
import { ComputationError } from "../../numeric/errors.ts";
import { type CompiledRegressions, regressionIndex } from "../conditionalGaussianNode.ts";

const LOG_TWO_PI = log(2 * Math.PI);

/**
 * Splits Gaussian nodes into components: two belong together if one reads the other and that one is hidden, or both read a
 * hidden one.
 *
 * @param nodes Gaussian nodes, topological order; the same order within every component
 */
export function gaussianComponents(
  nodes: readonly number[],
  regressions: readonly (CompiledRegressions | undefined)[],
  measured: ReadonlySet<number>,
): number[][] {
  const componentOf = new Map<number, Set<number>>(nodes.map((node) => [node, new Set([node])]));
  for (const node of nodes) {
    for (const parent of regressions[node]!.gaussianParents) {
      if (measured.has(parent)) continue;
      const [own, other] = [componentOf.get(node)!, componentOf.get(parent)!];
      if (own === other) continue;
      for (const member of other) {
        own.add(member);
        componentOf.set(member, own);
      }
    }
  }
  return [...new Set(componentOf.values())].map((members) => nodes.filter((node) => members.has(node)));
}

/** Factored covariances that are kept for the next row. */
const MOST_KEPT = 4096;

/** The normal distribution of a component's measured nodes under one configuration of its discrete parents. */
interface Normal {
  readonly factor: Float64Array;
  readonly constant: number;
}

/** One component with a fixed pattern of measured nodes. */
export class GaussianComponent {
  /** All discrete nodes that a member reads, ascending. */
  readonly discreteParents: readonly number[];
  readonly #members: readonly CompiledRegressions[];
  /** Where each member stands among the members, by its node. */
  readonly #position = new Map<number, number>();
  readonly #measured: readonly number[];
  readonly #names: readonly string[];
  readonly #normals = new Map<string, Normal>();
  readonly #means: Float64Array;
  readonly #deviation: Float64Array;

  constructor(
    dag: Dag,
    nodes: readonly number[],
    regressions: readonly (CompiledRegressions | undefined)[],
    measured: ReadonlySet<number>,
  ) {
    this.#members = nodes.map((node) => regressions[node]!);
    nodes.forEach((node, i) => {
      this.#position.set(node, i);
    });
    this.#measured = [...nodes.keys()].filter((i) => measured.has(nodes[i]));
    this.#names = nodes.map((node) => dag.names[node]);
    this.discreteParents = [...new Set(this.#members.flatMap((member) => member.discreteParents))].sort(
      (a, b) => a - b,
    );
    this.#means = new Float64Array(nodes.length);
    this.#deviation = new Float64Array(this.#measured.length);
  }

  /**
   * The log-density of the measured members, nats.
   *
   * @param states of every node; those of the discrete parents are read
   * @param values of every node; those of measured Gaussian nodes are read
   */
  logDensity(states: ArrayLike<number>, values: ArrayLike<number>): number {
    let configuration = "";
    for (const parent of this.discreteParents) configuration += `${states[parent]},`;
    let normal = this.#normals.get(configuration);
    if (normal === undefined) {
      normal = this.#normal(states);
      if (this.#normals.size >= MOST_KEPT) this.#normals.clear();
      this.#normals.set(configuration, normal);
    }
    const means = this.#means;
    this.#members.forEach((member, i) => {
      const { gaussianParents: parents, intercepts, coefficients } = member;
      const row = regressionIndex(member, states);
      let mean = intercepts[row];
      for (let k = 0; k < parents.length; k++) {
        const within = this.#position.get(parents[k]);
        mean +=
          coefficients[row * parents.length + k] *
          (within === undefined ? values[parents[k]] : means[within]);
      }
      means[i] = mean;
    });
    const deviation = this.#deviation;
    this.#measured.forEach((i, d) => {
      deviation[d] = values[this.#members[i].node] - means[i];
    });
    solveLower(normal.factor, deviation.length, deviation);
    let squares = 0;
    for (const value of deviation) squares += value * value;
    return normal.constant - 0.5 * squares;
  }

  #normal(states: ArrayLike<number>): Normal {
    const size = this.#members.length;
    const effects = Array.from({ length: size }, () => new Float64Array(size));
    const variances = new Float64Array(size);
    this.#members.forEach((member, i) => {
      const { gaussianParents: parents, coefficients } = member;
      const row = regressionIndex(member, states);
      variances[i] = member.variances[row];
      effects[i][i] = 1;
      parents.forEach((parent, k) => {
        const within = this.#position.get(parent);
        if (within === undefined) return;
        const coefficient = coefficients[row * parents.length + k];
        for (let source = 0; source <= within; source++)
          effects[i][source] += coefficient * effects[within][source];
      });
    });
    const width = this.#measured.length;
    const factor = new Float64Array(width * width);
    for (let a = 0; a < width; a++) {
      for (let b = 0; b <= a; b++) {
        const [first, second] = [effects[this.#measured[a]], effects[this.#measured[b]]];
        let sum = 0;
        for (let source = 0; source < size; source++)
          sum += first[source] * second[source] * variances[source];
        factor[a * width + b] = sum;
      }
    }
    if (!factorize(factor, width)) {
      throw new ComputationError(
        `Expected a positive definite covariance of ${this.#measured.map((i) => this.#names[i]).join(", ")}, got one that is singular in double precision. Rescale the variables or enlarge the smallest variances.`,
      );
    }
    return { factor, constant: -0.5 * (width * LOG_TWO_PI + logDeterminant(factor, width)) };
  }
}
