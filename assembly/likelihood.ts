// Log-masses and log-densities of single columns, added to one value a row of data (nats). Beside the value, each kernel
// leaves its derivatives by the parameters of every row where they are wanted (their pointers are 0 where not); the way
// back is the same for all of them: `weighted` and `weightedSums`.
import { exp, sigmoid } from "./exp";
import { correction, digamma, logGamma } from "./gamma";
import { WIDTH, multiplyAdd, splat, sumLanes } from "./lanes";
import { log } from "./log";
import { expScalar, logScalar } from "./weights";

/** dx[r][b] (+)= dacc[b] m[b] g[r][b]; all rows of g share m, which may be 0: everything is there. */
export function weighted<T extends number>(
  dx: usize, accumulate: i32, dAcc: usize, m: usize, g: usize, rows: i32, stride: usize,
): void {
  for (let r = 0; r < rows; r++) {
    for (let i: usize = 0; i < stride; i += WIDTH) {
      let v = v128.mul<T>(v128.load(dAcc + i), v128.load(g + i));
      if (m) v = v128.mul<T>(v, v128.load(m + i));
      if (accumulate) v = v128.add<T>(v, v128.load(dx + i));
      v128.store(dx + i, v);
    }
    dx += stride;
    g += stride;
  }
}

/** dw[r] += sum over the batch of dacc[b] m[b] g[r][b]. */
export function weightedSums<T extends number>(
  dw: usize, dAcc: usize, m: usize, g: usize, rows: i32, stride: usize,
): void {
  for (let r = 0; r < rows; r++) {
    let sum = splat<T>(0.0);
    for (let i: usize = 0; i < stride; i += WIDTH) {
      let v = v128.mul<T>(v128.load(dAcc + i), v128.load(g + i));
      if (m) v = v128.mul<T>(v, v128.load(m + i));
      sum = v128.add<T>(sum, v);
    }
    store<T>(dw, load<T>(dw) + sumLanes<T>(sum));
    dw += sizeof<T>();
    g += stride;
  }
}

@inline function add<T extends number>(acc: usize, m: usize, v: v128): void {
  if (m) v = v128.mul<T>(v, v128.load(m));
  v128.store(acc, v128.add<T>(v128.load(acc), v));
}

/** log(1 + exp(x)), as a call: every page loads the kernels. */
function softplus<T extends number>(x: v128): v128 {
  const one = splat<T>(1.0);
  const tail = log<T>(v128.add<T>(one, exp<T>(v128.neg<T>(v128.abs<T>(x)))));
  return v128.add<T>(v128.max<T>(x, splat<T>(0.0)), tail);
}

/** out[r][b] = f[r] + log(1 + exp(x[r][b] - f[r])), never below the floor f; keeps the slope. */
export function softFloor<T extends number>(
  out: usize, slope: usize, x: usize, floors: usize, rows: i32, stride: usize,
): void {
  for (let r = 0; r < rows; r++) {
    const floor = v128.splat<T>(load<T>(floors));
    for (let i: usize = 0; i < stride; i += WIDTH) {
      const v = v128.sub<T>(v128.load(x + i), floor);
      v128.store(out + i, v128.add<T>(floor, softplus<T>(v)));
      if (slope) v128.store(slope + i, sigmoid<T>(v));
    }
    out += stride;
    x += stride;
    if (slope) slope += stride;
    floors += sizeof<T>();
  }
}

/** out[r][b] = max(f[r], x[r][b]); keeps the slope, which is 0 where the floor f holds. */
export function atLeast<T extends number>(
  out: usize, slope: usize, x: usize, floors: usize, rows: i32, stride: usize,
): void {
  const one = splat<T>(1.0);
  for (let r = 0; r < rows; r++) {
    const floor = v128.splat<T>(load<T>(floors));
    for (let i: usize = 0; i < stride; i += WIDTH) {
      const v = v128.load(x + i);
      v128.store(out + i, v128.max<T>(v, floor));
      if (slope) v128.store(slope + i, v128.and(one, v128.gt<T>(v, floor)));
    }
    out += stride;
    x += stride;
    if (slope) slope += stride;
    floors += sizeof<T>();
  }
}

