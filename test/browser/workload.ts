import {
  builtInNetwork,
  codeTable,
  codingOf,
  createModel,
  defaultArchitecture,
  fitLinearGaussian,
  klWeight,
  Random,
  runTraining,
  scalesOf,
  standardized,
  train,
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
  return {
    data: fingerprint(data.values),
    start: fingerprint(start),
    random: fingerprint(random.store.snapshot()),
    fitted: fingerprint(fitted.store.snapshot()),
    density: fingerprint(trained.logLikelihood(rows, { samples: 20, seed: 1 }).perRow),
    samples: fingerprint(trained.sample(50, { seed: 2 }).data.values),
  };
}
