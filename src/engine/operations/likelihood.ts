/** Log-masses and log-densities of the columns that are not Gaussian, added to a sum a row of data (nats). */
import type { Claim, Tape, Tensor, Weights } from "../tape.ts";

/** Columns of one kind side by side: what a column takes starts where that of the columns before it ends. */
interface Columns {
  /** [columns x batch], 1 where the value is there; absent where all are. */
  readonly measured: Tensor | undefined;
  /** Parameters with a batch and their derivatives, written by the forward kernels; `rows[c]` belong to column c. */
  readonly tensors: readonly {
    readonly of: Tensor;
    readonly pointer: number;
    readonly rows: readonly number[];
  }[];
  /** Parameters that all rows of data share, and their derivatives, a row of the batch each. */
  readonly weights: readonly {
    readonly of: Weights;
    readonly pointer: number;
    readonly rows: readonly number[];
  }[];
}

/** Records a forward pass over columns that adds to `sum`, and the backward pass that all these kinds share. */
function recordColumns(tape: Tape, sum: Tensor, columns: Columns, forward: () => void): void {
  const { kernels, elementBytes } = tape.engine;
  const { stride } = tape;
  const mask = (column: number) => maskOf(columns.measured, column, stride);
  const wanted = columns.tensors.filter(({ of }) => of.gradient !== 0);
  const shared = columns.weights.filter(({ of }) => of.gradient !== 0);
  tape.record({
    name: "density",
    outputs: [sum],
    forward,
    ...(wanted.length + shared.length > 0 && {
      backward: (claim: Claim) => {
        const into = wanted.map((tensor) => ({ ...tensor, accumulate: claim(tensor.of) }));
        return () => {
          for (const { of, pointer, rows, accumulate } of into) {
            let at = 0;
            for (let c = 0; c < rows.length; c++) {
              const to = of.gradient + at * stride;
              kernels.weighted(to, accumulate, sum.gradient, mask(c), pointer + at * stride, rows[c], stride);
              at += rows[c];
            }
          }
          for (const { of, pointer, rows } of shared) {
            let at = 0;
            for (let c = 0; c < rows.length; c++) {
              const to = of.gradient + at * elementBytes;
              kernels.weightedSums(to, sum.gradient, mask(c), pointer + at * stride, rows[c], stride);
              at += rows[c];
            }
          }
        };
      },
    }),
  });
}

function maskOf(measured: Tensor | undefined, column: number, stride: number): number {
  return measured === undefined ? 0 : measured.pointer + column * stride;
}

/** Memory for a derivative, or 0 where no gradient is ever wanted: the kernels then leave it out. */
function derivative(tape: Tape, rows: number): number {
  return tape.differentiable ? tape.tensor(rows, false).pointer : 0;
}

const one = (columns: number): number[] => new Array<number>(columns).fill(1);
/** The place of row `row`, or 0 where there is nothing. */
const rowOf = (pointer: number, row: number, stride: number): number =>
  pointer === 0 ? 0 : pointer + row * stride;

/**
 * sum += sum_c m[c] log p(x[c]) of Student's t with location mu, log scale s and 1 + exp(t) degrees of freedom. Shapes: x, mu,
 * s, m [columns x batch], t [columns].
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
  addAround(tape, sum, "studentT", { x, mu, s, t, rows: one(x.rows), measured });
}

/**
 * sum += sum_c m[c] log p(x[c]) of normal distributions with mean mu and log scale s but for a share 1 / (1 + exp(5 - t)) of
 * scale 2, which columns with `rows[c]` of 1 have and those of 0 have not. Shapes: x, mu, s, m [columns x batch], t [sum of rows].
 */
export function addContaminated(
  tape: Tape,
  sum: Tensor,
  x: Tensor,
  mu: Tensor,
  s: Tensor,
  t: Weights,
  rows: readonly number[],
  measured?: Tensor,
): void {
  addAround(tape, sum, "contaminated", { x, mu, s, t, rows, measured });
}