/**
 * One column of Student's t (location mu, log scale s, degrees of freedom 1 + exp(t)): acc += m log p(x). Derivatives by
 * mu, s and t.
 */
export function studentT<T extends number>(
  acc: usize, dMu: usize, dS: usize, dT: usize, x: usize, mu: usize, s: usize, t: usize, m: usize, stride: usize,
): void {
  const excess = expScalar(<f64>load<T>(t));
  const degrees = 1.0 + excess;
  const half = 0.5 * (degrees + 1.0);
  const constant = logGamma(half) - logGamma(0.5 * degrees) - 0.5 * (logScalar(degrees) + 1.1447298858494002);
  const slope = 0.5 * (digamma(half) - digamma(0.5 * degrees) - 1.0 / degrees);
  const one = splat<T>(1.0);
  const nu = splat<T>(degrees);
  const nuOne = splat<T>(degrees + 1.0);
  const inverse = splat<T>(1.0 / degrees);
  for (let i: usize = 0; i < stride; i += WIDTH) {
    const spread = v128.load(s + i);
    const p = exp<T>(v128.neg<T>(spread));
    const e = v128.mul<T>(v128.sub<T>(v128.load(x + i), v128.load(mu + i)), p);
    const square = v128.mul<T>(e, e);
    const logarithm = log<T>(multiplyAdd<T>(square, inverse, one));
    const v = v128.sub<T>(v128.sub<T>(splat<T>(constant), spread), v128.mul<T>(splat<T>(half), logarithm));
    add<T>(acc + i, m ? m + i : 0, v);
    if (!dMu) continue;
    const pull = v128.div<T>(nuOne, v128.add<T>(nu, square));
    v128.store(dMu + i, v128.mul<T>(v128.mul<T>(pull, e), p));
    v128.store(dS + i, v128.sub<T>(v128.mul<T>(pull, square), one));
    let byNu = multiplyAdd<T>(splat<T>(-0.5), logarithm, splat<T>(slope));
    byNu = multiplyAdd<T>(v128.mul<T>(splat<T>(0.5 / degrees), pull), square, byNu);
    v128.store(dT + i, v128.mul<T>(splat<T>(excess), byNu));
  }
}

/**
 * One column of a contaminated normal distribution: N(x; mu, exp(s)) with share 1 - c and N(x; mu, 2) with share
 * c = 1 / (1 + exp(5 - t)), or none of the latter where t is 0: acc += m log p(x). Derivatives by mu, s and t.
 */
export function contaminated<T extends number>(
  acc: usize, dMu: usize, dS: usize, dT: usize, x: usize, mu: usize, s: usize, t: usize, m: usize, stride: usize,
): void {
  const logit = t ? <f64>load<T>(t) - 5.0 : 0.0;
  const share = 1.0 / (1.0 + expScalar(-logit));
  // log (1 - c) and log c - log 2, each beside -log(2 pi) / 2.
  const rest = splat<T>((t ? -logScalar(1.0 + expScalar(logit)) : 0.0) - 0.9189385332046727);
  const far = splat<T>(t ? -logScalar(1.0 + expScalar(-logit)) - 1.6120857137646180 : -1e30);
  const one = splat<T>(1.0);
  const minusHalf = splat<T>(-0.5);
  const quarter = splat<T>(0.25);
  for (let i: usize = 0; i < stride; i += WIDTH) {
    const spread = v128.load(s + i);
    const p = exp<T>(v128.neg<T>(spread));
    const d = v128.sub<T>(v128.load(x + i), v128.load(mu + i));
    const e = v128.mul<T>(d, p);
    const square = v128.mul<T>(e, e);
    const near = v128.sub<T>(multiplyAdd<T>(minusHalf, square, rest), spread);
    const wide = multiplyAdd<T>(v128.mul<T>(minusHalf, quarter), v128.mul<T>(d, d), far);
    const v = v128.add<T>(near, softplus<T>(v128.sub<T>(wide, near)));
    add<T>(acc + i, m ? m + i : 0, v);
    if (!dMu) continue;
    const odd = exp<T>(v128.sub<T>(wide, v));
    const own = v128.sub<T>(one, odd);
    v128.store(dMu + i, multiplyAdd<T>(v128.mul<T>(own, p), e, v128.mul<T>(v128.mul<T>(odd, quarter), d)));
    v128.store(dS + i, v128.mul<T>(own, v128.sub<T>(square, one)));
    if (t) v128.store(dT + i, v128.sub<T>(odd, splat<T>(share)));
  }
}

