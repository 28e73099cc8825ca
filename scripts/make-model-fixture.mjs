// Writes models of this version into test/fixtures/models, with what they answer, for every later version to load. What is
// there already stays as it is: a fixture is made once in the life of a file version.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { builtInNetwork, missingAtRandom, Random, train } from "../dist/src/index.js";
import { saveModel } from "../dist/src/io/index.js";

const VERSION = 1;
const folder = join(dirname(fileURLToPath(import.meta.url)), "../test/fixtures/models");
const network = builtInNetwork("arithmetic-circuit");
const complete = network.sample(60, new Random(1));
const withGaps = missingAtRandom(complete, 0.2, new Random(2));
const small = { hidden: [12], blocks: 1 };

const kinds = {
  true: { data: complete, options: { architecture: small } },
  vae: { data: complete, options: { model: "vae", architecture: small } },
  gaps: { data: withGaps, options: { architecture: small } },
  exact: { data: complete, options: { architecture: { ...small, factorisation: "exact" } } },
};
for (const [kind, { data, options }] of Object.entries(kinds)) {
  const place = join(folder, `v${VERSION}-${kind}`);
  if (existsSync(place)) {
    console.log(`v${VERSION}-${kind} is there and stays as it is.`);
    continue;
  }
  const tuning = { start: "random", epochs: 30 };
  const model = await train(network.dag, data, { seed: 1, tuning, ...options });
  const rows = network.sample(4, new Random(3));
  if (kind !== "vae") rows.values[3] = Number.NaN;
  const question = { samples: 20, seed: 4 };
  const { perRow } = model.logLikelihood(rows, question);
  mkdirSync(folder, { recursive: true });
  saveModel(place, model, network);
  const answer = {
    columns: rows.columns,
    // JSON has no NaN: a missing value is null.
    values: [...rows.values].map((value) => (Number.isNaN(value) ? null : value)),
    question,
    logLikelihood: [...perRow],
    certificate: model.certificate().bound,
  };
  writeFileSync(join(folder, `v${VERSION}-${kind}.json`), `${JSON.stringify(answer, null, 2)}\n`);
  console.log(`Wrote v${VERSION}-${kind}.`);
}