interface AroundLocation {
  readonly x: Tensor;
  readonly mu: Tensor;
  readonly s: Tensor;
  readonly t: Weights;
  /** How many of `t` belong to each column. */
  readonly rows: readonly number[];
  readonly measured: Tensor | undefined;
}

/** Columns around a location, with a scale and numbers of their own. */
function addAround(
  tape: Tape,
  sum: Tensor,
  kernel: "studentT" | "contaminated",
  { x, mu, s, t, rows, measured }: AroundLocation,
): void {
  const { kernels, elementBytes } = tape.engine;
  const { stride } = tape;
  const count = x.rows;
  const [dMu, dS, dT] = [count, count, t.length].map((length) => derivative(tape, length));
  const columns: Columns = {
    measured,
    tensors: [
      { of: mu, pointer: dMu, rows: one(count) },
      { of: s, pointer: dS, rows: one(count) },
    ],
    weights: [{ of: t, pointer: dT, rows }],
  };
  recordColumns(tape, sum, columns, () => {
    let own = 0;
    for (let c = 0; c < count; c++) {
      kernels[kernel](
        sum.pointer,
        rowOf(dMu, c, stride),
        rowOf(dS, c, stride),
        rowOf(dT, own, stride),
        x.pointer + c * stride,
        mu.pointer + c * stride,
        s.pointer + c * stride,
        rows[c] === 0 ? 0 : t.pointer + own * elementBytes,
        maskOf(measured, c, stride),
        stride,
      );
      own += rows[c];
    }
  });
}

/**
 * sum += sum_c m[c] log p(x[c]) of columns of which one value, whose x is beyond all others (1e30), has the log odds in every second
 * row of `location`, and the others are normal about the row before but for outliers, as `addContaminated` has them. Shapes: x, s, m
 * [columns x batch], location [2 columns x batch], t [columns].
 */
export function addSemicontinuous(
  tape: Tape,
  sum: Tensor,
  x: Tensor,
  location: Tensor,
  s: Tensor,
  t: Weights,
  measured?: Tensor,
): void {
  const { kernels, elementBytes } = tape.engine;
  const { stride } = tape;
  const count = x.rows;
  const [dLocation, dS, dT] = [2 * count, count, count].map((rows) => derivative(tape, rows));
  const [other, value] = [1, 1].map((rows) => tape.tensor(rows, false).pointer);
  const columns: Columns = {
    measured,
    tensors: [
      { of: location, pointer: dLocation, rows: new Array<number>(count).fill(2) },
      { of: s, pointer: dS, rows: one(count) },
    ],
    weights: [{ of: t, pointer: dT, rows: one(count) }],
  };
  recordColumns(tape, sum, columns, () => {
    for (let c = 0; c < count; c++) {
      const [dMu, dEta] = [2 * c, 2 * c + 1].map((row) => rowOf(dLocation, row, stride));
      const [mu, eta] = [2 * c, 2 * c + 1].map((row) => location.pointer + row * stride);
      const own = [dMu, rowOf(dS, c, stride), rowOf(dT, c, stride)];
      kernels.atom(
        sum.pointer,
        dEta,
        other,
        value,
        x.pointer + c * stride,
        eta,
        maskOf(measured, c, stride),
        stride,
      );
      kernels.contaminated(
        sum.pointer,
        own[0],
        own[1],
        own[2],
        value,
        mu,
        s.pointer + c * stride,
        t.pointer + c * elementBytes,
        other,
        stride,
      );
      if (dLocation === 0) continue;
      // The one value says nothing of the others.
      for (const slope of own) kernels.multiply(slope, 0, slope, other, stride);
    }
  });
}

/** How whole numbers lie where a location is measured, and the numbers to which all beyond them counts; absent where there are none. */
export interface Cells {
  readonly mean: number;
  readonly deviation: number;
  readonly least?: number | undefined;
  readonly most?: number | undefined;
}

/**
 * sum += sum_c m[c] log p(x[c]) of whole numbers: mean + deviation * (a logistic variable with location mu and log scale s), rounded to
 * the nearest. Shapes: x, mu, s, m [columns x batch].
 */