/**
 * Whether each value of a column is the one with a probability of its own, which has a target beyond all others:
 * acc += m log sigmoid(eta) where it is, m log sigmoid(-eta) where it is not. Derivatives by eta. `other` becomes m where it is not, else
 * 0, and `value` x there, else 0.
 */
export function atom<T extends number>(
  acc: usize, dEta: usize, other: usize, value: usize, x: usize, eta: usize, m: usize, stride: usize,
): void {
  const one = splat<T>(1.0);
  const beyond = splat<T>(5e29);
  for (let i: usize = 0; i < stride; i += WIDTH) {
    const given = v128.load(x + i);
    const logOdds = v128.load(eta + i);
    const is = v128.gt<T>(given, beyond);
    const against = v128.bitselect(v128.neg<T>(logOdds), logOdds, is);
    const cost = softplus<T>(against);
    add<T>(acc + i, m ? m + i : 0, v128.neg<T>(cost));
    v128.store(other + i, v128.andnot(m ? v128.load(m + i) : one, is));
    v128.store(value + i, v128.andnot(given, is));
    if (!dEta) continue;
    const slope = exp<T>(v128.sub<T>(against, cost));
    v128.store(dEta + i, v128.bitselect(slope, v128.neg<T>(slope), is));
  }
}

/**
 * Counts of which a share is 0 whatever would be counted, given the log-masses `counted` of the others:
 * acc += m log([x = 0] sigmoid(eta) + sigmoid(-eta) exp(counted)). Derivatives by eta; those of the others are multiplied by how much of
 * the mass is theirs.
 */
export function zeroInflated<T extends number>(
  acc: usize, dEta: usize, dMu: usize, dT: usize, x: usize, counted: usize, eta: usize, m: usize, stride: usize,
): void {
  const one = splat<T>(1.0);
  const half = splat<T>(0.5);
  for (let i: usize = 0; i < stride; i += WIDTH) {
    const logOdds = v128.load(eta + i);
    const isZero = v128.lt<T>(v128.load(x + i), half);
    const sure = v128.neg<T>(softplus<T>(v128.neg<T>(logOdds)));
    const other = v128.sub<T>(v128.load(counted + i), softplus<T>(logOdds));
    const both = v128.add<T>(other, softplus<T>(v128.sub<T>(sure, other)));
    add<T>(acc + i, m ? m + i : 0, v128.bitselect(both, other, isZero));
    if (!dEta) continue;
    const share = v128.bitselect(exp<T>(v128.sub<T>(other, both)), one, isZero);
    v128.store(dEta + i, v128.sub<T>(v128.sub<T>(one, share), exp<T>(sure)));
    v128.store(dMu + i, v128.mul<T>(share, v128.load(dMu + i)));
    v128.store(dT + i, v128.mul<T>(share, v128.load(dT + i)));
  }
}

/** `exp` as a call: every page loads the kernels, one of which has four. */
function expOf<T extends number>(x: v128): v128 {
  return exp<T>(x);
}

/** Below this width 1 - exp(-width) would lose digits, and its series takes its place. */
const NARROW = 0.125;

/**
 * One column of whole numbers, a logistic variable rounded to the nearest: acc += m log (sigmoid(a) - sigmoid(b)) with
 * a = ((x + 1/2 - centre) step - mu) exp(-s), b likewise of x - 1/2, `step` being that of whole numbers as mu is measured. Numbers up to
 * `least` have all that lies below, those from `most` on all that lies above. Derivatives by mu and s. The difference is
 * sigmoid(a) sigmoid(-b) (1 - exp(b - a)), which loses nothing in either tail.
 */
