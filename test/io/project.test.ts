import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import {
  builtInNetwork,
  InputError,
  type ModelParts,
  networkToJson,
  Random,
  train,
} from "../../src/internals.ts";
import { isProjectFile, loadModel, openNetwork } from "../../src/io/index.ts";
import { stringifyTyped } from "../../src/stored/index.ts";
import { temporaryFolder } from "../temporaryFolder.ts";

describe("projects that the studio saved", () => {
  const folder = temporaryFolder();
  const network = builtInNetwork("gaussian-tree");
  const data = network.sample(40, new Random(1));
  let parts: ModelParts;
  before(async () => {
    const model = await train(network.dag, data, { seed: 1, tuning: { epochs: 1 } });
    parts = model.toParts();
  });

  const run = (id: string, found: unknown, model = "true") => ({
    id,
    study: "s",
    spec: { model },
    status: "done",
    points: [],
    progress: { phase: "done", done: 1, total: 1 },
    ...(found !== undefined && { parts: found }),
  });
  const write = (name: string, runs: unknown[], more: object = {}) => {
    const path = join(folder, name);
    const studies = [{ id: "s", network: networkToJson(network), data: { train: data, test: data } }];
    const project = {
      format: "siren-vae/project",
      version: 1,
      network: networkToJson(network),
      studies,
      runs,
    };
    writeFileSync(path, stringifyTyped({ ...project, ...more }));
    return path;
  };
  const refused = (source: string, pattern: RegExp) =>
    assert.throws(
      () => loadModel(source),
      (error: Error) => error instanceof InputError && pattern.test(error.message),
    );

  test("a project is the network it holds, and its only model", () => {
    const path = write("one.siren.json", [run("a", parts), run("b", undefined)]);
    assert.equal(isProjectFile(path), true);
    assert.equal(openNetwork(path).network.name, network.name);
    const { model, network: its } = loadModel(path);
    assert.deepEqual(model.toParts(), parts);
    assert.equal(its?.name, network.name);
  });

  test("several models are told apart by kind and number", () => {
    const other = { ...parts, training: { ...parts.training, seed: 7 } };
    const path = write("two.siren.json", [run("a", parts), run("b", other)]);
    assert.equal(loadModel(`${path}#true`).model.training.seed, 1);
    assert.equal(loadModel(`${path}#true-2`).model.training.seed, 7);
    refused(path, /one of the models true, true-2 of .*got none.*two\.siren\.json#true/);
    refused(`${path}#vae`, /one of the models true, true-2 of .*got "vae"/);
  });

  test("what is missing, newer, damaged or cut short is one sentence", () => {
    refused(
      write("bare.siren.json", [run("a", parts)], { network: undefined }),
      /network is wrong: expected a value, got nothing/,
    );
    const split = { train: data, test: data, places: { train: Int32Array.of(1), test: Int32Array.of(2) } };
    const study = { id: "s", network: networkToJson(network), data: split };
    refused(
      write("places.siren.json", [run("a", parts)], { studies: [study] }),
      /studies\.0\.data is wrong: expected a place in the file for every row/,
    );
    refused(write("none.siren.json", [run("a", undefined)]), /a finished model, got none/);
    refused(write("new.siren.json", [], { version: 2 }), /version 2; this program reads up to 1/);
    const shorter = parts.parameters.map((one, i) => (i === 0 ? { ...one, values: [1] } : one));
    refused(
      write("odd.siren.json", [run("a", { ...parts, parameters: shorter })]),
      /runs\.0\.parts\.parameters\.0\.values is wrong/,
    );
    const cut = join(folder, "cut.siren.json");
    writeFileSync(cut, '{"format":"siren-vae/project","version":1,"netwo');
    refused(cut, /Could not read .*cut\.siren\.json.*Save the project again/);
    refused(join(folder, "nothing.siren.json#true"), /model folder at .*nothing/);
  });
});