export function addDiscretizedLogistic(
  tape: Tape,
  sum: Tensor,
  x: Tensor,
  mu: Tensor,
  s: Tensor,
  cells: readonly Cells[],
  measured?: Tensor,
): void {
  const { kernels } = tape.engine;
  const { stride } = tape;
  const count = x.rows;
  const [dMu, dS] = [1, 1].map(() => derivative(tape, count));
  const columns: Columns = {
    measured,
    tensors: [
      { of: mu, pointer: dMu, rows: one(count) },
      { of: s, pointer: dS, rows: one(count) },
    ],
    weights: [],
  };
  recordColumns(tape, sum, columns, () => {
    cells.forEach(({ mean, deviation, least = -NO_END, most = NO_END }, c) => {
      kernels.discretizedLogistic(
        sum.pointer,
        rowOf(dMu, c, stride),
        rowOf(dS, c, stride),
        x.pointer + c * stride,
        mu.pointer + c * stride,
        s.pointer + c * stride,
        maskOf(measured, c, stride),
        mean,
        1 / deviation,
        least,
        most,
        stride,
      );
    });
  });
}

/** Beyond every number that a column may have. */
const NO_END = 1e30;

/**
 * sum += sum_c m[c] log p(codes[c]) of levels 0 .. rows[c], the logits of all but level 0 (which has 0) being `rows[c]` rows
 * of `logits`. Shapes: codes, m [columns x batch], logits [sum of rows x batch].
 */
export function addCategorical(
  tape: Tape,
  sum: Tensor,
  codes: Tensor,
  logits: Tensor,
  rows: readonly number[],
  measured?: Tensor,
): void {
  const { kernels } = tape.engine;
  const { stride } = tape;
  const dLogits = derivative(tape, logits.rows);
  const columns: Columns = { measured, tensors: [{ of: logits, pointer: dLogits, rows }], weights: [] };
  recordColumns(tape, sum, columns, () => {
    let at = 0;
    for (let c = 0; c < rows.length; c++) {
      kernels.categorical(
        sum.pointer,
        rowOf(dLogits, at, stride),
        codes.pointer + c * stride,
        logits.pointer + at * stride,
        maskOf(measured, c, stride),
        rows[c],
        stride,
      );
      at += rows[c];
    }
  });
}

/**
 * sum += sum_c m[c] log p(codes[c]) of ordered levels 0 .. cuts[c] by the cumulative logit
 * P(code <= k) = sigmoid(c_(k+1) - eta) with cut points c_1 = t_1, c_k = c_(k-1) + exp(t_k). Shapes: codes, eta, m
 * [columns x batch], t [sum of cuts].
 */
export function addOrdinal(
  tape: Tape,
  sum: Tensor,
  codes: Tensor,
  eta: Tensor,
  t: Weights,
  cuts: readonly number[],
  measured?: Tensor,
): void {
  const { kernels, elementBytes } = tape.engine;
  const { stride } = tape;
  const dEta = derivative(tape, cuts.length);
  const dCuts = derivative(tape, t.length);
  const work = tape.engine.allocate(8 * 4 * Math.max(...cuts));
  const columns: Columns = {
    measured,
    tensors: [{ of: eta, pointer: dEta, rows: one(cuts.length) }],
    weights: [{ of: t, pointer: dCuts, rows: cuts }],
  };
  recordColumns(tape, sum, columns, () => {
    let at = 0;
    for (let c = 0; c < cuts.length; c++) {
      kernels.ordinal(
        sum.pointer,
        rowOf(dEta, c, stride),
        rowOf(dCuts, at, stride),
        codes.pointer + c * stride,
        eta.pointer + c * stride,
        t.pointer + at * elementBytes,
        maskOf(measured, c, stride),
        cuts[c],
        work,
        stride,
      );
      at += cuts[c];
    }
  });
}

/** The largest count whose sums are looked up; those of larger ones are computed by series. */
const TABULATED = 512;

