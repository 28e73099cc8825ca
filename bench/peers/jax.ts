import * as jax from "@jax-js/jax";
import { denseLoss, firstVectors, type Named, type Operations, powerIteration } from "./denseLoss.ts";
import type { DenseParameter } from "./denseModel.ts";
import { denseRemarks, type Peer, type PeerStep, type PeerWork } from "./peer.ts";

const { numpy: np, nn, tree } = jax;
type Matrix = jax.Array;

// The declared types of these two do not admit named groups of arrays, which they take all the same.
const jit = jax.jit as unknown as <A extends unknown[], R>(run: (...values: A) => R) => (...values: A) => R;
const valueAndGrad = jax.valueAndGrad as unknown as <A extends unknown[]>(
  run: (...values: A) => Matrix,
) => (...values: A) => [Matrix, A[0]];

// Every operation takes its arguments over; `.ref` keeps ours alive. All of it runs once, while `jit` traces.
const operations: Operations<Matrix> = {
  matmul: (a, b) => np.matmul(a.ref, b.ref),
  transpose: (a) => np.transpose(a.ref),
  add: (a, b) => a.ref.add(b.ref),
  subtract: (a, b) => a.ref.sub(b.ref),
  multiply: (a, b) => a.ref.mul(b.ref),
  divide: (a, b) => a.ref.div(b.ref),
  affine: (a, factor, shift) => {
    const scaled = factor === 1 ? a.ref : a.ref.mul(factor);
    return shift === 0 ? scaled : scaled.add(shift);
  },
  exp: (a) => np.exp(a.ref),
  log: (a) => np.log(a.ref),
  sqrt: (a) => np.sqrt(a.ref),
  sigmoid: (a) => nn.sigmoid(a.ref),
  softplus: (a) => nn.softplus(a.ref),
  atLeast: (a, bound) => np.maximum(a.ref, bound),
  sum: (a) => np.sum(a.ref).reshape([1, 1]),
};

/** jax-js on its WebAssembly backend; the whole step is one jitted function. */
export async function startJax(): Promise<Peer> {
  const started = await jax.init("wasm");
  if (!started.includes("wasm")) throw new Error("its WebAssembly backend did not start");
  jax.defaultDevice("wasm");
  return {
    engine: "jax-js (wasm)",
    remarks: [
      ...denseRemarks,
      "the whole step, Adam included, is one jitted function",
      "its float32 logarithm is off by up to 1e-5, which the log-determinants add up",
    ],
    prepare,
  };
}

interface State {
  parameters: Named<Matrix>;
  first: Named<Matrix>;
  second: Named<Matrix>;
  vectors: Named<Matrix>;
}

function prepare({ setting, parameters, rate, x: rows }: PeerWork): PeerStep {
  const { latents, observed, batch } = setting;
  const named = (
    values: readonly DenseParameter[],
    pick: (one: DenseParameter) => Float32Array | undefined,
  ) =>
    Object.fromEntries(
      values.flatMap((one) => {
        const array = pick(one);
        return array === undefined ? [] : [[one.name, np.array(array.slice()).reshape([...one.shape])]];
      }),
    ) as Named<Matrix>;
  const constants = {
    masks: named(parameters, ({ mask }) => mask),
    x: np.array(rows.slice()).reshape([observed, batch]),
    identity: np.eye(latents),
  };
  type Constants = typeof constants;

  const loss = (p: Named<Matrix>, vectors: Named<Matrix>, { masks, x, identity }: Constants, eps: Matrix) =>
    denseLoss(operations, setting, p, masks, vectors, { x, eps, identity }).reshape([]);
  const lossAndGradient = valueAndGrad(loss);
  const lossOnly = jit((state: State, fixed: Constants, eps: Matrix) => {
    const vectors = powerIteration(operations, state.parameters, fixed.masks, state.vectors);
    return loss(state.parameters, vectors, fixed, eps);
  });
  const update = jit((state: State, fixed: Constants, key: Matrix, corrections: Matrix): [State, Matrix] => {
    const eps = jax.random.normal(key, [latents, batch]);
    const vectors = powerIteration(operations, state.parameters, fixed.masks, state.vectors);
    const [value, gradient] = lossAndGradient(
      tree.ref(state.parameters),
      tree.ref(vectors),
      tree.ref(fixed),
      eps,
    );
    const next: State = { parameters: {}, first: {}, second: {}, vectors };
    const [rateNow, root] = [corrections.ref.slice(0), corrections.ref.slice(1)];
    for (const name of Object.keys(state.parameters)) {
      const g = gradient[name];
      next.first[name] = state.first[name].ref.mul(0.9).add(g.ref.mul(0.1));
      next.second[name] = state.second[name].ref.mul(0.999).add(g.ref.mul(g.ref).mul(0.001));
      const spread = np.sqrt(next.second[name].ref).mul(root.ref).add(1e-8);
      next.parameters[name] = state.parameters[name].ref.sub(
        next.first[name].ref.mul(rateNow.ref).div(spread),
      );
    }
    return [next, value];
  });

  const start = (values: readonly DenseParameter[]): State => ({
    parameters: named(values, (one) => one.values),
    first: named(values, (one) => new Float32Array(one.values.length)),
    second: named(values, (one) => new Float32Array(one.values.length)),
    vectors: Object.fromEntries(
      firstVectors(parameters).map(({ name, length }) => [name, np.ones([length, 1])]),
    ),
  });
  let state = start(parameters);
  let steps = 0;
  return {
    step: async () => {
      steps++;
      const corrections = np.array([rate / (1 - 0.9 ** steps), 1 / Math.sqrt(1 - 0.999 ** steps)]);
      const [next, value] = update(state, tree.ref(constants), jax.random.key(steps), corrections);
      state = next;
      return (await value.data())[0];
    },
    reset: () => {
      tree.dispose(state);
      state = start(parameters);
      steps = 0;
    },
    lossAt: async (noise, values) => {
      const eps = np.array(noise).reshape([latents, batch]);
      return (await lossOnly(start(values), tree.ref(constants), eps).data())[0];
    },
    close: () => {
      tree.dispose(state);
      tree.dispose(constants);
    },
  };
}
