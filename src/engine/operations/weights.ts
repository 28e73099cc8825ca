import type { Tape, Weights } from "../tape.ts";

/** log(1 + exp(x)), element by element. */
export function softplus(tape: Tape, x: Weights): Weights {
  const { kernels } = tape.engine;
  const out = tape.weights(x.length, x.gradient !== 0);
  const slope = tape.weights(x.length, false);
  tape.record({
    name: "weights",
    outputs: [],
    weightsOnly: true,
    forward: () => {
      kernels.softplus(out.pointer, slope.pointer, x.pointer, x.length);
    },
    ...(x.gradient !== 0 && {
      backward: () => () => {
        kernels.addProduct(x.gradient, out.gradient, slope.pointer, x.length);
      },
    }),
  });
  return out;
}

/** out[i] = x[index[i]]: the same weight may be used in several places. */
export function gatherWeights(tape: Tape, x: Weights, index: Int32Array): Weights {
  const { kernels } = tape.engine;
  const out = tape.weights(index.length, x.gradient !== 0);
  const at = tape.engine.storeIntegers(index);
  tape.record({
    name: "weights",
    outputs: [],
    weightsOnly: true,
    forward: () => {
      kernels.gather(out.pointer, x.pointer, at, index.length, 1);
    },
    ...(x.gradient !== 0 && {
      backward: () => () => {
        kernels.scatterAdd(x.gradient, out.gradient, at, index.length);
      },
    }),
  });
  return out;
}

/** out[i] = a[ia[i]] b[ib[i]]. */
export function pairProduct(tape: Tape, a: Weights, ia: Int32Array, b: Weights, ib: Int32Array): Weights {
  const { kernels } = tape.engine;
  const wanted = a.gradient !== 0 && b.gradient !== 0;
  const out = tape.weights(ia.length, wanted);
  const atA = tape.engine.storeIntegers(ia);
  const atB = tape.engine.storeIntegers(ib);
  const count = ia.length;
  tape.record({
    name: "weights",
    outputs: [],
    weightsOnly: true,
    forward: () => {
      kernels.pairProduct(out.pointer, a.pointer, atA, b.pointer, atB, count);
    },
    ...(wanted && {
      backward: () => () => {
        kernels.pairProductBackward(
          out.gradient,
          a.pointer,
          a.gradient,
          atA,
          b.pointer,
          b.gradient,
          atB,
          count,
        );
      },
    }),
  });
  return out;
}
