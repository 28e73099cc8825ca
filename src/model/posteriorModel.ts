import {
  accumulator,
  addSum,
  ParameterList,
  type ParameterStore,
  type Tape,
  type Tensor,
} from "../engine/index.ts";
import { BatchRows, type Flow } from "../flow/index.ts";
import type { Dag, FaithfulInverse } from "../graph/index.ts";
import type { TableCoding } from "../likelihood/index.ts";
import type { BayesianNetwork } from "../network/index.ts";
import { log } from "../numeric/elementary.ts";
import { InputError } from "../numeric/errors.ts";
import { Random } from "../numeric/random.ts";
import { type Architecture, checkArchitecture } from "./config.ts";
import { featureGraph } from "./featureGraph.ts";
import type { ExportedPart, LatentModel } from "./latentModel.ts";
import { plainCoding } from "./plainCoding.ts";
import { posteriorFlow, sparserInverse } from "./posteriorFlow.ts";

/** The generative network that an encoder was trained for, and the units of its hidden nodes. */
export interface GivenNetwork {
  readonly network: BayesianNetwork;
  /** Of every hidden node over the rows that the encoder was trained on; it works on (z - mean) / deviation. */
  readonly mean: ArrayLike<number>;
  readonly deviation: ArrayLike<number>;
}

/**
 * The amortised posterior of a given generative network: q(z|x) is a flow eps = F(z; x) shaped by the faithful inverse, and p(x, z)
 * is the network itself. Hidden nodes are in the network's own units.
 *
 * @example
 * const architecture = { ...defaultArchitecture, family: "posterior" } as const;
 * new PosteriorModel(network.dag, architecture, new Random(1)).latentNames; // in topological order
 */
export class PosteriorModel implements LatentModel {
  readonly architecture: Architecture;
  readonly latentNames: readonly string[];
  readonly observedNames: readonly string[];
  readonly coding: TableCoding;
  readonly list = new ParameterList();
  readonly graph: Dag;
  readonly inverse: FaithfulInverse;
  readonly linearGraph: Dag;
  readonly encoderFlow: Flow;
  readonly flows: readonly Flow[];
  readonly pathGradients = false;
  readonly #given: GivenNetwork | undefined;

  /** @param given absent where the shape alone is wanted. @throws InputError where the network has no hidden node. */
  constructor(
    dag: Dag,
    architecture: Architecture,
    random: Random,
    coding?: TableCoding,
    given?: GivenNetwork,
  ) {
    checkArchitecture(architecture);
    this.architecture = architecture;
    this.graph = dag;
    const { latent, observed, names } = dag;
    this.latentNames = latent.map((node) => names[node]);
    this.observedNames = observed.map((node) => names[node]);
    this.coding = coding ?? plainCoding(this.observedNames);
    this.inverse = sparserInverse(dag);
    const features = observed.map((_, c) => this.coding.featuresOf(c));
    this.encoderFlow = posteriorFlow(this.list, dag, this.inverse, features, architecture, random);
    this.flows = [this.encoderFlow];
    this.linearGraph = featureGraph(dag, this.coding).graph;
    this.#given = given;
    if (given && given.mean.length !== latent.length) {
      throw new InputError(
        `Expected the means of ${latent.length} hidden nodes, got ${given.mean.length}. Train the model again.`,
      );
    }
  }

  get #network(): GivenNetwork {
    if (this.#given === undefined) throw new Error("A shape alone has no network.");
    return this.#given;
  }

  parts(): ExportedPart[] {
    return [{ prefix: this.encoderFlow.config.name, layers: this.encoderFlow.layers() }];
  }

  /** z with F(z; x) = eps is searched for; its density is that of the flow at z. */
  recordEncoder(tape: Tape, store: ParameterStore, eps: Tensor, x: Tensor) {
    const { mean, deviation } = this.#network;
    const flow = this.encoderFlow;
    const K = this.latentNames.length;
    const { batch } = tape;
    const inverter = flow.inverter(store, batch);
    const rows = new BatchRows(tape);
    const coded = tape.tensor(K, false);
    const z = tape.tensor(K, false);
    tape.record({
      name: "inverse",
      outputs: [z],
      forward: () => {
        const found = inverter.invert(rows.read(eps, batch), batch, [rows.read(x, batch)]);
        rows.write(coded, found.z, batch);
        rows.write(
          z,
          found.z.map((value, at) => {
            const k = Math.floor(at / batch);
            return mean[k] + deviation[k] * value;
          }),
          batch,
        );
      },
    });
    const { logDensity } = flow.recordNormalizing(tape, store, coded, [x], { normalize: false });
    const logs = tape.constant(Array.from(deviation, (value) => log(value)));
    addSum(tape, logDensity, logs, -1);
    return { z, logDensity, score: undefined };
  }

  /** log q(z|x) at given z in the network's units, [K x batch]. */
  recordConditional(tape: Tape, store: ParameterStore, z: Tensor, x: Tensor): Tensor {
    const { mean, deviation } = this.#network;
    const K = this.latentNames.length;
    const rows = new BatchRows(tape);
    const coded = tape.tensor(K, false);
    tape.record({
      name: "units",
      outputs: [coded],
      forward: () => {
        for (let k = 0; k < K; k++) {
          const row = rows.readRow(z, k, tape.batch);
          rows.writeRow(
            coded,
            k,
            row.map((value) => (value - mean[k]) / deviation[k]),
          );
        }
      },
    });
    const { logDensity } = this.encoderFlow.recordNormalizing(tape, store, coded, [x], { normalize: false });
    addSum(tape, logDensity, tape.constant(Array.from(deviation, (value) => log(value))), -1);
    return logDensity;
  }

  /** The network says all of p(x, z). */
  recordPrior(tape: Tape) {
    return { logDensity: accumulator(tape, false) };
  }

  recordJoint(tape: Tape, z: Tensor, target: Tensor): Tensor {
    const { network } = this.#network;
    const { coding, latentNames, observedNames } = this;
    const { batch } = tape;
    const columns = [...latentNames, ...observedNames];
    const width = columns.length;
    const D = observedNames.length;
    const K = latentNames.length;
    const rows = new BatchRows(tape);
    const joint = tape.tensor(1, false);
    tape.record({
      name: "network",
      outputs: [joint],
      forward: () => {
        const values = new Float64Array(batch * width);
        const measured = new Float64Array(batch * D);
        for (let k = 0; k < K; k++)
          rows.readRow(z, k, batch).forEach((value, i) => {
            values[i * width + k] = value;
          });
        for (let c = 0; c < D; c++)
          rows.readRow(target, coding.targetRows[c], batch).forEach((value, i) => {
            const raw = coding.likelihoods[c].fromTarget(coding.columns[c], value);
            values[i * width + K + c] = raw;
            measured[i * D + c] = raw;
          });
        const density = network.logDensity({ columns, rowCount: batch, values });
        const constants = coding.rowConstants(measured, batch);
        rows.writeRow(
          joint,
          0,
          density.map((value, i) => value - constants[i]),
        );
      },
    });
    return joint;
  }

  recordDecoder(): [] {
    return [];
  }

  simulate(rows: number, seed: number) {
    return this.#network.network.sample(rows, new Random(seed), { includeLatents: true });
  }
}
