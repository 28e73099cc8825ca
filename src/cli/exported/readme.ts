import { flows } from "../../flow/index.ts";
import { familyDefinitions, familyOf, type LatentModel, priorFlow } from "../../model/index.ts";
import { withArticle } from "../../numeric/withArticle.ts";
import type { DenseTensor, TrainedModel } from "../../query/index.ts";
import { activationText, codingText, decoderText, fenced, flowText } from "./formulas.ts";
import type { ExportedPrograms } from "./programs.ts";

/** What the tensors are and how to compute with them: enough to rebuild the model elsewhere. */
export function exportReadme(
  model: TrainedModel,
  shape: LatentModel,
  tensors: readonly DenseTensor[],
  version: string,
  programs: ExportedPrograms,
): string {
  const { architecture, latentNames, observedNames } = model;
  const { activation, missing } = architecture;
  const sections = [
    `# A model exported by siren-vae ${version}`,
    `${describe(model)} Everything is float64, row-major, in nats; columns are standardized inside.`,
    "## Files",
    [
      "- `weights.safetensors`: the tensors listed below.",
      ...(programs.because === undefined
        ? [
            "- `model.py`, `model.R`: the log-density of rows and the posterior means of the hidden nodes, with numpy and with R alone: `python3 model.py table.csv`, `Rscript model.R table.csv`.",
          ]
        : [`- Not here: programs. ${programs.because}`]),
      `- \`graph.dot\`: ${shape.graph ? `the graph that the model carries (structure \`${architecture.model}\`); boxes are measured` : `the network that the data are said to come from; ${withArticle(familyDefinitions[familyOf(architecture)].title)} does not carry it`}.`,
      ...(shape.graph
        ? ["- `inverse.dot`: the faithful inverse, which shapes the encoder; boxes are measured."]
        : []),
    ].join("\n"),
    "```python\nfrom safetensors.torch import load_file\nw = load_file('weights.safetensors')  # a dict of torch tensors\n```",
    "## Order of the variables",
    `z, the ${latentNames.length} hidden nodes:\n\n${inCode(latentNames)}`,
    `x, the ${observedNames.length} measured nodes:\n\n${inCode(observedNames)}`,
    "## Computation",
    "All functions below take one row; `@` is the matrix product, `sum` runs over components.",
    `\`\`\`\n${[
      model.coding.plain
        ? "x = (raw - scales.mean) / scales.deviation          # nan where a value is missing"
        : "x = the coded columns, below                         # nan where a value is missing",
      "N(v) = -0.5 * sum(v^2 + log(2 pi))                   # log-density of the standard normal",
      activationText(activation),
    ].join("\n")}\n\`\`\``,
    ...(model.coding.plain ? [] : ["### How columns are coded", codingText(model.coding)]),
    ...(shape.prior ? ["### Prior p(z)", flowText(shape.prior, "normalizing")] : []),
    ...(shape.encoderFlow
      ? [
          "### Encoder q(z|x)",
          // That of a given network goes from z to noise, as a density does.
          flowText(shape.encoderFlow, shape.recordConditional ? "normalizing" : "generative"),
        ]
      : []),
    ...(shape.formulas
      ? ["### Prior p(z)", fenced(shape.formulas.prior), "### Encoder q(z|x)", fenced(shape.formulas.encoder)]
      : []),
    ...(shape.decoder ? ["### Decoder p(x|z)", decoderText(architecture, shape.decoder)] : []),
    ...(shape.density ? ["### Density p(x), with z for x", flowText(shape.density, "normalizing")] : []),
    "### Densities and samples",
    densitiesText(model, shape),
    ...(missing ? ["### Missing values", missingText] : []),
    "## Tensors",
    "`mask` tensors are truth values: where a mask is 0, the weight beside it is 0 and no connection exists. Set gradients there to zero when you train on.",
    `| name | shape | type |\n|---|---|---|\n${tensors
      .map(
        ({ name, shape, mask }) => `| \`${name}\` | [${shape.join(", ")}] | ${mask ? "bool" : "float64"} |`,
      )
      .join("\n")}`,
  ];
  return `${sections.join("\n\n")}\n`;
}

function describe({ architecture, latentNames, observedNames, dag }: TrainedModel): string {
  const { model, hidden, blocks, factorisation } = architecture;
  const size = `${observedNames.length} measured and ${latentNames.length} hidden variables`;
  const { title, summary } = familyDefinitions[familyOf(architecture)];
  if (model === "vae") return `A ${title} of ${size}, hidden widths [${hidden.join(", ")}]: ${summary}.`;
  if (architecture.family === "posterior") {
    return `The encoder q(z|x) of a given network of ${size} (${flows[priorFlow(architecture)].title}, ${blocks} steps, hidden widths [${hidden.join(", ")}]). The network itself, which is p(x, z), is in the model folder and not here.`;
  }
  if (architecture.family === "flow") {
    return `A ${flows[priorFlow(architecture)].title} over ${observedNames.length} measured variables, shaped by a network with ${dag.arcCount} arcs: ${blocks} steps, hidden widths [${hidden.join(", ")}].`;
  }
  return (
    `A variational autoencoder of ${size} whose prior and encoder are of the kind \`${priorFlow(architecture)}\` (${flows[priorFlow(architecture)].title}): structure \`${model}\` of a network ` +
    `with ${dag.arcCount} arcs, ${blocks} blocks a flow, hidden widths [${hidden.join(", ")}], factorisation \`${factorisation}\`.`
  );
}

