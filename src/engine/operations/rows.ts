import type { Tape, Tensor, Weights } from "../tape.ts";

/** out[r] = x[r] exp(sign s[r]) over the batch. Shapes: x and out [rows x batch], s [rows]. */
export function scaleRows(tape: Tape, x: Tensor, s: Weights, sign: 1 | -1): Tensor {
  const { kernels } = tape.engine;
  const { stride } = tape;
  const out = tape.tensor(x.rows, x.gradient !== 0 || s.gradient !== 0);
  tape.record({
    name: "scale",
    outputs: [out],
    forward: () => {
      kernels.scaleRows(out.pointer, 0, x.pointer, s.pointer, sign, x.rows, stride);
    },
    backward: (claim) => {
      const accumulate = x.gradient === 0 ? 0 : claim(x);
      return () => {
        if (s.gradient !== 0) {
          kernels.scaleRowsGradient(s.gradient, out.gradient, out.pointer, sign, x.rows, stride);
        }
        if (x.gradient !== 0) {
          kernels.scaleRows(x.gradient, accumulate, out.gradient, s.pointer, sign, x.rows, stride);
        }
      };
    },
  });
  return out;
}

/** out[p] = a[p] b[index[p]]: rows of b are shared by several rows of a. Shapes: a, out [pairs x batch], b [rows x batch]. */
export function multiplyRows(tape: Tape, a: Tensor, b: Tensor, index: Int32Array): Tensor {
  const { kernels } = tape.engine;
  const { stride } = tape;
  const out = tape.tensor(a.rows, a.gradient !== 0 || b.gradient !== 0);
  const at = tape.engine.storeIntegers(index);
  tape.record({
    name: "tangents",
    outputs: [out],
    forward: () => {
      kernels.multiplyRows(out.pointer, 0, a.pointer, b.pointer, at, a.rows, stride);
    },
    backward: (claim) => {
      const accumulate = a.gradient === 0 ? 0 : claim(a);
      const first = b.gradient !== 0 && claim(b) === 0;
      return () => {
        if (a.gradient !== 0) {
          kernels.multiplyRows(a.gradient, accumulate, out.gradient, b.pointer, at, a.rows, stride);
        }
        if (b.gradient !== 0) {
          if (first) kernels.clear(b.gradient, b.rows * stride);
          kernels.multiplyScatterRows(b.gradient, out.gradient, a.pointer, at, a.rows, stride);
        }
      };
    },
  });
  return out;
}

/** Columns of a row-major float64 table, standardized, as a feature-major tensor. */
export interface TableInput {
  readonly tensor: Tensor;
  /** Loads rows `indices[from .. from + count)` of the table into the first `count` places of the batch. */
  readonly load: (indices: number, from: number, count: number) => void;
}

/** out[c][i] = (table[index[i]][c] - shift[c]) * scale[c]. Not recorded: `load` is called before a pass. */
export function tableInput(
  tape: Tape,
  table: { pointer: number; columns: number; shift: number; scale: number },
): TableInput {
  const { kernels } = tape.engine;
  const tensor = tape.tensor(table.columns, false);
  return {
    tensor,
    load: (indices, from, count) => {
      kernels.loadRows(
        tensor.pointer,
        table.pointer,
        indices + 4 * from,
        count,
        table.columns,
        table.shift,
        table.scale,
        tape.stride,
      );
    },
  };
}
