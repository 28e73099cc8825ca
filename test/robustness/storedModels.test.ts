import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { loadModel } from "../../src/io/index.ts";

/** Written once for each version of the files, by scripts/make-model-fixture.mjs. */
const folder = fileURLToPath(new URL("../../../test/fixtures/models/", import.meta.url));
const names = readdirSync(folder)
  .filter((name) => name.endsWith(".json"))
  .map((name) => name.replace(".json", ""));

interface Answer {
  readonly columns: string[];
  readonly values: (number | null)[];
  readonly question: { readonly samples: number; readonly seed: number };
  readonly logLikelihood: number[];
  readonly certificate: number;
}

describe("models stored by earlier versions load and answer to the last bit as when they were stored", () => {
  test("there are some of every kind", () => {
    for (const kind of ["true", "vae", "gaps", "exact"]) {
      assert.ok(
        names.some((name) => name.endsWith(`-${kind}`)),
        kind,
      );
    }
  });

  for (const name of names) {
    test(name, () => {
      const answer: Answer = JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8"));
      const { model, network } = loadModel(join(folder, name));
      assert.equal(network?.name, "arithmetic-circuit");
      const rows = {
        columns: answer.columns,
        rowCount: answer.values.length / answer.columns.length,
        values: Float64Array.from(answer.values, (value) => value ?? Number.NaN),
      };
      assert.deepEqual(
        [...model.logLikelihood(rows, { ...answer.question, precision: "float64" }).perRow],
        answer.logLikelihood,
      );
      assert.equal(model.certificate().bound, answer.certificate);
    });
  }
});
