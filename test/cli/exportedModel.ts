/** A second implementation of an exported model, from its files alone: plain arrays, one row at a time. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { decodeSafetensors, type NamedTensor } from "../../src/stored/index.ts";

type Vector = readonly number[];
type Activation = (a: number, beta: number) => number;

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const softplus = (x: number) => Math.log(1 + Math.exp(x));
const plus = (a: Vector, b: Vector) => a.map((value, i) => value + b[i]);
const sum = (a: Vector) => a.reduce((total, value) => total + value, 0);

const activations: Record<string, Activation> = {
  lipswish: (a, beta) => (a * sigmoid(beta * a)) / 1.1,
  lipmish: (a, beta) => (a * Math.tanh(softplus(beta * a))) / 1.09,
  tanh: (a, beta) => Math.tanh(beta * a) / beta,
  elu: (a, beta) => (a > 0 ? a : (Math.exp(beta * a) - 1) / beta),
};

export const normalDensity = (v: Vector) => -0.5 * sum(v.map((x) => x * x + Math.log(2 * Math.PI)));

export class ExportedModel {
  readonly tensors: ReadonlyMap<string, NamedTensor>;
  readonly #h: Activation;

  constructor(folder: string, activation: string) {
    const bytes = readFileSync(join(folder, "weights.safetensors"));
    this.tensors = new Map(
      decodeSafetensors(bytes, "weights", ["F64", "BOOL"]).map((tensor) => [tensor.name, tensor]),
    );
    this.#h = activations[activation];
  }

  has(name: string): boolean {
    return this.tensors.has(name);
  }

  vector(name: string): Vector {
    const tensor = this.tensors.get(name);
    if (tensor === undefined) throw new Error(`no ${name}`);
    return Array.from(tensor.values);
  }

  times(name: string, v: Vector): Vector {
    const { shape, values } = this.tensors.get(name)!;
    if (shape[1] !== v.length) throw new Error(`${name}: ${shape} times ${v.length}`);
    return Array.from({ length: shape[0] }, (_, i) =>
      sum(v.map((value, j) => values[i * v.length + j] * value)),
    );
  }

  /** Hidden layers until there is none of the next number; gives the last values and the number of layers. */
  hidden(name: string, input: Vector, isLast: (layer: string) => boolean): { v: Vector; depth: number } {
    let v = input;
    let depth = 0;
    for (; !isLast(`${name}.layers.${depth}`); depth++) {
      const layer = `${name}.layers.${depth}`;
      const beta = softplus(this.vector(`${layer}.sharpness`)[0]);
      v = plus(this.times(`${layer}.weight`, v), this.vector(`${layer}.bias`)).map((a) => this.#h(a, beta));
    }
    return { v, depth };
  }

  residual(block: string, y: Vector, context: Vector): Vector {
    const { v, depth } = this.hidden(block, [...y, ...context], (layer) => !this.has(`${layer}.sharpness`));
    const last = `${block}.layers.${depth}`;
    return plus(this.times(`${last}.weight`, v), this.vector(`${last}.bias`));
  }

  blocks(flow: string): string[] {
    const names: string[] = [];
    while (this.has(`${flow}.blocks.${names.length}.layers.0.bias`))
      names.push(`${flow}.blocks.${names.length}`);
    return names;
  }

  /** u = F(z); `exact` for the exact factorisation. */
  priorMap(z: Vector, context: Vector, exact: boolean): Vector {
    let y = z;
    for (const block of this.blocks("prior")) {
      y = plus(y, this.residual(block, y, exact ? [...z, ...context] : context));
    }
    if (!this.has("prior.affine.bias")) return y;
    let inner = plus(y, this.times("prior.affine.weight_z", exact ? z : y));
    if (this.has("prior.affine.weight_x")) inner = plus(inner, this.times("prior.affine.weight_x", context));
    const s = this.vector("prior.affine.log_scale");
    return plus(inner, this.vector("prior.affine.bias")).map((value, k) => Math.exp(-s[k]) * value);
  }

  /** eps with F(eps; x) = z: the blocks undone from the last to the first by fixed-point iteration. */
  encoderInverse(z: Vector, context: Vector, missing: Vector): Vector {
    let y = z;
    for (const block of this.blocks("encoder").reverse()) {
      const target = y;
      for (let i = 0; i < 400; i++) {
        const g = this.residual(block, y, context);
        y = target.map((value, k) => value - g[k]);
      }
    }
    if (!this.has("encoder.affine.bias")) return y;
    const back = this.times("encoder.affine.weight_z", y).map((value, k) => y[k] - value);
    const shift = plus(this.times("encoder.affine.weight_x", context), this.vector("encoder.affine.bias"));
    let s = this.vector("encoder.affine.log_scale");
    if (this.has("encoder.affine.log_scale.weight_missing")) {
      s = plus(s, this.times("encoder.affine.log_scale.weight_missing", missing));
    }
    return back.map((value, k) => (value - shift[k]) * Math.exp(-s[k]));
  }

  /** log q(z|x) of a VAE with an inverse autoregressive encoder: its steps undone component by component. */
  autoregressiveDensity(z: Vector, input: Vector): number {
    let y = [...z];
    let slopes = 0;
    let steps = 0;
    while (this.has(`encoder.steps.${steps}.layers.0.bias`)) steps++;
    for (let t = steps - 1; t >= 0; t--) {
      const order = y.map((_, k) => (t % 2 === 0 ? k : y.length - 1 - k));
      const before = new Array<number>(y.length).fill(0);
      for (const k of order) {
        const name = `encoder.steps.${t}`;
        const { v, depth } = this.hidden(
          name,
          [...before, ...input],
          (layer) => !this.has(`${layer}.sharpness`),
        );
        const last = `${name}.layers.${depth}`;
        const theta = plus(this.times(`${last}.weight`, v), this.vector(`${last}.bias`));
        const [shift, s] = [theta[2 * k], theta[2 * k + 1]];
        const a = s / (1 + Math.abs(s) / 7);
        before[k] = (y[k] - shift) / Math.exp(a);
        slopes += a;
      }
      y = before;
    }
    const { mu, s } = this.head("encoder", input);
    return normalDensity(y.map((value, k) => (value - mu[k]) / Math.exp(s[k]))) - sum(s) - slopes;
  }

  /** log p(z) and log q(z|x) of a ladder whose layers have these widths, from the top down. */
  ladderDensities(z: Vector, input: Vector, widths: readonly number[]): { prior: number; posterior: number } {
    const hidden: Vector[] = [];
    let v = input;
    for (let l = 0; l < widths.length; l++) {
      const beta = softplus(this.vector(`encoder.layers.${l}.sharpness`)[0]);
      v = plus(this.times(`encoder.layers.${l}.weight`, v), this.vector(`encoder.layers.${l}.bias`)).map(
        (a) => this.#h(a, beta),
      );
      hidden.push(v);
    }
    let [prior, posterior, from] = [0, 0, 0];
    widths.forEach((width, l) => {
      const own = z.slice(from, from + width);
      const density = (mu: Vector, s: Vector) =>
        normalDensity(own.map((value, k) => (value - mu[k]) / Math.exp(s[k]))) - sum(s);
      let { mu, s } = this.outputs(`encoder.layer${l}`, hidden[widths.length - 1 - l], input);
      if (l === 0) prior += normalDensity(own);
      else {
        const above = this.head(`prior.layer${l}`, z.slice(0, from));
        prior += density(above.mu, above.s);
        const precisions = s.map((value, k) => [Math.exp(-2 * value), Math.exp(-2 * above.s[k])]);
        mu = mu.map(
          (value, k) =>
            (value * precisions[k][0] + above.mu[k] * precisions[k][1]) /
            (precisions[k][0] + precisions[k][1]),
        );
        s = precisions.map(([a, b]) => -0.5 * Math.log(a + b));
      }
      posterior += density(mu, s);
      from += width;
    });
    return { prior, posterior };
  }

  head(name: string, input: Vector): { mu: Vector; s: Vector } {
    const { v } = this.hidden(name, input, (layer) => !this.has(`${layer}.bias`));
    return this.outputs(name, v, input);
  }

  outputs(name: string, v: Vector, input: Vector): { mu: Vector; s: Vector } {
    let mu = plus(this.times(`${name}.mean.weight`, v), this.vector(`${name}.mean.bias`));
    if (this.has(`${name}.straight.weight`)) mu = plus(mu, this.times(`${name}.straight.weight`, input));
    return { mu, s: plus(this.times(`${name}.log_scale.weight`, v), this.vector(`${name}.log_scale.bias`)) };
  }
}

/** log |det| of a map's Jacobian by central differences of the fourth order and elimination with pivots. */
export function logDeterminant(map: (v: Vector) => Vector, at: Vector): number {
  const step = 1e-3;
  const n = at.length;
  const moved = (j: number, by: number) => map(at.map((value, i) => (i === j ? value + by : value)));
  const matrix: number[][] = at.map(() => new Array<number>(n).fill(0));
  for (let j = 0; j < n; j++) {
    const [a, b, c, d] = [-2, -1, 1, 2].map((k) => moved(j, k * step));
    for (let i = 0; i < n; i++) matrix[i][j] = (a[i] - 8 * b[i] + 8 * c[i] - d[i]) / (12 * step);
  }
  let total = 0;
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k; i < n; i++) if (Math.abs(matrix[i][k]) > Math.abs(matrix[pivot][k])) pivot = i;
    [matrix[k], matrix[pivot]] = [matrix[pivot], matrix[k]];
    total += Math.log(Math.abs(matrix[k][k]));
    for (let i = k + 1; i < n; i++) {
      const factor = matrix[i][k] / matrix[k][k];
      for (let j = k; j < n; j++) matrix[i][j] -= factor * matrix[k][j];
    }
  }
  return total;
}
