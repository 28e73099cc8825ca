import { isContracting } from "./denseModel.ts";

/** What the step needs of a library, on arrays of its own type. All arrays are matrices; they broadcast. */
export interface Operations<T> {
  matmul(a: T, b: T): T;
  transpose(a: T): T;
  add(a: T, b: T): T;
  subtract(a: T, b: T): T;
  multiply(a: T, b: T): T;
  divide(a: T, b: T): T;
  /** factor * a + shift. */
  affine(a: T, factor: number, shift: number): T;
  exp(a: T): T;
  log(a: T): T;
  sqrt(a: T): T;
  sigmoid(a: T): T;
  softplus(a: T): T;
  atLeast(a: T, bound: number): T;
  /** Sum of everything, [1, 1]. */
  sum(a: T): T;
}

/** Arrays by the name of their parameter. */
export type Named<T> = Record<string, T>;

/** Shape of a model, beside its parameters. */
export interface DenseSetting {
  readonly latents: number;
  readonly observed: number;
  readonly batch: number;
  readonly coefficient: number;
  readonly blocks: number;
  readonly structured: boolean;
}

const HALF_LOG_TWO_PI = 0.9189385332046727;
const left = (name: string) => `${name} left`;
const right = (name: string) => `${name} right`;

/**
 * One power iteration for every contracting layer: the singular vectors are constants for the gradient, so they are
 * computed before the loss.
 */
export function powerIteration<T>(
  op: Operations<T>,
  weights: Named<T>,
  masks: Named<T>,
  vectors: Named<T>,
): Named<T> {
  const unit = (v: T) => op.divide(v, op.sqrt(op.affine(op.sum(op.multiply(v, v)), 1, 1e-12)));
  const next: Named<T> = {};
  for (const name of Object.keys(weights).filter(isContracting)) {
    const weight = masked(op, weights, masks, name);
    const u = unit(op.matmul(weight, vectors[right(name)]));
    next[left(name)] = u;
    next[right(name)] = unit(op.matmul(op.transpose(weight), u));
  }
  return next;
}

/** Where the power iteration starts: all ones, as [rows, columns, values]. */
export function firstVectors(
  shapes: readonly { name: string; shape: readonly [number, number] }[],
): { name: string; length: number }[] {
  return shapes
    .filter(({ name }) => isContracting(name))
    .flatMap(({ name, shape }) => [
      { name: left(name), length: shape[0] },
      { name: right(name), length: shape[1] },
    ]);
}

function masked<T>(op: Operations<T>, weights: Named<T>, masks: Named<T>, name: string): T {
  return name in masks ? op.multiply(weights[name], masks[name]) : weights[name];
}

