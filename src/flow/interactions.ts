import {
  linear,
  multiplyRows,
  type Parameter,
  type ParameterList,
  type ParameterStore,
  SparsePattern,
  type Tape,
  type Tensor,
} from "../engine/index.ts";
import { type NamedLayer, namedMatrix } from "../nn/index.ts";
import { negateWhere } from "./storedWeights.ts";

/** A component that reads more of the others than this has no interactions: their number grows with the square. */
const MOST_PARENTS = 12;

/** Two latents, the first at most the second. */
export type Pair = readonly [number, number];

/**
 * Second-order terms Q (y_p y_q) of a linear layer: a component's mean may depend on the products of any two of the latents
 * that it reads, squares included. Hidden layers follow such a mean among the training rows only; this one goes on beyond.
 */
export class Interactions {
  readonly pairs: readonly Pair[];
  readonly parameter: Parameter;
  readonly #pattern: SparsePattern;
  readonly #latents: number;

  private constructor(pairs: readonly Pair[], pattern: SparsePattern, parameter: Parameter, latents: number) {
    this.pairs = pairs;
    this.parameter = parameter;
    this.#pattern = pattern;
    this.#latents = latents;
  }

  /** @param reads which latents every component reads. @returns nothing where there is no pair. */
  static between(
    list: ParameterList,
    name: string,
    latents: number,
    reads: SparsePattern,
  ): Interactions | undefined {
    const places = new Map<string, number>();
    const pairs: Pair[] = [];
    const rows = Array.from({ length: latents }, (_, component) => {
      const parents = [...reads.columnsOf(component)].sort((a, b) => a - b);
      if (parents.length > MOST_PARENTS) return [];
      return parents
        .flatMap((p, i) =>
          parents.slice(i).map((q) => {
            const key = `${p} ${q}`;
            if (!places.has(key)) {
              places.set(key, pairs.length);
              pairs.push([p, q]);
            }
            return places.get(key)!;
          }),
        )
        .sort((a, b) => a - b);
    });
    if (pairs.length === 0) return undefined;
    const pattern = SparsePattern.fromRows(rows, pairs.length);
    // Held as small as what is not linear elsewhere.
    const shape = [latents, pairs.length];
    const zeros = new Float64Array(pattern.size);
    const parameter = list.declare(`${name}.weight_pairs`, "output-weight", shape, zeros);
    return new Interactions(pairs, pattern, parameter, latents);
  }

  /** Adds Q (y_p y_q) to `base`. Shapes: y and base [latents x batch]. */
  record(tape: Tape, store: ParameterStore, y: Tensor, base: Tensor): Tensor {
    const { pairs } = this;
    const firsts = linear(tape, {
      input: y,
      weights: tape.constant(pairs.map(() => 1)),
      pattern: SparsePattern.fromRows(
        pairs.map(([p]) => [p]),
        this.#latents,
      ),
    });
    const products = multiplyRows(
      tape,
      firsts,
      y,
      Int32Array.from(pairs, ([, q]) => q),
    );
    return linear(tape, {
      input: products,
      weights: store.weights(this.parameter),
      pattern: this.#pattern,
      base,
      inPlace: true,
    });
  }

  /** The products that a component reads, with the place of each weight among those of the parameter. */
  of(component: number): { pair: Pair; index: number }[] {
    return [...this.#pattern.columnsOf(component)].map((column) => ({
      pair: this.pairs[column],
      index: this.#pattern.weightIndex(component, column),
    }));
  }

  /** Turns the sign of a latent, in what it is and in what it does. */
  negate(values: Float64Array, component: number): void {
    const layer = { pattern: this.#pattern, parameter: this.parameter };
    negateWhere(values, layer, (row, column) => {
      const turns = this.pairs[column].filter((latent) => latent === component).length;
      return (row === component) !== (turns === 1);
    });
  }

  /** Columns are the pairs, in the order of `pairs`. */
  layers(): NamedLayer[] {
    const piece = { pattern: this.#pattern, parameter: this.parameter, from: 0 };
    return [namedMatrix("affine", this.#latents, this.pairs.length, [piece], "_pairs")];
  }
}
