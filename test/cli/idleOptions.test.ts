import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { builtInNetwork, Random } from "../../src/internals.ts";
import { saveModel, writeTable } from "../../src/io/index.ts";
import { train } from "../../src/train/index.ts";
import { temporaryFolder } from "../temporaryFolder.ts";
import { assertMistake } from "./mistakes.ts";

const folder = temporaryFolder();
const path = (name: string) => join(folder, name);
const network = builtInNetwork("arithmetic-circuit");
const data = network.sample(30, new Random(1));
for (const name of ["t.csv", "t.jsonl", "t.parquet"]) writeTable(path(name), data, false);
writeTable(path("many.csv"), network.sample(601, new Random(1)), false);
const linear = {
  architecture: { hidden: [8], blocks: 1 },
  tuning: { start: "linear-gaussian", epochs: 0 },
} as const;
const model = await train(network.dag, data, linear);
const whole = network.sample(30, new Random(1), { includeLatents: true });
writeTable(path("whole.csv"), whole, false);
saveModel(path("m"), model, network);
const [first] = data.columns;
const layouts = ["--decimal .", "--separator ;", "--missing-values -999"];
const circuit = "arithmetic-circuit";
writeFileSync(path("kinds.json"), `{"kind": {"${first}": "count"}, "simulate": 40}`);

const refused = (words: string, message: RegExp) => assertMistake(folder, words.split(" "), message);

