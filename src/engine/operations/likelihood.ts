/** Log-masses and log-densities of the columns that are not Gaussian, added to a sum a row of data (nats). */
import type { Claim, Tape, Tensor, Weights } from "../tape.ts";

/** What the log-density of one column (or of some with the same parameters) takes and where its derivatives go. */
interface Derivatives {
  /** Derivatives by tensors with a batch, written by the forward kernel: [rows x batch] each. */
  readonly tensors: readonly { readonly of: Tensor; readonly pointer: number }[];
  /** Derivatives by weights that all rows of data share: [length x batch] each. */
  readonly weights: readonly { readonly of: Weights; readonly pointer: number }[];
}

/** Records a forward kernel that adds to `sum`, and the backward that all these kernels share. */
function recordColumn(
  tape: Tape,
  sum: Tensor,
  measured: number,
  { tensors, weights }: Derivatives,
  forward: () => void,
): void {
  const { kernels } = tape.engine;
  const { stride } = tape;
  const wanted = tensors.filter(({ of }) => of.gradient !== 0);
  const shared = weights.filter(({ of }) => of.gradient !== 0);
  tape.record({
    name: "density",
    outputs: [sum],
    forward,
    ...(wanted.length + shared.length > 0 && {
      backward: (claim: Claim) => {
        const into = wanted.map(({ of, pointer }) => ({ of, pointer, accumulate: claim(of) }));
        return () => {
          for (const { of, pointer, accumulate } of into) {
            kernels.weighted(of.gradient, accumulate, sum.gradient, measured, pointer, of.rows, stride);
          }
          for (const { of, pointer } of shared) {
            kernels.weightedSums(of.gradient, sum.gradient, measured, pointer, of.length, stride);
          }
        };
      },
    }),
  });
}

/** Memory for a derivative, or 0 where no gradient is ever wanted: the kernels then leave it out. */
function derivative(tape: Tape, rows: number): number {
  return tape.differentiable ? tape.tensor(rows, false).pointer : 0;
}

/**
 * sum += m log p(x) of Student's t with location mu, log scale s and 1 + exp(t) degrees of freedom. Shapes: x, mu, s, m
 * [1 x batch], t [1].
 */
export function addStudentT(
  tape: Tape,
  sum: Tensor,
  x: Tensor,
  mu: Tensor,
  s: Tensor,
  t: Weights,
  measured?: Tensor,
): void {
  const { kernels } = tape.engine;
  const [dMu, dS, dT] = [1, 1, 1].map((rows) => derivative(tape, rows));
  const mask = measured?.pointer ?? 0;
  const derivatives: Derivatives = {
    tensors: [
      { of: mu, pointer: dMu },
      { of: s, pointer: dS },
    ],
    weights: [{ of: t, pointer: dT }],
  };
  recordColumn(tape, sum, mask, derivatives, () => {
    kernels.studentT(
      sum.pointer,
      dMu,
      dS,
      dT,
      x.pointer,
      mu.pointer,
      s.pointer,
      t.pointer,
      mask,
      tape.stride,
    );
  });
}

/**
 * sum += m log p(code) of levels 0 .. L - 1 whose logits beside level 0 (which has 0) are the rows of `logits`. Shapes:
 * codes, m [1 x batch], logits [L - 1 x batch].
 */
export function addCategorical(
  tape: Tape,
  sum: Tensor,
  codes: Tensor,
  logits: Tensor,
  measured?: Tensor,
): void {
  const { kernels } = tape.engine;
  const dLogits = derivative(tape, logits.rows);
  const mask = measured?.pointer ?? 0;
  const derivatives: Derivatives = { tensors: [{ of: logits, pointer: dLogits }], weights: [] };
  recordColumn(tape, sum, mask, derivatives, () => {
    kernels.categorical(sum.pointer, dLogits, codes.pointer, logits.pointer, mask, logits.rows, tape.stride);
  });
}

/**
 * sum += m log p(code) of ordered levels 0 .. L - 1 by the cumulative logit P(code <= k) = sigmoid(c_(k+1) - eta) with
 * cut points c_1 = t_1, c_k = c_(k-1) + exp(t_k). Shapes: codes, eta, m [1 x batch], t [L - 1].
 */
export function addOrdinal(
  tape: Tape,
  sum: Tensor,
  codes: Tensor,
  eta: Tensor,
  t: Weights,
  measured?: Tensor,
): void {
  const { kernels } = tape.engine;
  const dEta = derivative(tape, 1);
  const dCuts = derivative(tape, t.length);
  const work = tape.engine.allocate(8 * 4 * t.length);
  const mask = measured?.pointer ?? 0;
  const derivatives: Derivatives = {
    tensors: [{ of: eta, pointer: dEta }],
    weights: [{ of: t, pointer: dCuts }],
  };
  recordColumn(tape, sum, mask, derivatives, () => {
    kernels.ordinal(
      sum.pointer,
      dEta,
      dCuts,
      codes.pointer,
      eta.pointer,
      t.pointer,
      mask,
      t.length,
      work,
      tape.stride,
    );
  });
}

/** The largest count whose sums are looked up; those of larger ones are computed by series. */
const TABULATED = 512;

/**
 * sum += m log p(x) of counts: negative binomial with log mean eta and log dispersion t (variance mu + exp(t) mu^2), whose
 * limit for small dispersion is Poisson. Shapes: x, eta, m [1 x batch], t [1].
 *
 * @param largest the largest count that is expected; larger ones cost more time, nothing else.
 */
export function addCount(
  tape: Tape,
  sum: Tensor,
  x: Tensor,
  eta: Tensor,
  t: Weights,
  largest: number,
  measured?: Tensor,
): void {
  const { kernels } = tape.engine;
  const [dEta, dT] = [1, 1].map((rows) => derivative(tape, rows));
  const last = Math.min(TABULATED, largest);
  const table = tape.engine.allocate(16 * (last + 1));
  const mask = measured?.pointer ?? 0;
  const derivatives: Derivatives = {
    tensors: [{ of: eta, pointer: dEta }],
    weights: [{ of: t, pointer: dT }],
  };
  recordColumn(tape, sum, mask, derivatives, () => {
    kernels.count(sum.pointer, dEta, dT, x.pointer, eta.pointer, t.pointer, mask, table, last, tape.stride);
  });
}

/** out[r] = f[r] + log(1 + exp(x[r] - f[r])): x where it is well above the floor f, never below it. Shapes: [rows x batch]. */
export function softFloor(tape: Tape, x: Tensor, floors: Weights): Tensor {
  const { kernels } = tape.engine;
  const { stride } = tape;
  const out = tape.tensor(x.rows, x.gradient !== 0);
  const slope = derivative(tape, x.rows);
  tape.record({
    name: "scale",
    outputs: [out],
    forward: () => {
      kernels.softFloor(out.pointer, slope, x.pointer, floors.pointer, x.rows, stride);
    },
    ...(x.gradient !== 0 && {
      backward: (claim: Claim) => {
        const accumulate = claim(x);
        return () => {
          kernels.multiply(x.gradient, accumulate, out.gradient, slope, x.rows * stride);
        };
      },
    }),
  });
  return out;
}

/** Rows `from .. from + rows` of data that has no gradient, as a tensor of their own. */
export function dataRows(tape: Tape, data: Tensor, from: number, rows: number): Tensor {
  return { rows, pointer: data.pointer + from * tape.stride, gradient: 0 };
}