export function discretizedLogistic<T extends number>(
  acc: usize, dMu: usize, dS: usize, x: usize, mu: usize, s: usize, m: usize, centre: f64, step: f64, least: f64,
  most: f64, stride: usize,
): void {
  const zero = splat<T>(0.0);
  const one = splat<T>(1.0);
  const half = splat<T>(0.5 * step);
  const lowest = splat<T>(least + 0.25);
  const highest = splat<T>(most - 0.25);
  for (let i: usize = 0; i < stride; i += WIDTH) {
    const value = v128.load(x + i);
    const p = expOf<T>(v128.neg<T>(v128.max<T>(v128.load(s + i), splat<T>(-40.0))));
    const w = v128.mul<T>(p, splat<T>(step));
    const d = v128.sub<T>(v128.mul<T>(v128.sub<T>(value, splat<T>(centre)), splat<T>(step)), v128.load(mu + i));
    const a = v128.mul<T>(v128.add<T>(d, half), p);
    const b = v128.mul<T>(v128.sub<T>(d, half), p);
    const bottom = v128.lt<T>(value, lowest);
    const top = v128.gt<T>(value, highest);
    const open = v128.or(bottom, top);
    const fall = expOf<T>(v128.neg<T>(w));
    // (1 - exp(-w)) / w
    const gone = v128.bitselect(goneSeries<T>(w), v128.div<T>(v128.sub<T>(one, fall), w), v128.lt<T>(w, splat<T>(NARROW)));
    const between = v128.bitselect(one, v128.max<T>(v128.mul<T>(gone, w), splat<T>(1e-30)), open);
    const tailA = expOf<T>(v128.neg<T>(v128.abs<T>(a)));
    const tailB = expOf<T>(v128.neg<T>(v128.abs<T>(b)));
    const sumA = v128.add<T>(one, tailA);
    const sumB = v128.add<T>(one, tailB);
    const outer = v128.mul<T>(v128.bitselect(one, sumA, top), v128.bitselect(one, sumB, bottom));
    const beyond = v128.add<T>(
      v128.andnot(v128.max<T>(v128.neg<T>(a), zero), top),
      v128.andnot(v128.max<T>(b, zero), bottom),
    );
    add<T>(acc + i, m ? m + i : 0, v128.sub<T>(log<T>(v128.div<T>(between, outer)), beyond));
    if (!dMu) continue;
    const up = v128.andnot(v128.div<T>(v128.bitselect(tailA, one, v128.gt<T>(a, zero)), sumA), top);
    const low = v128.andnot(v128.div<T>(v128.bitselect(one, tailB, v128.gt<T>(b, zero)), sumB), bottom);
    v128.store(dMu + i, v128.mul<T>(p, v128.sub<T>(low, up)));
    const narrowing = v128.andnot(v128.div<T>(fall, gone), open);
    v128.store(dS + i, v128.sub<T>(v128.sub<T>(v128.mul<T>(b, low), v128.mul<T>(a, up)), narrowing));
  }
}

/** (1 - exp(-w)) / w for small w: the sum of (-w)^k / (k + 1)!. */
function goneSeries<T extends number>(w: v128): v128 {
  const one = splat<T>(1.0);
  let sum = one;
  for (let k = sizeof<T>() == 4 ? 6 : 11; k > 1; k--)
    sum = v128.sub<T>(one, v128.mul<T>(v128.mul<T>(w, splat<T>(1.0 / <f64>k)), sum));
  return sum;
}

/**
 * One column with levels 0 .. L - 1, the logits of levels 1 .. L - 1 in L - 1 rows and that of level 0 being 0:
 * acc += m log p(code). Derivatives by the logits.
 */
