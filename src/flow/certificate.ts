import { Matrix, SingularValueDecomposition } from "ml-matrix";
import { SparsePattern } from "../engine/index.ts";
import type { LayerShape } from "../nn/index.ts";
import type { Steps } from "../numeric/turns.ts";
import { normIsBelow, provenNorm } from "./provenNorm.ts";
import type { ResidualBlock } from "./residualBlock.ts";

/** The exact norms behind a block's Lipschitz bound. */
export interface BlockCertificate {
  readonly name: string;
  readonly layers: readonly { readonly name: string; readonly norm: number }[];
  /** Product of the norms (for private hidden units the largest product |w_j| |v_j|): Lip(g) is at most this. */
  readonly bound: number;
}

/**
 * What says that a flow is invertible.
 * - `lipschitz`: its blocks are contractions beside the identity, by the bounds of `blocks`.
 * - `construction`: every step increases strictly in its own component, whatever the weights.
 * - `none`: nothing proves it.
 */
export interface FlowCertificate {
  readonly guarantee: "lipschitz" | "construction" | "none";
  readonly blocks: readonly BlockCertificate[];
  /** The largest of the blocks' bounds; 0 without blocks. */
  readonly bound: number;
  readonly statement: string;
}

/** Room that the training's proof of the bound leaves: see `spectralNormalize`. */
const PROOF_SLACK = Math.sqrt(1.005);

/** Up to this many rows or columns a full decomposition is quick; larger layers get a proof on their stored weights. */
const SMALL = 128;

/** Largest singular value in float64: of small layers by a full decomposition, of larger ones a proven bound of it. */
export function exactNorm({ pattern, parameter }: LayerShape, values: Float64Array): number {
  const { offset, length } = parameter;
  return normOf(pattern, values.subarray(offset, offset + length));
}

function normOf(pattern: SparsePattern, values: Float64Array): number {
  if (pattern.size === 0) return 0;
  if (Math.min(pattern.rows, pattern.columnCount) > SMALL) return provenNorm(pattern, values);
  const matrix = Matrix.zeros(pattern.rows, pattern.columnCount);
  for (let k = 0; k < pattern.size; k++) matrix.set(pattern.rowOf[k], pattern.columnOf[k], values[k]);
  const options = {
    computeLeftSingularVectors: false,
    computeRightSingularVectors: false,
    autoTranspose: true,
  };
  return new SingularValueDecomposition(matrix, options).diagonal.reduce((a, b) => Math.max(a, b), 0);
}

/** The exact norms of all contracting layers; below a bound of 1 every block is invertible. */
export function certifyBlocks(blocks: readonly ResidualBlock[], values: Float64Array): FlowCertificate {
  const certified = blocks.map((block) => certifyBlock(block, values));
  const bound = largestBound(blocks, certified, values);
  const proven = bound < 1;
  return {
    guarantee: proven ? "lipschitz" : "none",
    blocks: certified,
    bound,
    statement: proven
      ? "Every block is the identity plus a contraction, so it is invertible."
      : "A block may not be a contraction, so that it need not be invertible.",
  };
}

export function certifyBlock(block: ResidualBlock, values: Float64Array): BlockCertificate {
  const { name, normalization } = block.config;
  const layers = block.contractingLayers();
  // Decompositions are for those who ask.
  const norms = once(() =>
    layers.map((layer) => ({ name: layer.parameter.name, norm: exactNorm(layer, values) })),
  );
  const bound = once(() => {
    if (normalization === "node") return Math.max(...nodeProducts(block, values));
    if (layers.some((layer) => vanishes(layer, values))) return 0;
    return norms().reduce((product, { norm }) => product * norm, 1);
  });
  return {
    name,
    get bound() {
      return bound();
    },
    get layers() {
      return norms();
    },
  };
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** How much less a proof has to show, for the roundings of a product of norms. */
const ROUNDINGS = 1 - 1e-12;

/** The largest bound of all blocks, of which only those are decomposed that no quick proof shows to be smaller than another. */
function largestBound(
  blocks: readonly ResidualBlock[],
  certified: readonly BlockCertificate[],
  values: Float64Array,
): number {
  const guesses = blocks.map((block) => {
    const layers = block.contractingLayers();
    const norms =
      block.config.normalization === "node" ? [] : layers.map((layer) => leastNorm(layer, values));
    return { layers, norms, product: norms.reduce((product, norm) => product * norm, 1) };
  });
  const order = Array.from(blocks.keys()).sort((a, b) => guesses[b].product - guesses[a].product);
  let largest = 0;
  for (const i of order) {
    const { layers, norms, product } = guesses[i];
    const room = (largest / product) ** (1 / layers.length) * ROUNDINGS;
    const smaller =
      norms.length > 0 &&
      room > 1 &&
      layers.every(({ pattern, parameter: { offset, length } }, k) =>
        normIsBelow(pattern, values.subarray(offset, offset + length), norms[k] * room),
      );
    if (!smaller) largest = Math.max(largest, certified[i].bound);
  }
  return largest;
}

/** Steps of a power iteration. */
const STEPS = 12;

/** A number that the largest singular value is no less than, and mostly not much more. */
function leastNorm({ pattern, parameter: { offset } }: LayerShape, values: Float64Array): number {
  const { rowOf, columnOf, size, rows, columnCount } = pattern;
  let x = new Float64Array(columnCount).fill(1);
  let norm = 0;
  for (let step = 0; step < STEPS; step++) {
    const y = new Float64Array(rows);
    const next = new Float64Array(columnCount);
    for (let k = 0; k < size; k++) y[rowOf[k]] += values[offset + k] * x[columnOf[k]];
    for (let k = 0; k < size; k++) next[columnOf[k]] += values[offset + k] * y[rowOf[k]];
    norm = lengthOf(y) / lengthOf(x);
    x = next;
    if (!(norm > 0)) return 0;
  }
  return norm;
}

function lengthOf(x: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i] * x[i];
  return Math.sqrt(sum);
}