describe("an option that has no effect is refused, with what it would need", () => {
  test("what is said of a table, where none is read", async () => {
    const kinds = [`--kind ${first}=count`, `--levels ${first}=a,b`];
    for (const option of [...layouts, ...kinds]) {
      const said = new RegExp(`Expected a table for ${option.split(" ")[0]}, got .*--data FILE, or leave --`);
      await refused(`inspect ${circuit} ${option}`, said);
      await refused(`train ${circuit} --simulate 40 ${option} -o new`, said);
      await refused(`train ${circuit} --family posterior ${option} -o new`, said);
    }
    await refused(`train ${circuit} --config kinds.json -o new`, /Expected a table for --kind/);
    for (const option of layouts) {
      const said = /Expected a table for --[a-z-]+, got none\. Give --data FILE/;
      await refused(`card m ${option}`, said);
      await refused(`calibrate m ${option}`, said);
      await refused(`evaluate m --simulate 9 ${option}`, said);
    }
    await refused("card m --importance-samples 9", /a table for --importance-samples/);
  });

  test("what is said of delimited text, where a table is no text", async () => {
    for (const option of layouts.slice(0, 2)) {
      const name = option.slice(2).split(" ")[0];
      for (const [file, format] of [
        ["t.jsonl", "JSON lines"],
        ["t.parquet", "Parquet"],
      ]) {
        const said = new RegExp(`delimited text .* got ${file} in ${format}, .* option ${name} out`);
        await refused(`score m --data ${file} ${option} -o new.csv`, said);
        await refused(`inspect ${circuit} --data ${file} ${option}`, said);
      }
    }
  });

  test("what a printed format does not show", async () => {
    for (const option of ["--trace", "--hidden 40", "--blocks 2", "--factorisation exact"]) {
      const name = option.split(" ")[0];
      for (const format of ["dot", "svg", "dagitty", "lavaan"])
        await refused(
          `inspect ${circuit} --format ${format} ${option}`,
          new RegExp(`a table or JSON for ${name}, got --format ${format}`),
        );
    }
    await refused(`inspect ${circuit} --json --inverse`, /another format than JSON for --inverse/);
  });

  test("settings that a family or a flow has no use for", async () => {
    const trained = `train ${circuit} --data t.csv -o new`;
    for (const flow of ["affine", "spline", "monotonic", "autoregressive", "continuous", "tails"]) {
      await refused(`${trained} --flow ${flow} --coefficient 0.5`, /flow.* has, got coefficient/);
      await refused(`${trained} --flow ${flow} --normalization power`, /flow.* has, got normalization/);
    }
    await refused(`${trained} --flow dense-residual --normalization power`, /got normalization/);
    await refused(
      `${trained} --flow residual-exact --factorisation paper`,
      /factorisation exact for the flow/,
    );
    for (const setting of ["--warm-up 3", "--samples 2"]) {
      await refused(
        `train ${circuit} --family posterior ${setting} -o new`,
        /that an amortised posterior has/,
      );
      await refused(
        `train gaussian-tree --family flow --simulate 40 ${setting} -o new`,
        /a graphical flow has/,
      );
    }
    await refused(`${trained} --validation-share 0.2`, /more than 600 rows for --validation-share, got 30/);
    await refused(
      `train ${circuit} --data many.csv -o new --folds 4`,
      /at most 600 rows for --folds, got 601/,
    );
  });

  test("what concerns hidden nodes, where there are none", async () => {
    const measured = train(network.dag.withObserved(network.dag.names), whole, linear);
    saveModel(path("measured"), await measured);
    const said = /Expected hidden nodes for --[a-z-]+, got measured, whose nodes are all measured\. Leave/;
    await refused("sample measured -n 3 --include-latents -o new.csv", said);
    await refused(`do measured --set ${first}=1 -n 3 --include-latents -o new.csv`, said);
    for (const option of ["--simulations 30", "--draws 30", "--encoder"])
      await refused(`calibrate measured --data whole.csv ${option}`, said);
    await refused("calibrate measured", /Expected rows to check measured by, .* Give --data FILE/);
    const all = `--observed ${network.dag.names.join()} -n 3 -o new.csv`;
    await refused(`simulate ${circuit} --include-latents ${all}`, /hidden nodes .* got arithmetic-circuit/);
  });

  test("whatever else needs another option", async () => {
    await refused("reproduce figure2 --preset paper -o new", /experiment table1 for --preset, got figure2/);
    await refused("reproduce families --flows affine -o new", /experiment flows for --flows, got families/);
    await refused("studio --no-open --seed 3", /a model for --seed, got none\. Give --model FOLDER/);
    await refused(`criticise ${circuit} --data t.csv --workers 1`, /trainings for --workers, got .*--vae/);
    const queue = "--queue redis://127.0.0.1:1 --workers 2 -o new";
    await refused(`reproduce figure2 ${queue}`, /threads of this machine for --workers, got --queue/);
    await refused(`compare ${circuit} --data t.csv ${queue}`, /threads of this machine for --workers/);
    await refused(
      `compare ${circuit} --data t.csv --models baselines --importance-samples 9 -o new`,
      /a model that is trained for --importance-samples, got baselines/,
    );
  });
});

describe("wrong values are refused before any work", () => {
  test("addresses of queues, before a folder is made", async () => {
    const said = /address of a Redis such as redis:\/\/127\.0\.0\.1:6379, got 'nonsense'/;
    await refused("reproduce figure2 --queue nonsense -o new", said);
    await refused(`compare ${circuit} --data t.csv --queue nonsense -o new`, said);
    await refused("worker --queue nonsense", said);
  });

  test("settings of a training, before its table is read", async () => {
    const later = `train ${circuit} --data none.csv -o new`;
    await refused(`${later} --rate 99`, /rate to be a number from/);
    await refused(`${later} --coefficient 2`, /between 0 and 1/);
    await refused(`${later} --hidden 8,9`, /same width/);
    await refused(`${later} --trust 3 --no-affine`, /no trust other than full/);
  });

  test("names of experiments, flows and networks, with the nearest one", async () => {
    await refused("reproduce tabel1 -o new", /Did you mean "table1"/);
    await refused("reproduce flows --flows afine -o new", /Did you mean "affine"/);
    await refused("reproduce flows --networks ecoli71 -o new", /Did you mean "ecoli70"/);
  });
});
