/**
 * The E-step of EM for linear-Gaussian networks of many nodes, on the arcs alone: the latents' precision given the observed
 * nodes is as sparse as the moral graph, and the M-step asks only for moments within families.
 */

import { factorOnPlan, type GramPlan, gramOf, gramPlan, SparsePattern } from "../engine/index.ts";
import { log } from "../numeric/elementary.ts";
import { ComputationError } from "../numeric/errors.ts";
import { pivotedCholesky } from "../numeric/pivotedCholesky.ts";
import type { Expectation } from "./expectation.ts";
import type { RegressionGraph } from "./regressionGraph.ts";
import { RegressionKernels } from "./regressionKernels.ts";

/** Smaller networks keep the dense E-step, and with it their bits. */
const LARGE = 200;

/** Entries of the moments that some regression reads, as places in a row-major matrix of all nodes. */
export interface FamilyPairs {
  readonly first: Int32Array;
  readonly second: Int32Array;
}

/** What the M-step and the runs of EM ask of an E-step. */
export type AnyExpectation = Pick<
  Expectation,
  "observe" | "condition" | "meanLogDensity" | "update" | "moments"
> & { readonly pairs?: FamilyPairs };

/**
 * The sparse E-step where a network is large and its moral graph can be eliminated at less than the dense cost.
 *
 * @param kept whether the moments stay as they are: fits of other graphs to them then share their root
 */
export function sparseExpectation(
  graph: RegressionGraph,
  observed: Float64Array,
  kept = false,
): AnyExpectation | undefined {
  const { size, observedCount } = graph;
  if (size < LARGE || size === observedCount) return undefined;
  let planned = plans.get(graph);
  if (planned === undefined) {
    const families = latentFamilies(graph);
    planned = { families, plan: gramPlan(families) };
    plans.set(graph, planned);
  }
  const { families, plan } = planned;
  if (plan === undefined) return undefined;
  const expectation = new SparseExpectation(graph, families, plan);
  expectation.observe(observed, kept ? keptRoot(observed, observedCount) : undefined);
  return expectation;
}

/** Every start of EM shares its graph's plan. */
const plans = new WeakMap<RegressionGraph, { families: SparsePattern; plan: GramPlan | undefined }>();

type Root = ReturnType<typeof pivotedCholesky>;

function keptRoot(observed: Float64Array, width: number): Root {
  let root = roots.get(observed);
  if (root === undefined) {
    root = pivotedCholesky(observed, width);
    roots.set(observed, root);
  }
  return root;
}

const roots = new WeakMap<Float64Array, Root>();

/** One row a node: the latents among the node and its parents. */
function latentFamilies({ size, observedCount, starts, parents }: RegressionGraph): SparsePattern {
  const rows = Array.from({ length: size }, (_, node) =>
    [node, ...parents.subarray(starts[node], starts[node + 1])]
      .filter((member) => member >= observedCount)
      .map((member) => member - observedCount)
      .sort((a, b) => a - b),
  );
  return SparsePattern.fromRows(rows, size - observedCount);
}

class SparseExpectation implements AnyExpectation {
  readonly pairs: FamilyPairs;
  /** As in the dense E-step, but filled only at `pairs`. */
  readonly moments: Float64Array;
  readonly #graph: RegressionGraph;
  readonly #families: SparsePattern;
  readonly #plan: GramPlan;
  /** For every weight of the families its arc, or -1 for the node itself. */
  readonly #arcs: Int32Array;
  /** Where every latent stands in the elimination. */
  readonly #place: Int32Array;
  readonly #weights: Float64Array;
  readonly #factor: Float64Array;
  readonly #inverse: Float64Array;
  readonly #kernels: RegressionKernels;
  readonly #stored: StoredPlan;
  readonly #told: { readonly list: number; readonly count: number };
  /** C with M = C C^T, M the observed second moments: [observed x rank]. */
  readonly #root: number;
  #rank = 0;
  /** E[z | x] expressed in C: row `place` of G, so that E[z] E[z]^T averages to G G^T and E[z x^T] to G C^T. */
  readonly #means: number;
  /** Numbers of one row, and one for every pair. */
  readonly #residual: number;
  readonly #sums: number;
  #logVariances = 0;
  /** tr(S_oo^-1 M). */
  #trace = 0;

