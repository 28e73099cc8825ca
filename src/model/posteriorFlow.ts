import type { ParameterList } from "../engine/index.ts";
import { createFlow, type Flow } from "../flow/index.ts";
import { type Dag, type FaithfulInverse, faithfulInverse } from "../graph/index.ts";
import { InputError } from "../numeric/errors.ts";
import type { Random } from "../numeric/random.ts";
import { type Architecture, priorFlow } from "./config.ts";

/** Both modes of the inversion are faithful and minimal; the one with fewer arcs makes the sparser encoder. */
export function sparserInverse(dag: Dag): FaithfulInverse {
  const candidates = (["topological", "reverse"] as const).map((mode) => faithfulInverse(dag, { mode }));
  const arcs = candidates.map(({ parents }) =>
    [...parents.values()].reduce((sum, list) => sum + list.length, 0),
  );
  return arcs[1] < arcs[0] ? candidates[1] : candidates[0];
}

/**
 * A flow eps = F(z; x) that is the density q(z|x), shaped by the faithful inverse: component k reads the latents and features that
 * the inverse makes its parents.
 *
 * @param features of every measured node, in the order of `dag.observed`, numbered from 0
 * @throws InputError where the network has no latent, or rows may have gaps
 */
export function posteriorFlow(
  list: ParameterList,
  dag: Dag,
  inverse: FaithfulInverse,
  features: readonly (readonly number[])[],
  architecture: Architecture,
  random: Random,
): Flow {
  const { latent, observed } = dag;
  if (latent.length === 0) {
    throw new InputError(
      "Expected a network with hidden nodes for the family posterior, got one whose nodes are all measured: there is nothing to infer. Say which nodes are measured, so that the others are hidden.",
    );
  }
  if (architecture.missing) {
    throw new InputError(
      "Expected rows without gaps for the family posterior, whose encoder is trained on complete rows. Use the family siren.",
    );
  }
  const place = new Map<number, readonly number[]>();
  latent.forEach((node, k) => {
    place.set(node, [k]);
  });
  observed.forEach((node, c) => {
    place.set(
      node,
      features[c].map((row) => latent.length + row),
    );
  });
  const moved = (nodes: readonly number[]) => nodes.flatMap((node) => place.get(node)!);
  const { hidden, widen, blocks, activation, coefficient, normalization, factorisation, affine } =
    architecture;
  const size = features.reduce((sum, rows) => sum + rows.length, 0);
  return createFlow(
    priorFlow(architecture),
    list,
    {
      name: "encoder",
      latents: latent.length,
      context: [{ name: "x", size }],
      givenContext: true,
      parents: latent.map((node) => moved(inverse.parents.get(node)!).sort((a, b) => a - b)),
      parentsFirst: moved(inverse.samplingOrder),
      hidden,
      ...(widen && { widen }),
      blocks,
      activation,
      coefficient,
      normalization,
      factorisation,
      affine,
    },
    random.fork("encoder"),
  );
}
