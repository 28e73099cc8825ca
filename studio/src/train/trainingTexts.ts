import {
  familyDefinitions,
  familyOf,
  levelsText,
  type ModelKind,
  shellWord,
} from "../../../src/internals.ts";
import { levelsOf, type NetworkDocument } from "../document/document.ts";
import { fileName } from "../ui/saveFile.ts";
import type { Table } from "./data.ts";
import { kindOf, kindWords } from "./kindOfModel.ts";
import type { Settings } from "./settings.ts";

/** The training that is set up, as commands for a terminal; the network is a file of the name that the page saves it by. */
export function commandText(document: NetworkDocument, table: Table | undefined, settings: Settings): string {
  const { rows, hidden, blocks, seed, dataSeed, repeats, method, epochs, start, models } = settings;
  const network = `${fileName(document.name)}.json`;
  const drawn = `${fileName(document.name)}-rows.csv`;
  // One seed for both is what the command has; two need the rows as a file.
  const apart = !table && dataSeed !== seed;
  const data = table ? `--data ${shellWord(table.file)}` : apart ? `--data ${drawn}` : `--simulate ${rows}`;
  const isEncoder = (model: ModelKind) => kindOf(model, method, settings.kind).family === "posterior";
  const lines = models.flatMap((model) =>
    Array.from({ length: repeats }, (_, i) =>
      [
        `siren-vae train ${network}`,
        ...(isEncoder(model)
          ? [`--simulate ${rows}`]
          : [data, ...layoutOptions(table), ...kindOptions(table)]),
        ...(isEncoder(model) ? [] : [`--model ${model}`]),
        ...(method === "paper" ? ["--preset paper"] : []),
        ...(method === "watch" ? [`--start ${start}`, `--epochs ${epochs}`] : []),
        ...(believes(model, settings) ? ["--trust full"] : []),
        ...kindWords(kindOf(model, method, settings.kind)),
        `--hidden ${hidden}`,
        ...(hasBlocks(model, settings) ? [`--blocks ${blocks}`] : []),
        `--seed ${seed + i}`,
        `-o ${fileName(document.name)}-${model}${repeats > 1 ? `-${seed + i}` : ""}`,
      ].join(" "),
    ),
  );
  if (apart && models.some((model) => !isEncoder(model)))
    lines.unshift(`siren-vae simulate ${network} -n ${rows} --seed ${dataSeed} -o ${drawn}`);
  return lines.join("\n");
}

const SEPARATOR_NAMES: Readonly<Record<string, string>> = { "\t": "tab", " ": "space" };

/** How the file is read, as the command takes it. */
function layoutOptions(table: Table | undefined): string[] {
  const { decimal, separator, missingValues } = table?.layout ?? {};
  return [
    ...(decimal ? [`--decimal ${decimal}`] : []),
    ...(separator ? [`--separator ${shellWord(SEPARATOR_NAMES[separator] ?? separator)}`] : []),
    ...(missingValues ? [`--missing-values=${shellWord(missingValues.join(","))}`] : []),
  ];
}

/** What was said of columns, as the command takes it. */
function kindOptions(table: Table | undefined): string[] {
  return Object.entries(table?.given ?? {}).flatMap(([name, { kind, levels }]) => [
    `--kind ${shellWord(`${name}=${kind}`)}`,
    ...(levels ? [`--levels ${shellWord(`${name}=${levelsText(levels)}`)}`] : []),
  ]);
}

/** A setting that a model has no use for is an error of the command. */
function hasBlocks(model: ModelKind, { method, kind }: Settings): boolean {
  const family = familyOf({ ...kindOf(model, method, kind), model });
  return !familyDefinitions[family].lacks.includes("blocks");
}

function believes(model: ModelKind, settings: Settings): boolean {
  return isShapedAsUsual(model, settings) && settings.trust === "full";
}

/** Whether the levels that the network says of its hidden nodes may have a part in the training. */
function mayBeTaught({ nodes, observed }: NetworkDocument, model: ModelKind, settings: Settings): boolean {
  const hidden = nodes.filter(({ name }) => !observed.includes(name));
  return isShapedAsUsual(model, settings) && hidden.some(levelsOf);
}

/** Whether it is the SIReN-VAE of the network by the preset that chooses by itself. */
function isShapedAsUsual(model: ModelKind, { method, kind }: Settings): boolean {
  return model === "true" && method === "recommended" && kindOf("true", method, kind).family === undefined;
}

/** The same as a program. */
export function typescriptText(
  document: NetworkDocument,
  table: Table | undefined,
  settings: Settings,
): string {
  const { rows, hidden, blocks, seed, dataSeed, method, epochs, start, models } = settings;
  const network = `${fileName(document.name)}.json`;
  const isEncoder = (model: ModelKind) => kindOf(model, method, settings.kind).family === "posterior";
  const ofRows = models.some((model) => !isEncoder(model));
  const options = (model: ModelKind) => {
    const { flow, family, objective } = kindOf(model, method, settings.kind);
    const tuning = [
      ...(method === "watch" ? [`start: "${start}"`, `epochs: ${epochs}`] : []),
      ...(objective ? [`objective: "${objective}"`] : []),
    ];
    const architecture = [
      `hidden: [${hidden}]`,
      ...(hasBlocks(model, settings) ? [`blocks: ${blocks}`] : []),
      ...(flow ? [`flow: "${flow}"`] : []),
      ...(family ? [`family: "${family}"`] : []),
    ];
    return [
      ...(isEncoder(model) ? [] : [`model: "${model}"`]),
      ...(method === "paper" ? ['preset: "paper"'] : []),
      `seed: ${seed}`,
      ...(believes(model, settings) ? ['trust: "full"'] : []),
      ...(mayBeTaught(document, model, settings) ? ["types: network.types"] : []),
      `architecture: { ${architecture.join(", ")} }`,
      ...(tuning.length > 0 ? [`tuning: { ${tuning.join(", ")} }`] : []),
    ].join(", ");
  };
  const reading = {
    ...(table?.layout && { layout: table.layout }),
    ...(table?.given && { kinds: table.given }),
  };
  const how = Object.keys(reading).length > 0 ? `, ${JSON.stringify(reading)}` : "";
  const data = table
    ? `const { data } = await loadMeasuredTable(network, ${JSON.stringify(table.file)}${how});`
    : `const data = network.sample(${rows}, new Random(${dataSeed}));`;
  return [
    `import { readFileSync } from "node:fs";`,
    `import { ${[...(ofRows && !table ? ["Random"] : []), "readNetwork", ...(ofRows ? ["train"] : []), ...(models.some(isEncoder) ? ["trainPosterior"] : [])].join(", ")} } from "siren-vae";`,
    ...(table ? [`import { loadMeasuredTable } from "siren-vae/io";`] : []),
    "",
    `const { network } = readNetwork(readFileSync(${JSON.stringify(network)}), ${JSON.stringify(network)});`,
    ...(ofRows ? [data] : []),
    ...models.map((model) =>
      isEncoder(model)
        ? `const ${modelName(model)} = await trainPosterior(network, { rows: ${rows}, ${options(model)} });`
        : `const ${modelName(model)} = await train(network.dag, data, { ${options(model)} });`,
    ),
    "",
  ].join("\n");
}

function modelName(model: string): string {
  return model === "true" ? "model" : `model${model[0].toUpperCase()}${model.slice(1)}`;
}