  constructor(graph: RegressionGraph, families: SparsePattern, plan: GramPlan) {
    const { size, observedCount, starts, parents } = graph;
    this.#graph = graph;
    this.#families = families;
    this.#plan = plan;
    this.moments = new Float64Array(size * size);
    this.#place = new Int32Array(size - observedCount);
    plan.order.forEach((latent, place) => {
      this.#place[latent] = place;
    });
    this.#arcs = new Int32Array(families.size).fill(-1);
    for (let node = 0; node < size; node++) {
      for (let arc = starts[node]; arc < starts[node + 1]; arc++) {
        if (parents[arc] >= observedCount)
          this.#arcs[families.weightIndex(node, parents[arc] - observedCount)] = arc;
      }
    }
    this.pairs = familyPairs(graph);
    this.#weights = new Float64Array(families.size);
    this.#factor = new Float64Array(plan.total);
    this.#inverse = new Float64Array(plan.total);
    const kernels = RegressionKernels.of(graph);
    this.#kernels = kernels;
    const { engine } = kernels;
    this.#stored = {
      starts: engine.storeIntegers(plan.starts),
      rows: engine.storeIntegers(plan.rows),
      factor: kernels.room(plan.total),
      inverse: kernels.room(plan.total),
      pairs: engine.storeIntegers(this.#storedPairs()),
    };
    const told = this.#toldNodes();
    this.#told = { list: engine.storeIntegers(told.list), count: told.count };
    this.#root = kernels.room(observedCount * observedCount);
    this.#means = kernels.room((size - observedCount) * observedCount);
    this.#residual = kernels.room(observedCount);
    this.#sums = kernels.room(this.pairs.first.length);
  }

  observe(observed: Float64Array, known?: Root): void {
    const { size, observedCount } = this.#graph;
    for (let i = 0; i < observedCount; i++) {
      for (let j = 0; j < observedCount; j++) this.moments[i * size + j] = observed[i * observedCount + j];
    }
    const { root, rank } = known ?? pivotedCholesky(observed, observedCount);
    this.#kernels.engine.doubles(this.#root, root.length).set(root);
    this.#rank = rank;
  }

