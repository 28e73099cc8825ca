import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { builtInNetwork, Random } from "../../src/internals.ts";
import { saveModel, writeTable } from "../../src/io/index.ts";
import { knownEnding } from "../../src/numeric/fileEndings.ts";
import { train } from "../../src/train/index.ts";
import { temporaryFolder } from "../temporaryFolder.ts";
import { mistakeOf } from "./inProcess.ts";
import { assertMistake } from "./mistakes.ts";

const folder = temporaryFolder();
const path = (name: string) => join(folder, name);
const network = builtInNetwork("arithmetic-circuit");
const data = network.sample(30, new Random(1));
writeTable(path("t.csv"), data, false);
saveModel(
  path("m"),
  await train(network.dag, data, {
    architecture: { hidden: [8], blocks: 1 },
    tuning: { start: "linear-gaussian", epochs: 0 },
  }),
  network,
);
writeFileSync(path("to.json"), '{"network": "arithmetic-circuit", "simulate": 40, "output": "model.onnx"}');
const refused = (words: string, message: RegExp) => assertMistake(folder, words.split(" "), message);

describe("an output's ending says what is written, or nothing", () => {
  test("texts and pictures", async () => {
    await refused(
      "card m -o c.pdf",
      /write Markdown to, got c\.pdf, which stands for PDF\. End it in \.md\./,
    );
    await refused("card m -o c.json", /Markdown .*stands for JSON\. Give --json, or end it in \.md/);
    await refused("card m --json -o c.md", /write JSON to, got c\.md/);
    await refused("calibrate m --svg c.png", /SVG picture to, got c\.png/);
    await refused("summary m --data t.csv --svg c.pdf", /SVG picture to, got c\.pdf/);
    for (const [format, name] of [
      ["table", "g.svg"],
      ["json", "g.csv"],
      ["dot", "g.svg"],
      ["svg", "g.png"],
      ["dagitty", "g.dot"],
      ["edges", "g.tsv"],
      ["graphml", "g.gml"],
      ["bnlearn", "g.rds"],
      ["lavaan", "g.r"],
    ])
      await refused(`inspect asia --format ${format} -o ${name}`, /Expected a name to write .* to, got g\./);
    await refused("inspect asia -o g.svg", /Give --format svg, or choose a name without that ending/);
  });

  test("tables", async () => {
    for (const name of ["t.svg", "t.md", "t.png", "t.dot", "t.bif", "t.rds", "t.json", "t.xlsx", "t.csv.gz"])
      for (const words of [
        `sample m -n 3 -o ${name}`,
        `simulate asia -n 3 -o ${name}`,
        `score m --data t.csv -o ${name}`,
        `posterior m --data t.csv -o p.csv --draws ${name}`,
        `impute m --data t.csv -o p.csv --uncertainty ${name}`,
      ])
        await refused(words, /a name that ends in \.csv, \.tsv, \.jsonl or \.parquet.* got t\./);
  });

  test("folders, whose names are no files'", async () => {
    for (const words of [
      "train asia --simulate 40 -o m.json",
      "train --config to.json",
      "export m -o weights.safetensors",
      "demo -o report.html",
      "reproduce table1 -o results.csv",
      "compare arithmetic-circuit --data t.csv -o c.md",
      "criticise arithmetic-circuit --data t.csv -o critique.json",
    ])
      await refused(words, /Expected the name of a folder to write to, got .*which stands for a file/);
  });

  test("names that say nothing are free", async () => {
    for (const words of [
      "card m -o card.txt --quiet",
      "card m -o card --quiet",
      "inspect asia --format svg -o picture.v2 --quiet",
      "inspect asia --format pgmpy -o no.json --quiet",
      "sample m -n 3 -o rows.2024 --quiet",
    ]) {
      const said = await mistakeOf(folder, ...words.split(" "));
      if (said !== undefined) assert.match(said, /linear-Gaussian network for pgmpy/);
    }
    assert.equal(knownEnding("a.csv/b"), undefined);
    assert.equal(knownEnding(".svg"), undefined);
    assert.equal(knownEnding("C:\\a.b\\c.SVG")?.ending, "svg");
  });
});