function densitiesText(model: TrainedModel, shape: LatentModel): string {
  if (shape.recordConditional) {
    return "z = (hidden - hidden.mean) / hidden.deviation in the formulas; log q(hidden|x) = log q(z|x) - sum(log(hidden.deviation)). To draw hidden values: invert F for u ~ N(0, I) given x, and hidden = hidden.mean + hidden.deviation * z.";
  }
  if (shape.density) {
    return "log p(raw) = log p(x) - sum(log(scales.deviation)). To sample: invert F for u ~ N(0, I), and raw = scales.mean + scales.deviation * x.";
  }
  const drawn = shape.prior
    ? "invert F of the prior for u ~ N(0, I)" +
      (shape.prior.config.context.length > 0
        ? ", going down the graph, since hidden nodes have measured parents"
        : "") +
      ". Each block is a contraction plus the identity, so y <- target - g(y) converges to its inverse"
    : "z ~ N(0, I)";
  return [
    `\`\`\`\nlog p(x, z) = log p(z) + log p(x|z) - ${model.coding.plain ? "sum(log(scales.deviation))      # density in raw units" : "sum(log(scales.deviation) of gaussian, contaminated-normal, student-t, log-normal and skewed columns) - sum(log(raw) of log-normal ones) + sum(log t'(raw) of skewed ones)   # densities and masses in raw units"}\nELBO        = mean over draws of log p(x, z) - log q(z|x)\nlog p(x)   ~= log mean exp(log p(x, z_s) - log q(z_s|x)), z_s ~ q(z|x)\n\`\`\``,
    model.coding.plain
      ? `To sample: ${drawn}; then x = mu + exp(s) * e with e ~ N(0, I), and raw = scales.mean + scales.deviation * x.`
      : `To sample: ${drawn}; then each column from its p(x|z).`,
    `The certified Lipschitz bound of the blocks is ${model.certificate().bound.toFixed(6)}.`,
  ].join("\n\n");
}

const missingText =
  "This model was trained on rows with gaps. Before a row is encoded, a missing value is replaced by its mean given the present ones " +
  "under the normal distribution `fill.mean`, `fill.covariance` (raw units), and m is 1 there and 0 elsewhere. In `log p(x|z)` and in the " +
  "constant of the scales only present values count. (Missing values that other nodes read are drawn from that conditional " +
  "distribution instead, count as present in p(x|z), and the density of the draw is divided out.)";

/** As JSON, so that a name can hold anything. */
function inCode(names: readonly string[]): string {
  return `\`\`\`\n${names.length === 0 ? "(none)" : names.map((name) => JSON.stringify(name)).join("\n")}\n\`\`\``;
}
