// Adam (Kingma & Ba 2015) over one flat parameter vector, with a quadratic penalty a parameter:
// the gradient of penalty / 2 (p - centre)^2 is added before the moments.
import { WIDTH, multiplyAdd, splat } from "./lanes";

/** `count` is a multiple of the lane count. `correction1` = 1 - beta1^t and `correction2` = 1 - beta2^t. */
export function adam<T extends number>(
  p: usize, g: usize, m: usize, v: usize, penalty: usize, centre: usize, count: i32,
  rate: f64, beta1: f64, beta2: f64, epsilon: f64, correction1: f64, correction2: f64, gradientScale: f64,
): void {
  const b1 = splat<T>(beta1);
  const b2 = splat<T>(beta2);
  const c1 = splat<T>(1.0 - beta1);
  const c2 = splat<T>(1.0 - beta2);
  const eps = splat<T>(epsilon);
  const step = splat<T>(rate / correction1);
  const root = splat<T>(1.0 / Math.sqrt(correction2));
  const scale = splat<T>(gradientScale);
  const bytes = <usize>count * sizeof<T>();
  let i: usize = 0;
  if (bytes > 0) do {
    const value = v128.load(p + i);
    const pull = v128.mul<T>(v128.load(penalty + i), v128.sub<T>(value, v128.load(centre + i)));
    const gradient = multiplyAdd<T>(scale, v128.load(g + i), pull);
    const first = multiplyAdd<T>(b1, v128.load(m + i), v128.mul<T>(c1, gradient));
    const second = multiplyAdd<T>(b2, v128.load(v + i), v128.mul<T>(c2, v128.mul<T>(gradient, gradient)));
    v128.store(m + i, first);
    v128.store(v + i, second);
    const size = v128.add<T>(v128.mul<T>(v128.sqrt<T>(second), root), eps);
    v128.store(p + i, v128.sub<T>(value, v128.div<T>(v128.mul<T>(step, first), size)));
    i += WIDTH;
  } while (i < bytes);
}

/** Sum of squares of a vector, for clipping by the global norm and for finding what is not finite. */
export function sumOfSquares<T extends number>(x: usize, count: i32): f64 {
  let sum: f64 = 0;
  for (let i = 0; i < count; i++) {
    const v = <f64>load<T>(x + <usize>i * sizeof<T>());
    sum += v * v;
  }
  return sum;
}