export function categorical<T extends number>(
  acc: usize, dLogits: usize, codes: usize, logits: usize, m: usize, rows: i32, stride: usize,
): void {
  for (let i: usize = 0; i < stride; i += WIDTH) {
    const code = v128.load(codes + i);
    let largest = splat<T>(0.0);
    let chosen = splat<T>(0.0);
    let at = logits + i;
    for (let r = 0; r < rows; r++) {
      const v = v128.load(at);
      largest = v128.max<T>(largest, v);
      chosen = v128.bitselect(v, chosen, v128.eq<T>(code, splat<T>(<f64>(r + 1))));
      at += stride;
    }
    let sum = exp<T>(v128.neg<T>(largest));
    at = logits + i;
    for (let r = 0; r < rows; r++) {
      sum = v128.add<T>(sum, exp<T>(v128.sub<T>(v128.load(at), largest)));
      at += stride;
    }
    const normalizer = v128.add<T>(largest, log<T>(sum));
    add<T>(acc + i, m ? m + i : 0, v128.sub<T>(chosen, normalizer));
    if (!dLogits) continue;
    at = logits + i;
    let to = dLogits + i;
    for (let r = 0; r < rows; r++) {
      const hit = v128.and(splat<T>(1.0), v128.eq<T>(code, splat<T>(<f64>(r + 1))));
      v128.store(to, v128.sub<T>(hit, exp<T>(v128.sub<T>(v128.load(at), normalizer))));
      at += stride;
      to += stride;
    }
  }
}

/**
 * One column with ordered levels 0 .. L - 1 by the cumulative logit: P(code <= k) = sigmoid(c_(k+1) - eta), with L - 1
 * rising cut points c_1 = t_1, c_k = c_(k-1) + exp(t_k): acc += m log p(code). Derivatives by eta and by every t. The
 * difference of two sigmoids is sigmoid(a) sigmoid(-b) (1 - exp(b - a)), which loses nothing in either tail.
 *
 * @param work 4 (L - 1) float64: of every cut the point, exp(t), log(1 - exp(-exp(t))) and 1 / (exp(exp(t)) - 1).
 */
export function ordinal<T extends number>(
  acc: usize, dEta: usize, dCuts: usize, codes: usize, eta: usize, t: usize, m: usize, cuts: i32, work: usize, stride: usize,
): void {
  const step = <usize>cuts << 3;
  const widths = work + step;
  const logs = widths + step;
  const odds = logs + step;
  let point = 0.0;
  for (let k: usize = 0; k < <usize>cuts; k++) {
    const value = <f64>load<T>(t + k * sizeof<T>());
    const width = k == 0 ? 1.0 : expScalar(value);
    point = k == 0 ? value : point + width;
    store<f64>(work + (k << 3), point);
    store<f64>(widths + (k << 3), width);
    // 1 - exp(-w) without cancellation.
    const gone = width < 0.01
      ? width * (1.0 - width * (0.5 - width * (1.0 / 6.0 - width * (1.0 / 24.0 - width / 120.0))))
      : 1.0 - expScalar(-width);
    const safe = max(gone, 1e-30);
    store<f64>(logs + (k << 3), logScalar(safe));
    store<f64>(odds + (k << 3), (1.0 - gone) / safe);
  }
  const far = splat<T>(1e30);
  const zero = splat<T>(0.0);
  for (let i: usize = 0; i < stride; i += WIDTH) {
    const code = v128.load(codes + i);
    const location = v128.load(eta + i);
    let upper = far;
    let lower = v128.neg<T>(far);
    let between = zero;
    let ratio = zero;
    for (let k: usize = 0; k < <usize>cuts; k++) {
      const cut = splat<T>(load<f64>(work + (k << 3)));
      const below = v128.eq<T>(code, splat<T>(<f64>k));
      upper = v128.bitselect(cut, upper, below);
      lower = v128.bitselect(cut, lower, v128.eq<T>(code, splat<T>(<f64>(k + 1))));
      if (k > 0) {
        between = v128.bitselect(splat<T>(load<f64>(logs + (k << 3))), between, below);
        ratio = v128.bitselect(splat<T>(load<f64>(odds + (k << 3))), ratio, below);
      }
    }
    const a = v128.sub<T>(upper, location);
    const b = v128.sub<T>(lower, location);
    const v = v128.sub<T>(between, v128.add<T>(softplus<T>(v128.neg<T>(a)), softplus<T>(b)));
    add<T>(acc + i, m ? m + i : 0, v);
    if (!dEta) continue;
    const up = sigmoid<T>(v128.neg<T>(a));
    const low = sigmoid<T>(b);
    v128.store(dEta + i, v128.sub<T>(low, up));
    let to = dCuts + i;
    for (let k: usize = 0; k < <usize>cuts; k++) {
      // The cut above code c is number c, the one below it c - 1; a cut moves with every increment up to its own.
      const index = splat<T>(<f64>k);
      const movesUpper = v128.ge<T>(code, index);
      const movesLower = v128.gt<T>(code, index);
      let slope = v128.sub<T>(v128.and(up, movesUpper), v128.and(low, movesLower));
      if (k > 0) slope = v128.add<T>(slope, v128.and(ratio, v128.eq<T>(code, index)));
      v128.store(to, v128.mul<T>(splat<T>(load<f64>(widths + (k << 3))), slope));
      to += stride;
    }
  }
}