/** Negative ELBO, nats a row, [1, 1]: x [observed, batch], eps [latents, batch], `identity` [latents, latents]. */
export function denseLoss<T>(
  op: Operations<T>,
  setting: DenseSetting,
  p: Named<T>,
  masks: Named<T>,
  vectors: Named<T>,
  inputs: { readonly x: T; readonly eps: T; readonly identity: T },
): T {
  const { x, eps, identity } = inputs;
  const { latents, observed, batch, coefficient, blocks, structured } = setting;
  const weight = (name: string) => masked(op, p, masks, name);
  const normalized = (name: string): T => {
    const w = weight(name);
    const sigma = op.matmul(op.transpose(vectors[left(name)]), op.matmul(w, vectors[right(name)]));
    return op.divide(w, op.atLeast(op.affine(sigma, 1 / coefficient, 0), 1));
  };
  const perRow = (total: T) => op.affine(total, 1 / batch, 0);
  const standardNormal = (u: T) =>
    op.affine(perRow(op.sum(op.multiply(u, u))), -0.5, -HALF_LOG_TWO_PI * latents);

  /** Hidden layer with LipSwish, and its slope. */
  const hidden = (name: string, parts: readonly (readonly [T, T])[]): { value: T; slope: T } => {
    let a = p[`${name}.layer0.bias`];
    for (const [w, input] of parts) a = op.add(op.matmul(w, input), a);
    const y = op.multiply(a, op.softplus(p[`${name}.layer0.sharpness`]));
    const s = op.sigmoid(y);
    const rest = op.affine(s, -1, 1);
    return {
      value: op.affine(op.multiply(a, s), 1 / 1.1, 0),
      slope: op.affine(op.multiply(s, op.affine(op.multiply(y, rest), 1, 1)), 1 / 1.1, 0),
    };
  };
  /** z + g(z, context) and the sum of its log-determinants over the batch. */
  const block = (name: string, z: T, context: T): { output: T; logDet: T } => {
    const w1 = normalized(`${name}.layer0.weight_z`);
    const w2 = normalized(`${name}.output.weight`);
    const parts: (readonly [T, T])[] = [[w1, z]];
    if (`${name}.layer0.weight_x` in p) parts.push([weight(`${name}.layer0.weight_x`), context]);
    const { value, slope } = hidden(name, parts);
    const g = op.add(op.matmul(w2, value), p[`${name}.output.bias`]);
    const diagonal = op.affine(op.matmul(op.multiply(w2, op.transpose(w1)), slope), 1, 1);
    return { output: op.add(z, g), logDet: op.sum(op.log(diagonal)) };
  };
  const head = (name: string, parts: Readonly<Record<string, T>>): { mu: T; s: T } => {
    const present = (prefix: string) =>
      Object.entries(parts)
        .map(([part, input]) => [`${prefix}_${part}`, input] as const)
        .filter(([key]) => key in p)
        .map(([key, input]) => [weight(key), input] as const);
    const { value } = hidden(name, present(`${name}.layer0.weight`));
    let mu = op.add(op.matmul(weight(`${name}.mean.weight`), value), p[`${name}.mean.bias`]);
    for (const [w, input] of present(`${name}.straight.weight`)) mu = op.add(mu, op.matmul(w, input));
    const s = op.add(op.matmul(weight(`${name}.log_scale.weight`), value), p[`${name}.log_scale.bias`]);
    return { mu, s };
  };

  let z: T;
  let logPosterior = standardNormal(eps);
  let logPrior: T;
  if (structured) {
    const scale = p["encoder.affine.log_scale"];
    let r = op.add(op.multiply(op.exp(scale), eps), p["encoder.affine.bias"]);
    if ("encoder.affine.weight_x" in p) r = op.add(r, op.matmul(weight("encoder.affine.weight_x"), x));
    // A is nilpotent, so (I - A)^-1 = (I + A)(I + A^2)(I + A^4)... ends, and is exact.
    let power = weight("encoder.affine.weight_z");
    let inverse = op.add(identity, power);
    for (let reach = 2; reach < latents; reach *= 2) {
      power = op.matmul(power, power);
      inverse = op.matmul(inverse, op.add(identity, power));
    }
    z = op.matmul(inverse, r);
    logPosterior = op.subtract(logPosterior, op.sum(scale));
    for (let t = 0; t < blocks; t++) {
      const { output, logDet } = block(`encoder.block${t}`, z, x);
      z = output;
      logPosterior = op.subtract(logPosterior, perRow(logDet));
    }
    let y = z;
    logPrior = op.affine(op.sum(p["prior.affine.log_scale"]), -1, 0);
    for (let t = 0; t < blocks; t++) {
      const { output, logDet } = block(`prior.block${t}`, y, x);
      y = output;
      logPrior = op.add(logPrior, perRow(logDet));
    }
    let shifted = op.add(op.add(y, op.matmul(weight("prior.affine.weight_z"), y)), p["prior.affine.bias"]);
    if ("prior.affine.weight_x" in p)
      shifted = op.add(shifted, op.matmul(weight("prior.affine.weight_x"), x));
    const u = op.multiply(op.exp(op.affine(p["prior.affine.log_scale"], -1, 0)), shifted);
    logPrior = op.add(logPrior, standardNormal(u));
  } else {
    const { mu, s } = head("encoder", { x });
    z = op.add(mu, op.multiply(op.exp(s), eps));
    logPosterior = op.subtract(logPosterior, perRow(op.sum(s)));
    logPrior = standardNormal(z);
  }
  const { mu, s } = head("decoder", { z, x });
  const residual = op.multiply(op.subtract(x, mu), op.exp(op.affine(s, -1, 0)));
  const squares = op.affine(
    perRow(op.sum(op.multiply(residual, residual))),
    -0.5,
    -HALF_LOG_TWO_PI * observed,
  );
  const logLikelihood = op.subtract(squares, perRow(op.sum(s)));
  return op.subtract(logPosterior, op.add(logLikelihood, logPrior));
}
