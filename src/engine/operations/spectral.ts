import type { Engine } from "../engine.ts";
import { gramPlan } from "../gramPlan.ts";
import type { SparsePattern } from "../pattern.ts";
import type { StoredPattern, Tape, Weights } from "../tape.ts";
import { transposedWeights } from "./transposed.ts";

/** How far above the estimate the proof of the bound is tried: 0.5 % in sigma squared. */
const SLACK = 0.005;

/** A normalized weight matrix and the bound of its largest singular value before it was divided. */
export interface Normalized {
  readonly weights: Weights;
  readonly bound: () => number;
}

/**
 * W / max(1, b / c) with b >= sigma(W) *proved* in every pass: a power iteration with a persistent vector proposes a
 * bound, a Cholesky factorisation of b^2 I - G proves it (G the Gram matrix on the smaller side), and a failed proof
 * hands back the singular direction that was missed. Gradients flow through sigma with the vector held fixed.
 *
 * `side` says which dimension the Gram matrix has: `columns` for W^T W, `rows` for W W^T. `vector` points to the
 * persistent float64 vector of that side.
 */
export function spectralNormalize(
  tape: Tape,
  layer: {
    weights: Weights;
    pattern: SparsePattern;
    side: "rows" | "columns";
    coefficient: number;
    vector: number;
  },
): Normalized {
  const { weights, pattern, side, coefficient, vector } = layer;
  const { engine } = tape;
  const { kernels } = engine;
  const out = tape.weights(weights.length, weights.gradient !== 0);
  const other = side === "columns" ? pattern.rows : pattern.columnCount;
  const image = engine.allocate(8 * other);
  const stored = tape.pattern(pattern);
  const transposed = side === "rows" ? transposedWeights(tape, pattern, weights) : undefined;
  const source = transposed ?? { ...stored, weights: weights.pointer, refresh: () => {} };
  const limit = coefficient * coefficient;
  const squaredBound = gramBound(engine, side === "columns" ? pattern : pattern.transposed.pattern, {
    source,
    vector,
    limit,
  });
  const state = { bound: 0, scale: 1 };
  tape.record({
    name: "spectral norm",
    outputs: [],
    weightsOnly: true,
    forward: () => {
      source.refresh();
      const squared = squaredBound();
      state.bound = Math.sqrt(squared);
      state.scale = squared > limit ? coefficient / state.bound : 1;
      kernels.scaleWeights(out.pointer, weights.pointer, weights.length, state.scale);
    },
    ...(weights.gradient !== 0 && {
      backward: () => () => {
        let pull = 0;
        if (state.scale < 1) {
          kernels.matrixVector(
            image,
            0,
            vector,
            source.groups,
            source.groupCount,
            source.columns,
            source.weights,
          );
          const sigma = kernels.normalize(image, other);
          const along = kernels.dotWeights(out.gradient, weights.pointer, weights.length);
          if (sigma > 0) pull = (state.scale / sigma) * along;
        }
        const left = side === "columns" ? image : vector;
        const right = side === "columns" ? vector : image;
        kernels.scaleWeightsBackward(
          weights.gradient,
          out.gradient,
          state.scale,
          pull,
          left,
          right,
          stored.groups,
          stored.groupCount,
          stored.columns,
        );
      },
    }),
  });
  return { weights: out, bound: () => state.bound };
}

/** What computes a proven bound of sigma squared, on a sparse Gram matrix where it is one. */
function gramBound(
  engine: Engine,
  pattern: SparsePattern,
  given: { source: StoredPattern & { readonly weights: number }; vector: number; limit: number },
): () => number {
  const { kernels } = engine;
  const { source, vector, limit } = given;
  const n = pattern.columnCount;
  const plan = gramPlan(pattern);
  if (plan === undefined) {
    const matrix = engine.allocate(8 * n * n);
    const work = engine.allocate(8 * (n * n + 2 * n + 4));
    return () => {
      kernels.gram(matrix, n, source.groups, source.groupCount, source.columns, source.weights);
      return kernels.spectralBound(matrix, work, vector, n, limit, SLACK);
    };
  }
  const { total } = plan;
  const [order, starts, rows, updates, targets] = [
    plan.order,
    plan.starts,
    plan.rows,
    plan.updates,
    plan.targets,
  ].map((list) => engine.storeIntegers(list));
  const values = engine.allocate(8 * total);
  const work = engine.allocate(8 * (total + 2 * n));
  return () => {
    kernels.sparseGram(values, total, source.groups, source.groupCount, targets, source.weights);
    return kernels.sparseSpectralBound(
      values,
      work,
      vector,
      n,
      total,
      order,
      starts,
      rows,
      updates,
      limit,
      SLACK,
    );
  };
}