/** Up to this count the sums over 0 .. x - 1 are looked up; beyond, Stirling's series takes their place. */
export const TABULATED: i32 = 512;

/**
 * Sums for counts 0 .. `last` (at most TABULATED) at dispersion alpha: sum_(k<x) log(1 + k alpha) - log x! and its
 * derivative by alpha, in two rows of float64.
 */
function tabulate(table: usize, last: i32, alpha: f64): void {
  const slopes = table + (<usize>(last + 1) << 3);
  let value = 0.0;
  let slope = 0.0;
  store<f64>(table, 0.0);
  store<f64>(slopes, 0.0);
  for (let x = 0; x < last; x++) {
    const factor = 1.0 + <f64>x * alpha;
    value += logScalar(factor / <f64>(x + 1));
    slope += <f64>x / factor;
    store<f64>(table + (<usize>(x + 1) << 3), value);
    store<f64>(slopes + (<usize>(x + 1) << 3), slope);
  }
}

/** log(1 + x) for x >= 0, accurate for small x. */
@inline function logOnePlus(x: f64): f64 {
  const u = 1.0 + x;
  const d = u - 1.0;
  return d == 0.0 ? x : logScalar(u) * (x / d);
}

/** sum_(k<x) log(1 + k alpha) for large x, with r = 1 / alpha: log Gamma(r + x) - log Gamma(r) - x log r. */
function largeSum(x: f64, alpha: f64): f64 {
  const r = 1.0 / alpha;
  if (r < 12.0) return logGamma(r + x) - logGamma(r) - x * logScalar(r);
  // The difference of Stirling's series, whose parts are no larger than x.
  return (r + x - 0.5) * logOnePlus(x * alpha) - x + correction(r + x) - correction(r);
}

/** Its derivative by alpha: sum_(k<x) k / (1 + k alpha) = r (x - r (digamma(r + x) - digamma(r))). */
function largeSlope(x: f64, alpha: f64): f64 {
  const r = 1.0 / alpha;
  if (x * alpha < 1e-4) return 0.5 * x * (x - 1.0) * (1.0 - alpha * (2.0 * x - 1.0) / 3.0);
  return r * (x - r * (digamma(r + x) - digamma(r)));
}

/**
 * One column of counts, negative binomial with log mean eta and dispersion alpha = exp(t) (variance mu + alpha mu^2,
 * Poisson as alpha vanishes): acc += m log p(x). Derivatives by eta and t. Everything in float64, since Poisson's limit
 * lives on small differences.
 *
 * @param table 2 (last + 1) float64, `last` being the largest count of the column or TABULATED.
 */
