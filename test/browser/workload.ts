import { flowKinds } from "../../src/flow/index.ts";
import {
  builtInNetwork,
  codeTable,
  codingOf,
  createModel,
  defaultArchitecture,
  type Family,
  fitLinearGaussian,
  klWeight,
  Random,
  runTraining,
  scalesOf,
  standardized,
  type TrainedModel,
  train,
  trainPosterior,
} from "../../src/internals.ts";

/** FNV-1a over the bytes of numbers: two engines agree on it only where they agree on every bit. */
function fingerprint(values: Float64Array): string {
  let hash = 0x811c9dc5;
  for (const byte of new Uint8Array(values.buffer, values.byteOffset, values.byteLength)) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  return `${values.length}:${hash.toString(16)}`;
}

/** Everything whose bits must not depend on where it runs: simulation, fitting, training, density, sampling. */
export async function sameBitsWorkload(): Promise<Record<string, string>> {
  const network = builtInNetwork("nonlinear:ecoli70:1");
  const data = network.sample(92, new Random(1).fork("train"));
  const scales = scalesOf(data);
  const coding = codingOf(data);
  const architecture = { ...defaultArchitecture, hidden: [60] };
  const model = createModel(network.dag, architecture, new Random(2), coding);
  const fit = fitLinearGaussian(model.linearGraph, standardized(data, scales), {
    kind: "map",
    seed: 1,
    iterations: 30,
  });
  const start = model.start!(fit);
  const plan = { model, data: codeTable(coding, data, data.values), batch: 40, seed: 3, path: true };
  const random = await runTraining({
    ...plan,
    epochPlan: (epoch) => (epoch <= 30 ? { rate: 1e-2, klWeight: klWeight(epoch, 10) } : undefined),
  });
  const fitted = await runTraining({
    ...plan,
    start,
    epochPlan: (epoch) => (epoch <= 10 ? { rate: 3e-3, klWeight: 1 } : undefined),
  });
  const small = builtInNetwork("arithmetic-circuit");
  const rows = small.sample(40, new Random(5));
  const trained = await train(small.dag, rows, { seed: 4, architecture: { hidden: [12], blocks: 2 } });
  const families: Record<string, string> = {};
  const tell = (name: string, one: TrainedModel, table: typeof rows) => {
    families[`${name} density`] = fingerprint(one.logLikelihood(table, { samples: 5, seed: 1 }).perRow);
    families[`${name} samples`] = fingerprint(one.sample(20, { seed: 2 }).data.values);
  };
  const shape = { hidden: [12], blocks: 2 };
  const tuning = { epochs: 3, start: "random" } as const;
  const measured = small.withObserved(small.dag.names);
  const complete = measured.sample(40, new Random(6));
  for (const flow of flowKinds) {
    const own = { ...shape, family: "flow", flow, interactions: true } as const;
    tell(
      flow,
      await train(measured.dag, complete, { seed: 4, trust: "full", architecture: own, tuning }),
      complete,
    );
  }
  for (const family of ["iaf", "ladder"] as const satisfies Family[]) {
    const own = family === "iaf" ? { ...shape, family } : { hidden: [12], family };
    tell(family, await train(small.dag, rows, { seed: 4, architecture: own, tuning }), rows);
  }
  const objective = await train(small.dag, rows, {
    seed: 4,
    architecture: shape,
    tuning: { ...tuning, objective: "dreg" },
  });
  tell("dreg", objective, rows);
  const encoder = await trainPosterior(small, {
    seed: 4,
    rows: 100,
    architecture: { ...shape, flow: "spline" },
    tuning,
  });
  families.posterior = fingerprint(
    Float64Array.of(encoder.posteriorDistance(20, { samples: 20, seed: 1 }).distance),
  );
  return {
    ...families,
    data: fingerprint(data.values),
    start: fingerprint(start),
    random: fingerprint(random.store.snapshot()),
    fitted: fingerprint(fitted.store.snapshot()),
    density: fingerprint(trained.logLikelihood(rows, { samples: 20, seed: 1 }).perRow),
    samples: fingerprint(trained.sample(50, { seed: 2 }).data.values),
  };
}
