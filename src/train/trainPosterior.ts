import { type Dataset, rejectInfinite, selectColumns } from "../data/index.ts";
import { type BayesianNetwork, networkToJson, requireNetwork } from "../network/index.ts";
import { InputError } from "../numeric/errors.ts";
import { Random } from "../numeric/random.ts";
import { checkAnchors, TrainedModel } from "../query/index.ts";
import { checkPosteriorTraining } from "./checkTrainOptions.ts";
import type { PosteriorTraining } from "./options.ts";
import { trainRecommended } from "./recommended.ts";
import { rejectBroken, rejectLostWeights } from "./rejectBroken.ts";
import { checkWidths, trainedParts } from "./train.ts";
import { checkTrust } from "./trust.ts";
import { checkTuning } from "./tuning.ts";
import { withoutUndefinedShape } from "./withoutUndefinedShape.ts";

/** Rows that are drawn where nobody says how many. */
export const POSTERIOR_ROWS = 10_000;

/** Rows of all nodes of a network, hidden ones included. */
export function posteriorRows(network: BayesianNetwork, rows: number, seed: number): Dataset {
  return network.sample(rows, new Random(seed).fork("train"), { includeLatents: true });
}

/**
 * Trains only an encoder, for a generative network that is given (amortised inference): a flow q(z|x) shaped by the faithful inverse,
 * fitted to rows that the network draws by raising the mean of log q(z|x), which brings KL(p(z|x), q(z|x)) down. Its model answers
 * with the network's own p(x, z).
 *
 * @throws InputError for a network without parameters or without hidden nodes, hidden nodes that are no plain numbers, and
 *   settings that mean nothing to it
 *
 * @example
 * const network = builtInNetwork("arithmetic-circuit");
 * const encoder = await trainPosterior(network, { rows: 500, tuning: { maximumEpochs: 5 } });
 * encoder.posteriorDistance(200, { samples: 200 }).distance; // nats a row
 */
export async function trainPosterior(
  network: BayesianNetwork,
  given: PosteriorTraining = {},
): Promise<TrainedModel> {
  requireNetwork(network);
  checkPosteriorTraining(given);
  const { rows = POSTERIOR_ROWS, ...options } = withoutUndefinedShape(given);
  const { preset = "recommended", seed = 0, tuning = {}, architecture } = options;
  const { dag } = network;
  if (preset !== "recommended") {
    throw new InputError(
      `Expected the preset recommended for the family posterior, which was not published with another, got ${preset}. Leave it out.`,
    );
  }
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new InputError(`Expected a seed that is a whole number from 0 to 2^53 - 1, got ${seed}.`);
  }
  checkTuning(tuning, preset);
  checkTrust(options.trust, { model: "true", preset, ...architecture, family: "posterior" });
  checkWidths(architecture?.hidden ?? []);
  if (options.anchors !== undefined) {
    checkAnchors(dag, options.anchors);
    throw new InputError(
      "Expected no anchors for the family posterior, whose hidden nodes have the signs of the network. Leave them out.",
    );
  }
  if (dag.latent.length === 0) {
    throw new InputError(
      "Expected a network with hidden nodes for the family posterior, got one whose nodes are all measured: there is nothing to infer. Name fewer measured nodes.",
    );
  }
  const begun = performance.now();
  const names = [...dag.latent, ...dag.observed].map((node) => dag.names[node]);
  const table = selectColumns(posteriorRows(network, rows, seed), names);
  rejectInfinite(table);
  const outcome = await trainRecommended(dag, table, {
    ...options,
    architecture: { ...architecture, family: "posterior" },
    model: "true",
    preset,
    seed,
  });
  rejectLostWeights(outcome);
  const { coding } = outcome.model;
  const K = dag.latent.length;
  const types = coding.types()?.slice(K);
  const scales = coding.scales();
  const own = { mean: Array.from(scales.mean), deviation: Array.from(scales.deviation) };
  const trained = TrainedModel.fromParts({
    nodes: dag.toSpecs(),
    observed: names.slice(K),
    architecture: outcome.model.architecture,
    scales: {
      mean: scales.mean.slice(K),
      deviation: scales.deviation.slice(K),
      ...(scales.scores && { scores: scales.scores.slice(K) }),
    },
    ...(types && { types }),
    given: {
      network: networkToJson(network),
      mean: own.mean.slice(0, K),
      deviation: own.deviation.slice(0, K),
    },
    // Losses are those of z given x: the scales of z alone stand between coded and raw units.
    ...trainedParts(outcome, { preset, seed, rows, begun }, outcome.model.meanConstant!),
  });
  rejectBroken(trained, selectColumns(table, names.slice(K)));
  return trained;
}