/**
 * W / max(1, s / c), s an *estimate* of sigma by one power iteration a pass with persistent vectors, as published.
 * Several matrices side by side ([W1 | W2 | ...], equal rows) are normalized jointly. The estimate lies below sigma
 * until the iteration has converged: only a certificate made afterwards tells the truth.
 *
 * `vector` points to the persistent float64 vector over all columns.
 */
export function powerNormalize(
  tape: Tape,
  layer: { parts: { weights: Weights; pattern: SparsePattern }[]; coefficient: number; vector: number },
): { weights: Weights[]; bound: () => number } {
  const { coefficient, vector } = layer;
  const { engine } = tape;
  const { kernels } = engine;
  const rows = layer.parts[0].pattern.rows;
  const image = engine.allocate(8 * rows);
  let columnsBefore = 0;
  const parts = layer.parts.map(({ weights, pattern }) => {
    const part = {
      weights,
      out: tape.weights(weights.length, weights.gradient !== 0),
      stored: tape.pattern(pattern),
      transposed: transposedWeights(tape, pattern, weights),
      vector: vector + 8 * columnsBefore,
    };
    columnsBefore += pattern.columnCount;
    return part;
  });
  const columnCount = columnsBefore;
  const state = { sigma: 0, scale: 1 };
  tape.record({
    name: "spectral norm",
    outputs: [],
    weightsOnly: true,
    forward: () => {
      for (let i = 0; i < parts.length; i++) {
        const { stored, weights, vector: v } = parts[i];
        kernels.matrixVector(
          image,
          i === 0 ? 0 : 1,
          v,
          stored.groups,
          stored.groupCount,
          stored.columns,
          weights.pointer,
        );
      }
      kernels.normalize(image, rows);
      for (let i = 0; i < parts.length; i++) {
        const { transposed, vector: v } = parts[i];
        transposed.refresh();
        kernels.matrixVector(
          v,
          0,
          image,
          transposed.groups,
          transposed.groupCount,
          transposed.columns,
          transposed.weights,
        );
      }
      state.sigma = kernels.normalize(vector, columnCount);
      state.scale = state.sigma > coefficient ? coefficient / state.sigma : 1;
      for (let i = 0; i < parts.length; i++) {
        const { out, weights } = parts[i];
        kernels.scaleWeights(out.pointer, weights.pointer, weights.length, state.scale);
      }
    },
    ...(parts.some((part) => part.weights.gradient !== 0) && {
      backward: () => () => {
        let along = 0;
        for (let i = 0; i < parts.length; i++) {
          along += kernels.dotWeights(
            parts[i].out.gradient,
            parts[i].weights.pointer,
            parts[i].weights.length,
          );
        }
        const pull = state.scale < 1 ? (state.scale / state.sigma) * along : 0;
        for (let i = 0; i < parts.length; i++) {
          const { weights, out, stored, vector: v } = parts[i];
          kernels.scaleWeightsBackward(
            weights.gradient,
            out.gradient,
            state.scale,
            pull,
            image,
            v,
            stored.groups,
            stored.groupCount,
            stored.columns,
          );
        }
      },
    }),
  });
  return { weights: parts.map((part) => part.out), bound: () => state.sigma };
}

/**
 * Per component j: w_j / max(1, |w_j| |v_j| / limit), for a block whose hidden units are private to one component.
 * Component j owns the weights from starts[j] on, in both vectors. Returns the weights that take w's place.
 */
export function nodeNormalize(
  tape: Tape,
  w: Weights,
  v: Weights,
  starts: readonly number[],
  limit: number,
): Weights {
  const { engine } = tape;
  const { kernels } = engine;
  const count = starts.length;
  const out = tape.weights(w.length, w.gradient !== 0);
  const at = engine.storeIntegers([...starts, w.length]);
  const scales = engine.allocate(8 * count);
  const norms = engine.allocate(16 * count);
  tape.record({
    name: "spectral norm",
    outputs: [],
    weightsOnly: true,
    forward: () => {
      kernels.nodeNormalize(out.pointer, w.pointer, v.pointer, at, count, limit, scales, norms);
    },
    ...(w.gradient !== 0 && {
      backward: () => () => {
        kernels.nodeNormalizeBackward(
          out.gradient,
          w.pointer,
          w.gradient,
          v.pointer,
          v.gradient,
          at,
          count,
          scales,
          norms,
        );
      },
    }),
  });
  return out;
}