/**
 * sum += sum_c m[c] log p(x[c]) of counts: negative binomial with log mean eta and log dispersion t (variance
 * mu + exp(t) mu^2), whose limit for small dispersion is Poisson. Shapes: x, eta, m [columns x batch], t [columns].
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
  const { kernels, elementBytes } = tape.engine;
  const { stride } = tape;
  const count = x.rows;
  const [dEta, dT] = [1, 1].map(() => derivative(tape, count));
  const last = Math.min(TABULATED, largest);
  const table = tape.engine.allocate(16 * (last + 1));
  const columns: Columns = {
    measured,
    tensors: [{ of: eta, pointer: dEta, rows: one(count) }],
    weights: [{ of: t, pointer: dT, rows: one(count) }],
  };
  recordColumns(tape, sum, columns, () => {
    for (let c = 0; c < count; c++) {
      kernels.count(
        sum.pointer,
        rowOf(dEta, c, stride),
        rowOf(dT, c, stride),
        x.pointer + c * stride,
        eta.pointer + c * stride,
        t.pointer + c * elementBytes,
        maskOf(measured, c, stride),
        table,
        last,
        stride,
      );
    }
  });
}

/**
 * sum += sum_c m[c] log p(x[c]) of counts as `addCount` has them, but for a share of the rows that are 0 whatever would be counted: its
 * log odds stand in every second row of `location`, behind the log mean. Shapes: x, m [columns x batch], location [2 columns x batch],
 * t [columns].
 *
 * @param largest the largest count that is expected; larger ones cost more time, nothing else.
 */
export function addZeroInflatedCount(
  tape: Tape,
  sum: Tensor,
  x: Tensor,
  location: Tensor,
  t: Weights,
  largest: number,
  measured?: Tensor,
): void {
  const { kernels, elementBytes } = tape.engine;
  const { stride } = tape;
  const count = x.rows;
  const [dLocation, dT] = [2 * count, count].map((rows) => derivative(tape, rows));
  const last = Math.min(TABULATED, largest);
  const table = tape.engine.allocate(16 * (last + 1));
  const counted = tape.tensor(1, false).pointer;
  const columns: Columns = {
    measured,
    tensors: [{ of: location, pointer: dLocation, rows: new Array<number>(count).fill(2) }],
    weights: [{ of: t, pointer: dT, rows: one(count) }],
  };
  recordColumns(tape, sum, columns, () => {
    for (let c = 0; c < count; c++) {
      const value = x.pointer + c * stride;
      const [dMu, dEta] = [2 * c, 2 * c + 1].map((row) => rowOf(dLocation, row, stride));
      const [mu, eta] = [2 * c, 2 * c + 1].map((row) => location.pointer + row * stride);
      const dOwn = rowOf(dT, c, stride);
      kernels.scaleAdd(counted, 0, value, 0, stride);
      kernels.count(counted, dMu, dOwn, value, mu, t.pointer + c * elementBytes, 0, table, last, stride);
      kernels.zeroInflated(
        sum.pointer,
        dEta,
        dMu,
        dOwn,
        value,
        counted,
        eta,
        maskOf(measured, c, stride),
        stride,
      );
    }
  });
}

/** out[r] = f[r] + log(1 + exp(x[r] - f[r])): x where it is well above the floor f, never below it. Shapes: [rows x batch]. */
export function softFloor(tape: Tape, x: Tensor, floors: Weights): Tensor {
  return floored(tape, x, floors, "softFloor");
}

/** out[r] = max(f[r], x[r]): x to the bit where it is above the floor f. Shapes: [rows x batch]. */
export function atLeast(tape: Tape, x: Tensor, floors: Weights): Tensor {
  return floored(tape, x, floors, "atLeast");
}

function floored(tape: Tape, x: Tensor, floors: Weights, kernel: "softFloor" | "atLeast"): Tensor {
  const { kernels } = tape.engine;
  const { stride } = tape;
  const out = tape.tensor(x.rows, x.gradient !== 0);
  const slope = derivative(tape, x.rows);
  tape.record({
    name: "scale",
    outputs: [out],
    forward: () => {
      kernels[kernel](out.pointer, slope, x.pointer, floors.pointer, x.rows, stride);
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
