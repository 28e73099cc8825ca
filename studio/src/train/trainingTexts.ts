import type { NetworkDocument } from "../document/document.ts";
import { fileName } from "../ui/saveFile.ts";
import type { Table } from "./data.ts";
import type { Settings } from "./settings.ts";

/** The training that is set up, as commands for a terminal; the network is a file of the name that the page saves it by. */
export function commandText(document: NetworkDocument, table: Table | undefined, settings: Settings): string {
  const { rows, hidden, blocks, seed, method, epochs, start, models } = settings;
  const network = `${fileName(document.name)}.json`;
  const data = table ? `--data ${quoted(table.file)}` : `--simulate ${rows}`;
  const how =
    method === "paper"
      ? ["--preset paper"]
      : method === "watch"
        ? [`--start ${start}`, `--epochs ${epochs}`]
        : [];
  return models
    .map((model) =>
      [
        `siren-vae train ${network}`,
        data,
        `--model ${model}`,
        ...how,
        `--hidden ${hidden}`,
        `--blocks ${blocks}`,
        `--seed ${seed}`,
        `-o ${fileName(document.name)}-${model}`,
      ].join(" "),
    )
    .join("\n");
}

/** The same as a program. */
export function typescriptText(
  document: NetworkDocument,
  table: Table | undefined,
  settings: Settings,
): string {
  const { rows, hidden, blocks, seed, method, epochs, start, models } = settings;
  const network = `${fileName(document.name)}.json`;
  const options = (model: string) =>
    [
      `model: "${model}"`,
      ...(method === "paper" ? ['preset: "paper"'] : []),
      `seed: ${seed}`,
      `architecture: { hidden: [${hidden}], blocks: ${blocks} }`,
      ...(method === "watch" ? [`tuning: { start: "${start}", epochs: ${epochs} }`] : []),
    ].join(", ");
  const data = table
    ? `const { data } = await loadTable(${JSON.stringify(table.file)}, network.dag.observed.map((node) => network.dag.names[node]));`
    : `const data = network.sample(${rows}, new Random(${seed}));`;
  return [
    `import { readFileSync } from "node:fs";`,
    `import { ${table ? "" : "Random, "}readNetwork, train } from "siren-vae";`,
    ...(table ? [`import { loadTable } from "siren-vae/io";`] : []),
    "",
    `const { network } = readNetwork(readFileSync(${JSON.stringify(network)}), ${JSON.stringify(network)});`,
    data,
    ...models.map(
      (model) => `const ${modelName(model)} = await train(network.dag, data, { ${options(model)} });`,
    ),
    "",
  ].join("\n");
}

function modelName(model: string): string {
  return model === "true" ? "model" : `model${model[0].toUpperCase()}${model.slice(1)}`;
}

function quoted(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
