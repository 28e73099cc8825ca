import { Adam, Engine, ParameterStore, Tape } from "../src/engine/index.ts";
import { createModel, defaultArchitecture, type LatentModel, recordElbo } from "../src/model/index.ts";
import { builtInNetwork } from "../src/network/index.ts";
import { Random } from "../src/numeric/random.ts";
import { pieceOf } from "../src/train/index.ts";
import type { Contestant } from "./stopwatch.ts";

/** A flow as the density of all nodes of a network: one cell of the table. */
export interface FlowCase {
  readonly network: string;
  readonly flow: "affine" | "spline";
  readonly batch: number;
  readonly hidden: number;
}

const RATE = 1e-3;

/** A training step of such a density, ready to be repeated, with what a peer needs to do the same. */
export interface FlowStep extends Contestant {
  readonly model: LatentModel;
  readonly rate: number;
  /** Rows of standardized data, [batch x columns]. */
  readonly data: Float64Array;
  readonly parameters: Float64Array;
  /** Negative log-likelihood, nats a row, at the parameters that a round starts from. */
  readonly loss: () => number;
}

export function flowStep({ network, flow, batch, hidden }: FlowCase): FlowStep {
  const { dag } = builtInNetwork(network);
  const model = createModel(
    dag.withObserved(dag.names),
    { ...defaultArchitecture, family: "flow", flow, hidden: [hidden] },
    new Random(1),
  );
  const engine = new Engine("float32");
  const store = new ParameterStore(engine, model.list);
  const adam = new Adam(store);
  const random = new Random(2);
  const parameters = model.list.initial();
  // Every step starts as the identity, where there is little to do.
  for (const { role, offset, length } of model.list.parameters) {
    if (role !== "output-weight" && role !== "straight") continue;
    for (let i = 0; i < length; i++) parameters[offset + i] = 0.1 * random.normal();
  }
  const columns = model.observedNames.length;
  const data = new Float64Array(batch * columns).map(() => Math.fround(random.normal()));
  const table = {
    pointer: engine.storeDoubles(data),
    columns,
    shift: engine.storeDoubles(new Float64Array(columns)),
    scale: engine.storeDoubles(new Float64Array(columns).fill(1)),
  };
  const rows = engine.storeIntegers(Array.from({ length: batch }, (_, row) => row));
  const piece = pieceOf(batch);
  const tape = new Tape(engine, piece);
  const recorded = recordElbo(tape, store, model, table, { normalize: true, path: true });
  const weights = engine.reals(recorded.objective.rowWeights.pointer, tape.paddedBatch);
  const load = (from: number) => {
    const count = Math.min(piece, batch - from);
    recorded.input.load(rows, from, count);
    for (let i = 0; i < weights.length; i++) weights[i] = i < count ? 1 / batch : 0;
  };
  const reset = () => {
    store.restore(parameters);
    adam.reset();
  };
  return {
    model,
    rate: RATE,
    data,
    parameters,
    reset,
    step: () => {
      store.clearGradients();
      tape.clearGradients();
      tape.forwardWeights();
      for (let from = 0; from < batch; from += piece) {
        load(from);
        tape.forwardRows();
        tape.backwardRows();
      }
      tape.backwardWeights();
      adam.step(RATE);
    },
    loss: () => {
      reset();
      tape.forwardWeights();
      let loss = 0;
      for (let from = 0; from < batch; from += piece) {
        load(from);
        tape.forwardRows();
        const { logLikelihood, logPrior, logPosterior } = recorded.objective.terms();
        loss += logPosterior - logLikelihood - logPrior;
      }
      return loss;
    },
  };
}