/** The bound of a block's certificate, a layer a step. */
export function* boundInSteps(block: ResidualBlock, values: Float64Array): Steps<number> {
  if (block.config.normalization === "node") return Math.max(...nodeProducts(block, values));
  const layers = block.contractingLayers();
  if (layers.some((layer) => vanishes(layer, values))) return 0;
  let bound = 1;
  for (const layer of layers) {
    bound *= exactNorm(layer, values);
    yield;
  }
  return bound;
}

function vanishes({ parameter: { offset, length } }: LayerShape, values: Float64Array): boolean {
  for (let at = offset; at < offset + length; at++) if (values[at] !== 0) return false;
  return true;
}

/** Whether quick proofs show every block to be a contraction; the certificate may show it where they do not. */
export function provenContractions(blocks: readonly ResidualBlock[], values: Float64Array): boolean {
  return blocks.every((block) => {
    if (block.config.normalization === "node") return Math.max(...nodeProducts(block, values)) < 1;
    const layers = block.contractingLayers();
    if (layers.some((layer) => vanishes(layer, values))) return true;
    return layers.every(({ pattern, parameter: { offset, length } }) =>
      normIsBelow(pattern, values.subarray(offset, offset + length), 1),
    );
  });
}

/** |w_j| |v_j| of every component of a block with private hidden units. */
function nodeProducts(block: ResidualBlock, values: Float64Array): number[] {
  const [own] = block.contractingLayers();
  const { pattern, parameter } = block.output;
  return Array.from({ length: pattern.rows }, (_, j) => {
    const start = pattern.rowStart(j);
    const end = start + pattern.columnsOf(j).length;
    let w = 0;
    let v = 0;
    for (let k = start; k < end; k++) {
      w += values[own.parameter.offset + k] ** 2;
      v += values[parameter.offset + k] ** 2;
    }
    return Math.sqrt(w) * Math.sqrt(v);
  });
}

/**
 * Replaces trained weights by the effective ones, with every contracting layer's *exact* norm at most c: what a
 * finished model stores. Changes `values` in place.
 */
export function bakeNormalization(
  flow: { readonly config: { readonly coefficient: number }; readonly blocks: readonly ResidualBlock[] },
  values: Float64Array,
): void {
  const c = flow.config.coefficient;
  for (const block of flow.blocks) {
    const { normalization } = block.config;
    if (normalization === "node") {
      const products = nodeProducts(block, values);
      const [own] = block.contractingLayers();
      products.forEach((product, j) => {
        if (product <= c * c) return;
        const start = block.output.pattern.rowStart(j);
        const end = start + block.output.pattern.columnsOf(j).length;
        for (let k = start; k < end; k++) values[own.parameter.offset + k] *= (c * c * (1 - 1e-9)) / product;
      });
      continue;
    }
    const slack = normalization === "certified" ? PROOF_SLACK : 1 + 1e-9;
    const divide = (layers: readonly LayerShape[], exact: () => number) => {
      if (layers.length === 1 && roughNorm(layers[0], values) * slack <= c) return;
      const norm = exact();
      if (norm * slack <= c) return;
      const factor = c / (norm * slack);
      for (const { parameter } of layers) {
        for (let k = 0; k < parameter.length; k++) values[parameter.offset + k] *= factor;
      }
    };
    if (normalization === "power") {
      // As published, all columns of the first layer are divided jointly.
      const first = block.firstLayers();
      divide(first, () => jointNorm(first, values));
      for (const layer of block.contractingLayers()) {
        if (!first.some(({ parameter }) => parameter === layer.parameter))
          divide([layer], () => exactNorm(layer, values));
      }
    } else {
      for (const layer of block.contractingLayers()) divide([layer], () => exactNorm(layer, values));
    }
  }
}

/** sqrt(|W|_1 |W|_inf), which is never below the largest singular value and costs nothing. */
function roughNorm({ pattern, parameter }: LayerShape, values: Float64Array): number {
  const rows = new Float64Array(pattern.rows);
  const columns = new Float64Array(pattern.columnCount);
  for (let k = 0; k < pattern.size; k++) {
    const size = Math.abs(values[parameter.offset + k]);
    rows[pattern.rowOf[k]] += size;
    columns[pattern.columnOf[k]] += size;
  }
  const largest = (sums: Float64Array) => sums.reduce((most, sum) => Math.max(most, sum), 0);
  return Math.sqrt(largest(rows) * largest(columns)) * (1 + 1e-9);
}

/** Of all columns side by side. */
function jointNorm(layers: readonly LayerShape[], values: Float64Array): number {
  const { rows } = layers[0].pattern;
  const columns = layers.reduce((sum, { pattern }) => sum + pattern.columnCount, 0);
  const lists: number[][] = Array.from({ length: rows }, () => []);
  const entries: number[][] = Array.from({ length: rows }, () => []);
  let from = 0;
  for (const { pattern, parameter } of layers) {
    for (let row = 0; row < rows; row++) {
      const start = parameter.offset + pattern.rowStart(row);
      pattern.columnsOf(row).forEach((column, k) => {
        lists[row].push(from + column);
        entries[row].push(values[start + k]);
      });
    }
    from += pattern.columnCount;
  }
  return normOf(SparsePattern.fromRows(lists, columns), Float64Array.from(entries.flat()));
}
