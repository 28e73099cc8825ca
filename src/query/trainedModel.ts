import { type Dataset, requireTable } from "../data/index.ts";
import type { Scales } from "../data/scales.ts";
import { Engine, Noise, ParameterStore } from "../engine/index.ts";
import type { FillDistribution } from "../gaussian/index.ts";
import { ConditionalFill } from "../gaussian/index.ts";
import { Dag } from "../graph/index.ts";
import { storedCoding, type TableCoding } from "../likelihood/index.ts";
import { checkModelParts } from "../model/checkModelParts.ts";
import { checkScales, checkTypes, collectValues } from "../model/checkParts.ts";
import { type Architecture, checkArchitecture } from "../model/config.ts";
import { createModel } from "../model/createModel.ts";
import type { LatentModel } from "../model/latentModel.ts";
import type { Certificate, ModelParts, TrainingSummary } from "../model/modelParts.ts";
import { parseNetwork } from "../network/index.ts";
import { requireObject, requireTexts } from "../numeric/arguments.ts";
import { InputError } from "../numeric/errors.ts";
import { didYouMean } from "../numeric/nearestName.ts";
import { Random } from "../numeric/random.ts";
import { type Steps, toEnd } from "../numeric/turns.ts";
import { activeLatents, type LatentActivity } from "./activity.ts";
import { type AddedArc, addedArcs } from "./addedArcs.ts";
import { type AnswerRun, answerInSteps } from "./answer.ts";
import { bearingNodes } from "./bearing.ts";
import { checkAsked, checkOptions, checkQuestion, checkRun } from "./checkQuestion.ts";
import type { QueryContext } from "./context.ts";
import type { SampledRows } from "./drawnRows.ts";
import { type EncodedRows, encode } from "./encoding.ts";
import { type EvidenceBound, evidenceBound } from "./evidenceBound.ts";
import { type GaussianBelief, gaussianBeliefs } from "./gaussianBeliefs.ts";
import { type ImputedRows, type ImputeOptions, impute } from "./imputation.ts";
import { leastScales } from "./leastScales.ts";
import { type ImportanceEstimate, type LikelihoodOptions, logLikelihood } from "./likelihood.ts";
import { exactDensity } from "./linearGaussian.ts";
import type { QueryOptions } from "./options.ts";
import type { PathCoefficients } from "./pathAnswers.ts";
import { type PathOptions, pathCoefficients } from "./pathCoefficients.ts";
import { type PosteriorOptions, type PosteriorRows, posterior } from "./posterior.ts";
import { type PosteriorDistance, posteriorDistance } from "./posteriorDistance.ts";
import type { AnswerTo, QuestionOf, Questions } from "./question.ts";
import {
  type ReconstructionError,
  reconstruct,
  reconstructionError,
  reconstructionErrors,
} from "./reconstruction.ts";
import { type DrawOptions, type InterventionOptions, intervene, sample } from "./sampling.ts";
import { type Anchors, checkAnchors, signsToTurn } from "./signs.ts";
import { type ArcSlope, averageSlopes, type SlopeOptions } from "./slopes.ts";

/**
 * A finished model and its questions: density, sampling, posterior, reconstruction. Everything runs in float64 on the
 * certified weights (densities by importance sampling in float32 where that is enough) and speaks raw data units; tables may hold their columns in any order, and NaN is a missing value.
 * Answers come at once; {@link promised} asks the same without keeping anybody waiting.
 *
 * Densities of rows with gaps are those of what is there, and every estimate is right in the limit of many samples: a
 * missing value is filled or drawn given the others under a linear-Gaussian fit that the model keeps, and importance weights
 * correct for it.
 *
 * @example
 * const { mean, standardError } = model.logLikelihood(test, { samples: 500 });
 * const { data: rows } = model.sample(100, { seed: 1 });
 */
export class TrainedModel {
  readonly dag: Dag;
  readonly architecture: Architecture;
  readonly scales: Scales;
  /** How the measured columns are coded, and with it their kinds and levels. */
  readonly coding: TableCoding;
  readonly training: TrainingSummary;
  /** What missing values are filled from; without it a query about rows with gaps is refused. */
  readonly fill: FillDistribution | undefined;
  readonly #model: LatentModel;
  readonly #given: ModelParts["given"];
  readonly #values: Float64Array;
  readonly #context: QueryContext;
  #certificate: Certificate | undefined;

