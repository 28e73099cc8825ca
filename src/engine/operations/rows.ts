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

/** Rows `from .. from + rows` of x. Shapes: x [any x batch], result [rows x batch]. */
export function sliceRows(tape: Tape, x: Tensor, from: number, rows: number): Tensor {
  const { kernels } = tape.engine;
  const { stride } = tape;
  const out = tape.tensor(rows, x.gradient !== 0);
  tape.record({
    name: "slice",
    outputs: [out],
    forward: () => {
      kernels.scaleAdd(out.pointer, 0, x.pointer + from * stride, 1, rows * stride);
    },
    ...(x.gradient !== 0 && {
      backward: (claim) => {
        const first = claim(x) === 0;
        return () => {
          if (first) kernels.clear(x.gradient, x.rows * stride);
          kernels.scaleAdd(x.gradient + from * stride, 1, out.gradient, 1, rows * stride);
        };
      },
    }),
  });
  return out;
}

/** The rows of several tensors below each other. */
export function joinRows(tape: Tape, parts: readonly Tensor[]): Tensor {
  const { kernels } = tape.engine;
  const { stride } = tape;
  const starts: number[] = [];
  let rows = 0;
  for (const part of parts) {
    starts.push(rows);
    rows += part.rows;
  }
  const wanted = parts.some(({ gradient }) => gradient !== 0);
  const out = tape.tensor(rows, wanted);
  tape.record({
    name: "join",
    outputs: [out],
    forward: () => {
      for (let i = 0; i < parts.length; i++)
        kernels.scaleAdd(out.pointer + starts[i] * stride, 0, parts[i].pointer, 1, parts[i].rows * stride);
    },
    ...(wanted && {
      backward: (claim) => {
        const adds = parts.map((part) => (part.gradient === 0 ? undefined : claim(part)));
        return () => {
          for (let i = 0; i < parts.length; i++) {
            const add = adds[i];
            if (add === undefined) continue;
            const { gradient, rows: own } = parts[i];
            kernels.scaleAdd(gradient, add, out.gradient + starts[i] * stride, 1, own * stride);
          }
        };
      },
    }),
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
  const tensor = tape.tensor(table.columns, false, !tape.differentiable);
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