  condition(coefficients: Float64Array, variances: Float64Array): void {
    const { size } = this.#graph;
    const weights = this.#weights;
    this.#logVariances = 0;
    for (let node = 0; node < size; node++) {
      const precision = 1 / Math.sqrt(variances[node]);
      this.#logVariances += log(variances[node]);
      const from = this.#families.rowStart(node);
      const end = from + this.#families.columnsOf(node).length;
      for (let k = from; k < end; k++) {
        const arc = this.#arcs[k];
        weights[k] = arc < 0 ? precision : -coefficients[arc] * precision;
      }
    }
    gramOf(this.#plan, this.#families, weights, this.#factor);
    if (!factorOnPlan(this.#plan, this.#factor)) {
      throw new ComputationError(
        'Expected regressions with a positive definite precision of the latent nodes, got a singular one during EM. Use kind "map", or drop columns that others determine.',
      );
    }
    this.#solveMeans(coefficients, variances);
  }

  meanLogDensity(): number {
    const n = this.#graph.size - this.#graph.observedCount;
    // det S_oo = det of the joint covariance / det of the latents' conditional one.
    let determinant = this.#logVariances;
    for (let k = 0; k < n; k++) determinant += log(this.#factor[k]);
    return -0.5 * (determinant + this.#trace);
  }

  update(): void {
    this.#invertOnPlan();
    const { size } = this.#graph;
    const { first, second } = this.pairs;
    const { inverse, pairs } = this.#stored;
    const { engine } = this.#kernels;
    engine.doubles(inverse, this.#inverse.length).set(this.#inverse);
    const count = first.length;
    engine.kernels.pairMoments(this.#sums, pairs, count, this.#means, this.#root, inverse, this.#rank);
    const sums = engine.doubles(this.#sums, count);
    const { moments } = this;
    for (let p = 0; p < count; p++) {
      moments[first[p] * size + second[p]] = sums[p];
      moments[second[p] * size + first[p]] = sums[p];
    }
  }

  /** G = -P_zz^-1 P_zo C, P the precision of all nodes; tr(S_oo^-1 M) = tr(P_oo M) - tr(P_oz P_zz^-1 P_zo M) on the way. */
  #solveMeans(coefficients: Float64Array, variances: Float64Array): void {
    const { size, observedCount } = this.#graph;
    const { engine, coefficients: weights, variances: spread } = this.#kernels;
    const { starts, rows, factor } = this.#stored;
    const rank = this.#rank;
    const latents = size - observedCount;
    this.#kernels.give(coefficients, variances);
    engine.doubles(factor, this.#factor.length).set(this.#factor);
    const { list, count } = this.#told;
    const means = this.#means;
    this.#trace =
      engine.kernels.toldMeans(
        means,
        latents,
        this.#residual,
        this.#root,
        rank,
        list,
        count,
        weights,
        spread,
      ) - engine.kernels.substituteOnPlan(means, factor, starts, rows, latents, rank);
  }

  /** Nodes with an observed member of their family, as `toldMeans` reads them. */
  #toldNodes(): { list: number[]; count: number } {
    const { size, observedCount, starts, parents } = this.#graph;
    const list: number[] = [];
    let count = 0;
    for (let node = 0; node < size; node++) {
      const members = node < observedCount ? [node, -1] : [];
      for (let arc = starts[node]; arc < starts[node + 1]; arc++)
        if (parents[arc] < observedCount) members.push(parents[arc], arc);
      if (members.length === 0) continue;
      const from = this.#families.rowStart(node);
      const latents = this.#families
        .columnsOf(node)
        .flatMap((latent, i) => [this.#place[latent], this.#arcs[from + i]]);
      list.push(node, members.length / 2, latents.length / 2, ...members, ...latents);
      count++;
    }
    return { list, count };
  }

  /** P_zz^-1 on the entries of the plan, from the last column to the first (Takahashi, Fagan and Chen 1973). */
  #invertOnPlan(): void {
    const { starts, updates } = this.#plan;
    const n = starts.length - 1;
    const [factor, inverse] = [this.#factor, this.#inverse];
    let update = updates.length;
    for (let k = n - 1; k >= 0; k--) {
      const from = n + starts[k];
      const end = n + starts[k + 1];
      const scale = 1 / factor[k];
      inverse.fill(0, from, end);
      update -= ((end - from) * (end - from + 1)) / 2;
      let listed = update;
      for (let a = from; a < end; a++) {
        const weight = factor[a] * scale;
        let sum = 0;
        for (let b = from; b < a; b++) {
          const known = inverse[updates[listed++]];
          sum -= factor[b] * scale * known;
          inverse[b] -= weight * known;
        }
        inverse[a] += sum - weight * inverse[updates[listed++]];
      }
      let own = scale;
      for (let a = from; a < end; a++) own -= factor[a] * scale * inverse[a];
      inverse[k] = own;
    }
  }

  /** Of every pair the row of the first, that of the second, and for two latents their entry in the plan; -1 for others. */
  #storedPairs(): number[] {
    const { starts, rows } = this.#plan;
    const { observedCount } = this.#graph;
    const n = starts.length - 1;
    const { first, second } = this.pairs;
    return Array.from(first).flatMap((a, p) => {
      const b = second[p];
      const own = this.#place[a - observedCount];
      if (b < observedCount) return [own, b, -1];
      const other = this.#place[b - observedCount];
      const [low, high] = own < other ? [own, other] : [other, own];
      if (low === high) return [own, other, low];
      return [own, other, n + starts[low] + rows.subarray(starts[low], starts[low + 1]).indexOf(high)];
    });
  }
}

/** Places in the kernels' memory. */
interface StoredPlan {
  readonly starts: number;
  readonly rows: number;
  readonly factor: number;
  readonly inverse: number;
  readonly pairs: number;
}

/** Every pair within a family once, the first of the two latent. */
function familyPairs({ size, observedCount, starts, parents }: RegressionGraph): FamilyPairs {
  const seen = new Set<number>();
  const first: number[] = [];
  const second: number[] = [];
  for (let node = 0; node < size; node++) {
    const members = [node, ...parents.subarray(starts[node], starts[node + 1])];
    members.forEach((a, i) => {
      for (const b of members.slice(i)) {
        const [one, other] = a >= b ? [a, b] : [b, a];
        if (one < observedCount || seen.has(one * size + other)) continue;
        seen.add(one * size + other);
        first.push(one);
        second.push(other);
      }
    });
  }
  return { first: Int32Array.from(first), second: Int32Array.from(second) };
}
