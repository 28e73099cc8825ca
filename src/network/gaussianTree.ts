import { InputError } from "../numeric/errors.ts";
import { numberShape, type OptionShapes, requireOptions, seedShape } from "../numeric/optionShapes.ts";
import { Random } from "../numeric/random.ts";
import { LinearGaussianNetwork, type LinearGaussianNode } from "./linearGaussian.ts";

export interface GaussianTreeOptions {
  /** Levels of the tree, the root included, from 2 to 16. Default: 5, that is 15 latents above 16 observed leaves. */
  readonly depth?: number;
  /** Of the coefficients. Default: 0. */
  readonly seed?: number;
}

const treeShapes: OptionShapes<GaussianTreeOptions> = { depth: numberShape, seed: seedShape };

/**
 * The Gaussian binary tree on which faithful inverses were first tried (Webb et al. 2018, "Faithful inversion of generative
 * models for effective amortized inference"; again in Weilbach et al. 2020 and Mouton & Kroon 2022): the root is N(0, 1),
 * every other node N(b + w parent, 1) with b and w drawn from U(0.5, 2), the leaves are observed. Node x_L_I is the I-th
 * node of level L.
 *
 * @throws InputError if the depth is no whole number from 2 to 16, or the seed is not one
 *
 * @example
 * const tree = gaussianTree();
 * [tree.dag.latent.length, tree.dag.observed.length]; // [15, 16]
 */
export function gaussianTree(options: GaussianTreeOptions = {}): LinearGaussianNetwork {
  requireOptions(options, treeShapes, { what: "options of the tree", example: "such as { depth: 4 }" });
  const { depth = 5, seed = 0 } = options;
  if (!Number.isInteger(depth) || depth < 2 || depth > 16) {
    throw new InputError(`Expected a tree of 2 to 16 levels, got ${depth}.`);
  }
  const random = new Random(seed);
  const draw = () => 0.5 + 1.5 * random.uniform();
  const nodes: LinearGaussianNode[] = [{ name: "x_0_0", parents: {}, intercept: 0, variance: 1 }];
  for (let level = 1; level < depth; level++) {
    for (let i = 0; i < 2 ** level; i++) {
      const parent = `x_${level - 1}_${Math.floor(i / 2)}`;
      nodes.push({
        name: `x_${level}_${i}`,
        intercept: draw(),
        parents: { [parent]: draw() },
        variance: 1,
      });
    }
  }
  return new LinearGaussianNetwork({
    name: "gaussian-tree",
    citation:
      "S. Webb, A. Golinski, R. Zinkov, N. Siddharth, T. Rainforth, Y. W. Teh, F. Wood (2018), Faithful inversion of generative models for effective amortized inference, NeurIPS 31.",
    source: `Coefficients drawn from U(0.5, 2), depth ${depth}, seed ${seed}.`,
    nodes,
  });
}
