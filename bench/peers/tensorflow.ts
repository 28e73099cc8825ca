import { createRequire } from "node:module";
import { dirname, sep } from "node:path";
import { setThreadsCount, setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { denseLoss, firstVectors, type Named, type Operations, powerIteration } from "./denseLoss.ts";
import type { DenseParameter } from "./denseModel.ts";
import { denseRemarks, type Peer, type PeerStep, type PeerWork } from "./peer.ts";
import { registerTensorflowGradients } from "./tensorflowGradients.ts";

type Matrix = tf.Tensor2D;

const operations: Operations<Matrix> = {
  matmul: (a, b) => tf.matMul(a, b),
  transpose: (a) => tf.transpose(a),
  add: (a, b) => tf.add(a, b),
  subtract: (a, b) => tf.sub(a, b),
  multiply: (a, b) => tf.mul(a, b),
  divide: (a, b) => tf.div(a, b),
  affine: (a, factor, shift) => {
    const scaled = factor === 1 ? a : tf.mul<Matrix>(a, factor);
    return shift === 0 ? scaled : tf.add<Matrix>(scaled, shift);
  },
  exp: (a) => tf.exp(a),
  log: (a) => tf.log(a),
  sqrt: (a) => tf.sqrt(a),
  sigmoid: (a) => tf.sigmoid(a),
  softplus: (a) => tf.softplus(a),
  atLeast: (a, bound) => tf.maximum(a, bound),
  sum: (a) => tf.reshape(tf.sum(a), [1, 1]) as Matrix,
};

/** TensorFlow.js on its WebAssembly backend, one thread. */
export async function startTensorflow(): Promise<Peer> {
  const main = createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm");
  setWasmPaths(dirname(main) + sep);
  setThreadsCount(1);
  if (!(await tf.setBackend("wasm"))) throw new Error("its WebAssembly backend did not start");
  await tf.ready();
  await registerTensorflowGradients();
  return {
    engine: "TensorFlow.js (wasm)",
    remarks: [...denseRemarks, "its own Adam (tf.train.adam)"],
    prepare,
  };
}

function prepare({ setting, parameters, rate, x: rows }: PeerWork): PeerStep {
  const { latents, observed, batch } = setting;
  const matrix = ({ values, shape }: DenseParameter) => tf.tensor2d(values, [...shape]);
  const variables: Named<tf.Variable<tf.Rank.R2>> = {};
  const masks: Named<Matrix> = {};
  for (const parameter of parameters) {
    variables[parameter.name] = tf.variable(matrix(parameter)) as tf.Variable<tf.Rank.R2>;
    if (parameter.mask) masks[parameter.name] = tf.tensor2d(parameter.mask, [...parameter.shape]);
  }
  const x = tf.tensor2d(rows, [observed, batch]);
  const identity = tf.eye(latents);
  const ones = (): Named<Matrix> =>
    Object.fromEntries(
      firstVectors(parameters).map(({ name, length }) => [name, tf.ones([length, 1]) as Matrix]),
    );
  let vectors = ones();
  let adam = tf.train.adam(rate);
  const advance = () => {
    const next = tf.tidy(() => powerIteration<Matrix>(operations, variables, masks, vectors));
    tf.dispose(vectors);
    vectors = next;
  };
  const loss = (eps: Matrix) =>
    denseLoss<Matrix>(operations, setting, variables, masks, vectors, { x, eps, identity });
  const assign = (values: readonly DenseParameter[]) => {
    for (const parameter of values) tf.tidy(() => variables[parameter.name].assign(matrix(parameter)));
  };
  return {
    step: () => {
      advance();
      return tf.tidy(() => {
        const eps = tf.randomNormal([latents, batch]) as Matrix;
        const cost = () => tf.sum(loss(eps)) as tf.Scalar;
        return adam.minimize(cost, true, Object.values(variables))!.dataSync()[0];
      });
    },
    reset: () => {
      assign(parameters);
      adam.dispose();
      adam = tf.train.adam(rate);
    },
    lossAt: async (noise, values) => {
      assign(values);
      advance();
      return tf.tidy(() => loss(tf.tensor2d(noise, [latents, batch])).dataSync()[0]);
    },
    close: () => {
      adam.dispose();
      tf.dispose([variables, masks, vectors, x, identity]);
    },
  };
}