export function count<T extends number>(
  acc: usize, dEta: usize, dT: usize, x: usize, eta: usize, t: usize, m: usize, table: usize, last: i32, stride: usize,
): void {
  const alpha = expScalar(max(-18.0, min(8.0, <f64>load<T>(t))));
  const r = 1.0 / alpha;
  tabulate(table, last, alpha);
  const slopes = table + (<usize>(last + 1) << 3);
  const batch = <i32>(stride / sizeof<T>());
  const one = f64x2.splat(1.0);
  const alphas = f64x2.splat(alpha);
  // Two values a turn: float64 has two lanes, and a batch is padded to whole vectors.
  for (let i = 0; i < batch; i += 2) {
    const at = <usize>i * sizeof<T>();
    const values = f64x2.max(f64x2.splat(0.0), pairAt<T>(x + at));
    const locations = f64x2.max(f64x2.splat(-300.0), f64x2.min(f64x2.splat(300.0), pairAt<T>(eta + at)));
    const mu = exp<f64>(locations);
    const q = f64x2.mul(alphas, mu);
    const u = f64x2.add(one, q);
    const d = f64x2.sub(u, one);
    // log(1 + q), accurate for small q.
    const l = v128.bitselect(q, f64x2.mul(log<f64>(u), f64x2.div(q, d)), f64x2.eq(d, f64x2.splat(0.0)));
    const first = f64x2.extract_lane(values, 0);
    const second = f64x2.extract_lane(values, 1);
    const sums = pairOf(countSum(first, table, last, alpha), countSum(second, table, last, alpha));
    const v = f64x2.sub(
      f64x2.add(sums, f64x2.mul(values, locations)),
      f64x2.mul(f64x2.add(values, f64x2.splat(r)), l),
    );
    const weights = m ? pairAt<T>(m + at) : one;
    storePair<T>(acc + at, f64x2.add(pairAt<T>(acc + at), f64x2.mul(weights, v)));
    if (!dEta) continue;
    const share = f64x2.div(one, u);
    storePair<T>(dEta + at, f64x2.mul(f64x2.sub(values, mu), share));
    const steps = pairOf(countSlope(first, slopes, last, alpha), countSlope(second, slopes, last, alpha));
    const qShare = f64x2.mul(q, share);
    const rest = pairOf(
      dispersionRest(f64x2.extract_lane(mu, 0), f64x2.extract_lane(q, 0), f64x2.extract_lane(l, 0), f64x2.extract_lane(qShare, 0), r),
      dispersionRest(f64x2.extract_lane(mu, 1), f64x2.extract_lane(q, 1), f64x2.extract_lane(l, 1), f64x2.extract_lane(qShare, 1), r),
    );
    storePair<T>(
      dT + at,
      f64x2.add(f64x2.sub(f64x2.mul(alphas, steps), f64x2.mul(values, qShare)), rest),
    );
  }
}

@inline function pairAt<T extends number>(pointer: usize): v128 {
  if (sizeof<T>() == 4) return f64x2.promote_low_f32x4(v128.load64_zero(pointer));
  return v128.load(pointer);
}

@inline function storePair<T extends number>(pointer: usize, pair: v128): void {
  if (sizeof<T>() == 4) v128.store64_lane(pointer, f32x4.demote_f64x2_zero(pair), 0);
  else v128.store(pointer, pair);
}

@inline function pairOf(a: f64, b: f64): v128 {
  return f64x2.replace_lane(f64x2.splat(a), 1, b);
}

@inline function countSum(value: f64, table: usize, last: i32, alpha: f64): f64 {
  const whole = <i32>min(value, 2147483647.0);
  if (whole <= last) return load<f64>(table + (<usize>whole << 3));
  return largeSum(value, alpha) - logGamma(value + 1.0);
}

@inline function countSlope(value: f64, slopes: usize, last: i32, alpha: f64): f64 {
  const whole = <i32>min(value, 2147483647.0);
  if (whole <= last) return load<f64>(slopes + (<usize>whole << 3));
  return largeSlope(value, alpha);
}

/** alpha times (log(1 + q) - q / (1 + q)) / alpha^2, by its series where q is small. */
@inline function dispersionRest(mu: f64, q: f64, l: f64, qShare: f64, r: f64): f64 {
  if (q < 0.01) return mu * q * (0.5 - q * (2.0 / 3.0 - q * (0.75 - q * (0.8 - q * (5.0 / 6.0)))));
  return r * (l - qShare);
}