  private constructor(parts: ModelParts, kin: Kin = {}) {
    checkModelParts(parts);
    checkArchitecture(parts.architecture);
    this.dag = Dag.create(parts.nodes, parts.observed);
    this.architecture = parts.architecture;
    this.scales = parts.scales;
    this.training = parts.training;
    const names = this.dag.observed.map((node) => this.dag.names[node]);
    checkScales(parts.scales, names);
    checkTypes(parts.types, parts.scales, names);
    this.coding = storedCoding(names, parts.types, parts.scales);
    this.#given = parts.given;
    const given = parts.given && {
      ...parts.given,
      network: parseNetwork(parts.given.network, "the network of the model").withObserved(names),
    };
    this.#model = kin.model ?? createModel(this.dag, parts.architecture, new Random(0), this.coding, given);
    if ((parts.given !== undefined) !== (this.#model.simulate !== undefined)) {
      throw new InputError(
        "Expected a generative network with a model of the family posterior and no other. Train the model again.",
      );
    }
    this.#values = collectValues(this.#model, parts.parameters);
    const engine = new Engine("float64");
    const store = new ParameterStore(engine, this.#model.list, false);
    store.restore(this.#values);
    const noise = new Noise(engine, 0);
    const { dag, coding } = this;
    const fill = parts.fill && new ConditionalFill(parts.fill);
    if (parts.fill && parts.fill.mean.length !== coding.featureCount) {
      throw new InputError(
        `Expected a fill distribution of ${coding.featureCount} features, got ${parts.fill.mean.length}. Train the model again.`,
      );
    }
    this.fill = parts.fill;
    const context = { dag, model: this.#model, engine, store, noise, coding, fill, given: given?.network };
    this.#context = { ...context, ...singleOf(context, this.#values) };
    // Power iteration proves nothing: such a model is kept as published, and its certificate tells.
    this.#certificate = kin.certificate;
    const proven =
      kin.contracts === true ||
      parts.architecture.normalization === "power" ||
      this.#model.flows.every(
        (flow) => flow.contracts?.(this.#values) ?? flow.certificate(this.#values).bound < 1,
      );
    if (!proven && !(this.certificate().bound < 1)) {
      const { bound } = this.certificate();
      throw new InputError(
        `Expected weights whose blocks all have a Lipschitz bound below 1, got ${bound}. The weights were changed after training; train the model again.`,
      );
    }
  }

  /** @throws InputError where names, shapes or lengths do not fit the architecture, or a value is not finite. */
  static fromParts(parts: ModelParts): TrainedModel {
    return new TrainedModel(parts);
  }

  toParts(): ModelParts {
    const types = this.coding.types();
    return {
      nodes: this.dag.toSpecs(),
      observed: this.observedNames,
      architecture: this.architecture,
      scales: this.scales,
      ...(types && { types }),
      ...(this.fill && { fill: this.fill }),
      ...(this.#given && { given: this.#given }),
      parameters: namedValues(this.#model, this.#values),
      training: this.training,
    };
  }

  /** The answer to a question that is given as plain data; the methods below ask the same. */
  answer<Kind extends keyof Questions>(question: QuestionOf<Kind>, run: AnswerRun = {}): AnswerTo<Kind> {
    checkQuestion(question);
    checkRun(run);
    return toEnd(answerInSteps(this.#context, question, run));
  }

  /** As `answer`, in steps, with memory of its own: other questions may be asked between them. */
  inSteps(): <Kind extends keyof Questions>(
    question: QuestionOf<Kind>,
    run: AnswerRun,
  ) => Steps<AnswerTo<Kind>> {
    const engine = new Engine("float64");
    const store = new ParameterStore(engine, this.#model.list, false);
    store.restore(this.#values);
    const context = { ...this.#context, engine, store, noise: new Noise(engine, 0) };
    return (question, run) => answerInSteps(context, question, run);
  }

  get latentNames(): readonly string[] {
    return this.#model.latentNames;
  }

  get observedNames(): readonly string[] {
    return this.#model.observedNames;
  }

  /** Exact norms of all contracting layers and the bounds of the blocks, from the weights as they are. */
  certificate(): Certificate {
    this.#certificate ??= this.#certified();
    return this.#certificate;
  }

  #certified(): Certificate {
    const flows = this.#model.flows.map((flow) => ({
      name: flow.config.name,
      ...flow.certificate(this.#values),
    }));
    return {
      blocks: flows.flatMap(({ blocks }) => blocks),
      bound: flows.reduce((largest, { bound }) => Math.max(largest, bound), 0),
      flows: flows.map(({ name, guarantee, statement }) => ({ name, guarantee, statement })),
    };
  }

  /**
   * log p(x) of every row by importance sampling with the encoder as proposal (Burda et al. 2016):
   * log (1/S) sum_s p(x, z_s) / q(z_s | x), in log-space. The mean of the effective sample sizes,
   * (sum w)^2 / sum w^2, says how well the encoder covers the posterior. A model of `exactLikelihood` draws nothing: its
   * densities are in closed form, unless `exact: false` asks for the estimate all the same.
   *
   * @throws InputError for a missing column, an infinite value, a gap that the model cannot fill, or no whole number of samples
   *
   * @example
   * const { mean, standardError, exact } = model.logLikelihood(test, { samples: 500, seed: 1 }); // nats a row
   */
  logLikelihood(data: Dataset, options: LikelihoodOptions): ImportanceEstimate {
    checkAsked("logLikelihood", data, options);
    return toEnd(logLikelihood(this.#context, data, options));
  }

  /**
   * Whether log p(x) has a closed form here, of rows with gaps too: all columns are Gaussian and the weights of all nonlinear
   * parts exactly zero, which makes the model a linear-Gaussian network.
   *
   * @example
   * const samples = model.exactLikelihood ? 1 : 500; // no sample changes what is exact
   * model.logLikelihood(test, { samples, seed: 1 }).mean;
   */
  get exactLikelihood(): boolean {
    return exactDensity(this.#context) !== undefined;
  }

  /**
   * The evidence lower bound of every row, averaged over `samples` draws from the encoder, with the share of them that their
   * importance weights leave effective.
   *
   * @throws InputError as `logLikelihood`
   *
   * @example
   * const { mean } = model.elbo(test, { samples: 20, seed: 1 }); // nats a row
   */
  elbo(data: Dataset, options: QueryOptions & { samples: number }): EvidenceBound {
    checkAsked("elbo", data, options);
    return toEnd(evidenceBound(this.#context, data, options));
  }

  /** Whether it has conditionals of single columns, which a flow over all of them and an encoder alone have not. */
  get reconstructs(): boolean {
    return this.#model.decoder !== undefined;
  }

  /** Whether it is an encoder of a given network, whose distance from the exact posterior can be told. */
  get amortises(): boolean {
    return this.#given !== undefined;
  }

  /** mu(z) for one draw z ~ q(z|x) a row, raw units. */
  reconstruct(data: Dataset, options: QueryOptions = {}): Dataset {
    checkAsked("reconstruct", data, options);
    return toEnd(reconstruct(this.#context, data, options));
  }

  /** Mean over rows of the Euclidean norm |x - mu(z)|, z ~ q(z|x), raw units. */
  reconstructionError(data: Dataset, options: QueryOptions = {}): number {
    checkAsked("reconstructionError", data, options);
    return toEnd(reconstructionError(this.#context, data, options));
  }

  /** How well each column is reconstructed: root mean squares of numbers, shares of right levels. */
  reconstructionErrors(data: Dataset, options: QueryOptions = {}): ReconstructionError[] {
    checkAsked("reconstructionErrors", data, options);
    return toEnd(reconstructionErrors(this.#context, data, options));
  }

  /** Draws from q(z|x) with their log-densities: `samples` is rows x samples x K, `logDensity` rows x samples. */
  encode(data: Dataset, options: QueryOptions & { samples: number }): EncodedRows {
    checkAsked("encode", data, options);
    return toEnd(encode(this.#context, data, options));
  }

  /**
   * How far the encoder is from the exact posterior of the network that it was trained for, on average over rows of that
   * network: KL(p(z|x), q(z|x)), nats a row. Where the network has no exact likelihood, log p(x) is estimated with
   * `samples` draws a row, and the distance is too large by what that falls short.
   *
   * @param rows fresh rows to be drawn
   * @throws InputError for another family than `posterior`
   *
   * @example
   * // For an encoder of a given network, which not every model is:
   * if (model.amortises) model.posteriorDistance(1000, { samples: 500, seed: 1 }).distance; // nats a row
   */
  posteriorDistance(rows: number, options: QueryOptions & { samples: number }): PosteriorDistance {
    checkOptions("posteriorDistance", options);
    return toEnd(posteriorDistance(this.#context, rows, options));
  }

  /**
   * New rows: u ~ N(0, I) through the inverse of the prior's flow, then the decoder. Where latents have observed
   * parents, sampling goes down the graph until nothing changes any more.
   */
  sample(rows: number, options: DrawOptions = {}): SampledRows {
    checkOptions("sample", options);
    return toEnd(sample(this.#context, rows, options));
  }

  /**
   * log p(x) of every row, nats, raw units: low where a row is unusual. With gaps it is the density of what is there. As
   * `logLikelihood(data, options).perRow`.
   *
   * @example
   * const nats = model.score(test, { samples: 200, seed: 1 });
   * nats.indexOf(Math.min(...nats)); // the most unusual row
   */
  score(data: Dataset, options: LikelihoodOptions): Float64Array {
    return this.logLikelihood(data, options).perRow;
  }

  /**
   * The hidden values given the measured ones, in the model's latent units (of a model that training started from a
   * linear-Gaussian fit: mean about 0, variance about 1, sign arbitrary): draws, and of every row and latent mean, standard
   * deviation and quantiles. By default towards the model's exact posterior p(z|x) by sampling-importance-resampling
   * (Rubin 1988): draws of the encoder weighted with p(x, z) / q(z|x); the summaries use the weights, the draws are
   * resampled with them. Where the effective sample size of a row is small, ask for more samples. Rows may have gaps (NaN).
   *
   * @throws InputError for a missing column, an infinite value, a gap that the model cannot fill, a bad count or level
   *
   * @example
   * const { latents, mean, standardDeviation } = model.posterior(test, { samples: 200, seed: 1 });
   * mean[latents.indexOf("rain")]; // of the first row
   */
  posterior(data: Dataset, options: PosteriorOptions): PosteriorRows {
    checkAsked("posterior", data, options);
    return toEnd(posterior(this.#context, data, options));
  }

  /**
   * Missing values (NaN) given what is there, in raw units: mean, standard deviation and quantiles of every gap, and draws
   * of all gaps of a row together. Latents are drawn from the encoder, weighted with p(x_there, z) / q(z|x_there), and the
   * gaps from p(x_gap|z); a gap that other nodes read is itself part of the weighted draw. Self-normalized importance
   * sampling: right in the limit of many samples, and the effective sample size of a row says how far that is.
   *
   * @throws InputError for a missing column, an infinite value, or a model that holds nothing to fill gaps from
   *
   * @example
   * const rows = missingAtRandom(test, 0.2, new Random(1)); // NaN where a value is missing
   * const { completed, row, column, mean, standardDeviation } = model.impute(rows, { samples: 200, seed: 1 });
   * completed.columns[column[0]!]; // where the first gap was
   * completed.values.some(Number.isNaN); // false
   */
  impute(data: Dataset, options: ImputeOptions): ImputedRows {
    checkAsked("impute", data, options);
    return toEnd(impute(this.#context, data, options));
  }

  /**
   * New rows under an intervention (Pearl 2009): the named nodes are set to values, whatever their parents say, and what
   * depends on them follows. Observed nodes take raw units, latents the model's latent units. A causal statement only where
   * the graph's arcs are causes and no common cause is left out; the latents' names bind them to the graph's nodes only as
   * far as the data and the arcs identify them.
   *
   * @throws InputError for an unknown node, a value that is not finite, a plain VAE, which has no graph, or what cannot be seen
   *
   * @example
   * const { data: rows } = model.intervene({ rain: 1 }, 1000, { seed: 1 });
   * columnMeans(rows); // what to expect of the measured nodes
   */
  intervene(
    nodes: Readonly<Record<string, number | string>>,
    rows: number,
    options: InterventionOptions = {},
  ): SampledRows {
    checkOptions("intervene", options);
    return toEnd(intervene(this.#context, nodes, rows, options));
  }

  /**
   * What is believed of every node that is neither seen nor set, in closed form, where the model is a linear-Gaussian network
   * (`exactLikelihood`): normal, in raw units of measured nodes and the model's own of hidden ones. Undefined for all other models.
   *
   * @param seen values of measured nodes, raw units
   * @param done values that nodes are set to, whatever their parents have: raw units, of hidden nodes the model's own
   * @throws InputError for an unknown node, a hidden one that is seen, one that is seen and set, or a value that is impossible
   *
   * @example
   * const beliefs = model.gaussianBeliefs({ grass: 0.5 });
   * beliefs?.get("rain")?.mean; // undefined where the model bends
   */
  gaussianBeliefs(
    seen: Readonly<Record<string, number>>,
    done: Readonly<Record<string, number>> = {},
  ): ReadonlyMap<string, GaussianBelief> | undefined {
    for (const values of [seen, done])
      requireObject("values by the names of nodes, such as { rain: 1 }", values);
    return gaussianBeliefs(this.#context, seen, done);
  }

  /**
   * Of every node that is neither seen nor set, the names of the known nodes that bear on it, by d-separation in the model's
   * graph: what is believed of a node with none is what was believed before. Undefined for a model without a graph.
   *
   * @example
   * model.bearingOn(["grass"], [])?.get("rain"); // ["grass"] where they are connected
   */
  bearingOn(
    seen: readonly string[],
    done: readonly string[],
  ): ReadonlyMap<string, readonly string[]> | undefined {
    for (const names of [seen, done]) requireTexts("a list of names of nodes", names);
    const { graph } = this.#model;
    return graph && bearingNodes(graph, seen, done);
  }

  /**
   * How much every node moves with each of its parents on average over the rows: coefficients where the model is linear. In
   * coded units: standard deviations of the training rows for numbers, the model's own for hidden nodes.
   *
   * @example
   * const slopes = model.averageSlopes(test);
   * slopes.find(({ parent, child }) => parent === "rain" && child === "grass")?.slope;
   */
  averageSlopes(data: Dataset, options: SlopeOptions = {}): ArcSlope[] {
    checkAsked("averageSlopes", data, options);
    return toEnd(averageSlopes(this.#context, data, options));
  }

  /**
   * What users of structural equation models look at first: the coefficient of every arc, raw and with its nodes at standard
   * deviation 1, R squared of the measured nodes, reliability of the hidden ones, and effects along paths. Exact where the model
   * is a linear-Gaussian network; else slopes at the rows' measured values and draws of their hidden ones, averaged (of more
   * than 10,000 rows so many at random). What a slope is of, and what R squared is a share of, is the predictor of the child's
   * kind: its log odds, its log mean, ... (McKelvey and Zavoina 1975; Nakagawa, Johnson and Schielzeth 2017).
   *
   * @throws InputError for a model whose hidden nodes are not the network's, a flow without conditionals, columns that do not
   *   fit, or an effect that no product of slopes is
   *
   * @example
   * const { paths, measured } = model.pathCoefficients(test, { effects: [["rain", "grass"]] });
   * paths.map(({ parent, child, standardized }) => `${parent} -> ${child}: ${standardized.toFixed(2)}`);
   */
  pathCoefficients(data: Dataset, options: PathOptions = {}): PathCoefficients {
    checkAsked("pathCoefficients", data, options);
    return toEnd(pathCoefficients(this.#context, data, options));
  }

  /**
   * The same model with conditionals that are nowhere sharper than half of the least scale that they have at rows of its training.
   * `train` ends with this. Beyond those rows hidden layers go on along lines, and without it a row far out may be held to a scale
   * of next to nothing; at the rows themselves nothing changes.
   *
   * @throws InputError as `logLikelihood` does for its rows
   *
   * @example
   * const held = model.withLeastScales(test);
   */
  withLeastScales(data: Dataset): TrainedModel {
    requireTable(data);
    const scales = toEnd(leastScales(this.#context, data, { seed: this.training.seed }));
    if (scales === undefined) return this;
    const parts = { ...this.toParts(), scales: { ...this.scales, leastScales: scales } };
    return new TrainedModel(parts, { contracts: true, certificate: this.#certificate });
  }

  /**
   * The same model with the signs of its hidden nodes so that each raises its anchor (or lowers it: `{ severity: "-crp" }`),
   * and without an anchor its first child in the order of the network. Turning a sign changes no density. A model that
   * cannot turn signs comes back as it is.
   *
   * @throws InputError for an anchor that is no hidden node, or on a node that does not depend on it, or in a model that
   *   cannot turn signs
   *
   * @example
   * const turned = model.withSigns(test, { drain: "-street" });
   */
  withSigns(data: Dataset, anchors: Anchors = {}): TrainedModel {
    requireTable(data);
    const { graph, negate } = this.#model;
    checkAnchors(this.dag, anchors);
    if (graph === undefined || negate === undefined) {
      if (Object.keys(anchors).length === 0) return this;
      throw new InputError(
        "Expected a model whose flows can turn the sign of a hidden node for an anchor, got other flows. Use the flow residual, or leave the anchors out.",
      );
    }
    const turned = signsToTurn(this.dag, graph, this.averageSlopes(data), anchors).map((k) =>
      this.latentNames.indexOf(this.dag.names[this.dag.latent[k]]),
    );
    return this.#turned(turned);
  }

  /** Whether the signs of hidden nodes can be turned: the model stands for a network, and its flows can. */
  get turnsSigns(): boolean {
    return this.#model.graph !== undefined && this.#model.negate !== undefined;
  }

  /**
   * The same model with the signs of some hidden nodes turned, by turning the weights into and out of them: exact, and no density
   * of measured values changes.
   *
   * @throws InputError for a name that is no hidden node, or a model that cannot turn signs (`turnsSigns`)
   *
   * @example
   * if (model.turnsSigns) model.withTurned(["rain"]).latentNames; // rain counts the other way round
   */
  withTurned(latents: readonly string[]): TrainedModel {
    requireTexts("a list of names of hidden nodes", latents);
    const unknown = latents.find((name) => !this.latentNames.includes(name));
    if (unknown !== undefined) {
      throw new InputError(
        `Expected the name of a hidden node to turn its sign, got "${unknown}".${didYouMean(unknown, this.latentNames)} Hidden are ${this.latentNames.join(", ") || "none"}.`,
      );
    }
    if (!this.turnsSigns) {
      throw new InputError(
        "Expected a model whose flows can turn the sign of a hidden node, got other flows. Use the flow residual.",
      );
    }
    return this.#turned([...new Set(latents)].map((name) => this.latentNames.indexOf(name)));
  }

  #turned(latents: readonly number[]): TrainedModel {
    if (latents.length === 0) return this;
    const values = this.#values.slice();
    this.#model.negate!(values, latents);
    const parts = { ...this.toParts(), parameters: namedValues(this.#model, values) };
    // Norms do not depend on signs.
    return new TrainedModel(parts, { contracts: true, model: this.#model });
  }

  /**
   * The arcs that training added to the network because the data ask for them, with their weights in the affine layers: in
   * standard deviations of the training rows for numbers, the model's own units for hidden nodes.
   *
   * @example
   * model.addedArcs(); // [] where the network was right
   */
  addedArcs(): AddedArc[] {
    return addedArcs(this.#model, this.#values);
  }

  /**
   * Which latents the data moves at all (active units, Burda et al. 2016): the variance over rows of the posterior mean
   * E_q[z|x], here as a share of the latent's variance over all draws, since latents of a flow have no fixed scale. A share
   * of at most 0.01 is a collapsed latent. `samples` draws a row, 50 by default.
   *
   * @example
   * model.activeLatents(test, { seed: 1 }).filter(({ active }) => !active); // collapsed
   */
  activeLatents(data: Dataset, options: QueryOptions & { samples?: number } = {}): LatentActivity[] {
    checkAsked("activeLatents", data, options);
    return toEnd(activeLatents(this.#context, data, options));
  }
}

/** What is known of a model that is made from another one. */
interface Kin {
  /** Of the same architecture, columns and scales. */
  readonly model?: LatentModel;
  /** Whether its blocks are known to contract. */
  readonly contracts?: boolean;
  /** That of the same weights. */
  readonly certificate?: Certificate | undefined;
}

/** The context's twin in float32, where its densities are the same up to rounding: columns are plain numbers, and no flow needs more. */
function singleOf(context: QueryContext, values: Float64Array): Pick<QueryContext, "single"> {
  const { model, coding } = context;
  const enough = coding.plain && !model.simulate && model.flows.every((flow) => flow.enoughInSingle === true);
  if (!enough) return {};
  let twin: QueryContext | undefined;
  return {
    single: () => {
      if (twin === undefined) {
        const engine = new Engine("float32");
        const store = new ParameterStore(engine, model.list, false);
        store.restore(values);
        twin = { ...context, engine, store, noise: new Noise(engine, 0) };
      }
      return twin;
    },
  };
}

function namedValues({ list }: LatentModel, values: Float64Array): ModelParts["parameters"] {
  return list.parameters.map(({ name, shape, offset, length }) => ({
    name,
    shape,
    values: values.slice(offset, offset + length),
  }));
}
