/** How much farther a step goes each time that no bracket is known yet. */
const FARTHER = 4;
/** The first step, relative to the point's size where that exceeds 1: small enough to tell the slope. */
const FIRST_STEP = 2 ** -20;
const EPSILON = 2 ** -52;

/**
 * Finds where an increasing function is zero, by values alone: secants within a bracket that first grows until there is one
 * and then shrinks to neighbouring numbers. Whoever uses it computes the function at `point` and tells it.
 *
 * @example
 * const root = new IncreasingRoot(1, 1e-12);
 * while (!root.ended) root.tell(root.point ** 3 - 2);
 * root.best; // the cube root of 2
 */
export class IncreasingRoot {
  /** Where the function is asked next. */
  point: number;
  /** The point with the smallest value so far. */
  best: number;
  /** Whether there is nothing left to ask. */
  ended = false;
  /** Whether `best` is within the tolerance, or as near as numbers can be: with neighbours on both sides. */
  solved = false;
  readonly #tolerance: number;
  #smallest = Number.POSITIVE_INFINITY;
  #low = Number.NEGATIVE_INFINITY;
  #high = Number.POSITIVE_INFINITY;
  #before: { readonly point: number; readonly value: number } | undefined;
  #step = 0;
  /** Sizes of the last three values, since the last bisection. */
  #sizes: number[] = [];

  /** @param tolerance the size of a value that is small enough. */
  constructor(start: number, tolerance: number) {
    this.point = Number.isFinite(start) ? start : 0;
    this.best = this.point;
    this.#tolerance = tolerance;
  }

  /** The function's value at `point`. */
  tell(value: number): void {
    if (Number.isNaN(value)) {
      this.ended = true;
      return;
    }
    const { point } = this;
    const size = Math.abs(value);
    if (size <= this.#smallest) {
      this.#smallest = size;
      this.best = point;
    }
    if (size <= this.#tolerance) {
      this.solved = true;
      this.ended = true;
      return;
    }
    if (value < 0) this.#low = Math.max(this.#low, point);
    else this.#high = Math.min(this.#high, point);
    const next = this.#inside(this.#guess(point, value), point, value);
    this.#before = { point, value };
    if (next === undefined || !Number.isFinite(next)) {
      this.solved = next === undefined;
      this.ended = true;
    } else this.point = next;
  }

  /** Where the last two values lead. */
  #guess(point: number, value: number): number {
    const before = this.#before;
    if (before === undefined || !Number.isFinite(before.value) || !Number.isFinite(value)) return Number.NaN;
    const slope = (value - before.value) / (point - before.point);
    const next = slope > 0 ? point - value / slope : Number.NaN;
    const unit = EPSILON * Math.max(Math.abs(point), Number.MIN_VALUE / EPSILON);
    // Where a step is lost beside the point, its neighbour closes the bracket.
    return Math.abs(next - point) < unit ? point - Math.sign(value) * unit : next;
  }

  /** The guess where it lies within the bracket and values shrink, else a step or a bisection; none if nothing lies within. */
  #inside(guess: number, point: number, value: number): number | undefined {
    const [low, high] = [this.#low, this.#high];
    this.#sizes.push(Math.abs(value));
    if (Number.isFinite(low) && Number.isFinite(high)) {
      const middle = low + 0.5 * (high - low);
      if (!(middle > low && middle < high)) return undefined;
      const earlier = this.#sizes.length > 3 ? this.#sizes[this.#sizes.length - 4] : Number.POSITIVE_INFINITY;
      if (guess > low && guess < high && Math.abs(value) <= 0.5 * earlier) return guess;
      this.#sizes = [];
      return middle;
    }
    this.#step = Math.max(FARTHER * this.#step, FIRST_STEP * Math.max(1, Math.abs(point)));
    const outward = point - Math.sign(value) * this.#step;
    // A slope that was learnt may lead farther, never back.
    return value < 0
      ? Math.max(outward, guess > point ? guess : outward)
      : Math.min(outward, guess < point ? guess : outward);
  }
}
