import { familyDefinitions, familyOf, objectives } from "../model/index.ts";
import { shellWord } from "../numeric/shellWord.ts";
import { withArticle } from "../numeric/withArticle.ts";
import type { Block, ReportDocument } from "../report/index.ts";
import type { CardFacts } from "./cardFacts.ts";
import { limits } from "./cardLimits.ts";
import { distilledSentence } from "./distilledSentence.ts";
import type { ModelEvaluation } from "./evaluateRows.ts";
import { insteadSentence } from "./insteadSentence.ts";
import { duration } from "./terminal.ts";

/** A model card in the manner of Mitchell et al. (2019), for a model of a Bayesian network. */
export function cardDocument(
  facts: CardFacts,
  metrics: ModelEvaluation | null,
  { folder, data }: { folder: string; data?: string },
): ReportDocument {
  const word = shellWord(folder);
  const { architecture, latents, network } = facts;
  const family = familyOf(architecture);
  return {
    title: `Model card: ${network ?? "a model of a network structure"}, ${family === "siren" ? architecture.model : family}`,
    blocks: [
      text(`${introduction(facts)} This card was written by siren-vae ${facts.program}.`),
      ...dataBlocks(facts),
      ...graphBlocks(facts),
      ...settingBlocks(facts),
      ...metricBlocks(facts, metrics, data),
      ...certificateBlocks(facts),
      heading("Limits"),
      { kind: "list", items: limits(facts, metrics) },
      heading("How to use it"),
      {
        kind: "code",
        text: [
          `siren-vae evaluate ${word} --data FILE`,
          `siren-vae score ${word} --data FILE -o scores.csv`,
          `siren-vae sample ${word} -n 1000 -o new.csv`,
          ...(latents.length > 0 ? [`siren-vae posterior ${word} --data FILE -o posterior.csv`] : []),
          ...(facts.fillsGaps ? [`siren-vae impute ${word} --data FILE -o filled.csv`] : []),
          `siren-vae calibrate ${word} --data FILE`,
        ].join("\n"),
      },
    ],
  };
}

/** What the model is and which questions it answers. */
function introduction({ architecture, training, columns, latents, network, fillsGaps }: CardFacts): string {
  const [measured, hidden] = [columns.length, latents.length];
  if (familyDefinitions[familyOf(architecture)].amortises) {
    return (
      `The posterior of ${hidden} hidden variables given ${measured} measured ones under ${network ?? "a given network"}, learnt from ${training.rows} rows drawn from that network. ` +
      "Densities and new rows are those of the network; rows with missing values, reconstructions and interventions are not its subject."
    );
  }
  const answers = [
    "densities",
    "new rows",
    ...(hidden > 0 ? ["the hidden variables given the measured ones", "reconstructions"] : []),
    ...(fillsGaps ? ["missing values"] : []),
    ...(architecture.model === "vae" ? [] : ["rows under interventions"]),
  ];
  return `A generative model of ${measured} measured and ${hidden} hidden variables, trained on ${training.rows} rows. It gives ${answers.slice(0, -1).join(", ")} and ${answers.at(-1)}.`;
}

const heading = (words: string): Block => ({ kind: "heading", level: 2, text: words });
const text = (words: string): Block => ({ kind: "text", text: words });
const pairs = (caption: string, rows: readonly (readonly [string, string])[]): Block => ({
  kind: "table",
  caption,
  columns: ["what", "value"],
  rows,
  words: true,
});

function dataBlocks({ training, columns, architecture, fillsGaps }: CardFacts): Block[] {
  return [
    heading("Data"),
    text(
      `${training.rows} training rows, ${architecture.missing ? "some with missing values, which were left missing" : "all complete"}. ` +
        `The model ${fillsGaps ? "takes" : "does not take"} rows with missing values. Columns of numbers are standardized inside by the numbers below (those of log-normal ones are of the logarithm, of counts of log(1 + count)); ` +
        "everything reported is in raw units.",
    ),
    {
      kind: "table",
      caption: "Measured columns",
      columns: ["column", "kind", "mean", "standard deviation", "levels"],
      rows: columns.map(({ name, kind, mean, deviation, levels }) => [
        name,
        kind,
        levels ? "" : short(mean),
        levels ? "" : short(deviation),
        levels?.join(", ") ?? "",
      ]),
      words: true,
    },
  ];
}

function graphBlocks({
  architecture,
  training,
  network,
  latents,
  columns,
  arcs,
  longestPath,
  inverse,
  floor,
}: CardFacts): Block[] {
  const carried = {
    true: "the network itself",
    ind: "hidden variables independent in the prior, every measured one reading all of them",
    fc: "hidden variables fully connected, every measured one reading all of them",
    vae: `none: ${withArticle(familyDefinitions[familyOf(architecture)].title)}, with ${latents.length} latents`,
  }[architecture.model];
  const contradicted = insteadSentence(training);
  return [
    heading("Graph"),
    pairs("The graph that shapes the model", [
      ["network", network ?? "structure only"],
      ["structure carried", `${architecture.model} (${carried})`],
      ["measured nodes", `${columns.length}`],
      ["hidden nodes", `${latents.length}`],
      ["arcs", `${arcs}`],
      ["longest path", `${longestPath} arcs`],
      ...(inverse
        ? ([["faithful inverse", `${inverse.arcs} arcs, at most ${inverse.widest} parents a node`]] as const)
        : []),
      ...(floor === null ? [] : ([["entropy of the measured nodes", `${floor.toFixed(3)} nats`]] as const)),
    ]),
    ...(latents.length > 0 ? [text(`Hidden: ${latents.join(", ")}.`)] : []),
    ...(contradicted ? [text(contradicted)] : []),
  ];
}

function settingBlocks(facts: CardFacts): Block[] {
  const { architecture, training, parameters, lastLoss } = facts;
  const {
    hidden,
    blocks,
    activation,
    coefficient,
    normalization,
    factorisation,
    affine,
    interactions,
    model,
  } = architecture;
  const family = familyDefinitions[familyOf(architecture)];
  const taught = distilledSentence(training);
  return [
    heading("Settings"),
    pairs("Architecture and training", [
      ["hidden widths", hidden.join(", ")],
      ["activation", activation],
      ...(model === "vae"
        ? []
        : ([
            ["blocks in each flow", `${blocks}`],
            ["Lipschitz coefficient", `${coefficient} (${normalization})`],
            ["factorisation of the prior", factorisation],
          ] as const)),
      ["family", `${familyOf(architecture)} (${familyDefinitions[familyOf(architecture)].title})`],
      ...(family.lacks.includes("blocks") || model !== "vae"
        ? []
        : ([["steps of the encoder", `${blocks}`]] as const)),
      [
        "objective",
        family.amortises ? "forward KL (mean of -log q(z|x) over drawn rows)" : objective(training),
      ],
      ["gradient of the encoder", gradientOf(facts)],
      ["affine layers", affine ? (interactions ? "yes, with products of two parents" : "yes") : "no"],
      ["stored parameters", `${parameters}`],
      ["preset", training.preset],
      ["start", training.start],
      ["epochs", `${training.epochs}`],
      ["seed", `${training.seed}`],
      ["training time", duration(training.seconds)],
      ...(lastLoss === null
        ? []
        : ([
            [
              family.amortises ? "loss in the last epoch" : "negative ELBO in the last epoch",
              `${lastLoss.toFixed(3)} nats a row`,
            ],
          ] as const)),
    ]),
    ...(taught ? [text(taught)] : []),
    training.choices.length === 0
      ? text("Nothing was chosen by held-out rows.")
      : {
          kind: "table",
          caption:
            "Choices made by held-out training rows (negative log-likelihood, nats a row; the first was taken)",
          columns: ["candidate", "NLL"],
          rows: training.choices.map(({ candidate, score }, place) => [
            candidate,
            place === 0 ? { text: score.toFixed(3), strong: true } : score.toFixed(3),
          ]),
        },
  ];
}

function objective({ objective: raised }: CardFacts["training"]): string {
  if (raised === undefined) return `elbo (${objectives.elbo.title})`;
  return `${raised.name} (${objectives[raised.name].title}), ${raised.samples} draws a row`;
}

function gradientOf({ training, pathGradients }: CardFacts): string {
  const { gradient } = objectives[training.objective?.name ?? "elbo"];
  if (gradient === "doubly") return "doubly reparameterized";
  if (gradient === "full" || training.preset === "paper") return "full";
  return pathGradients ? "path" : "full (its score is not known)";
}

function metricBlocks({ floor }: CardFacts, metrics: ModelEvaluation | null, data?: string): Block[] {
  if (metrics === null) {
    return [
      heading("Metrics"),
      text("Not measured. Give --data with rows that the model was not trained on to have them here."),
    ];
  }
  const error = metrics.nllStandardError === null ? "" : ` ± ${metrics.nllStandardError.toFixed(3)}`;
  const known: [string, string][] =
    metrics.exactNll === null || metrics.excess === null
      ? []
      : [
          ["exact NLL under the network", `${metrics.exactNll.toFixed(3)} nats a row`],
          ["excess over it", `${metrics.excess.toFixed(3)} nats a row`],
        ];
  return [
    heading("Metrics"),
    pairs(`On the ${metrics.rows} rows of ${data ?? "the data"}`, [
      [
        `negative log-likelihood (NLL)${metrics.exact ? ", exact" : ""}`,
        `${metrics.nll.toFixed(3)}${error} nats a row`,
      ],
      ...known,
      ["ELBO", `${metrics.elbo.toFixed(3)} nats a row`],
      ["reconstruction error", `${metrics.re.toFixed(3)} (mean Euclidean distance, raw units)`],
      [
        "effective importance samples",
        `${metrics.effectiveSampleSize.toFixed(1)} of ${metrics.importanceSamples}`,
      ],
      ["active latents", `${metrics.activeLatents} of ${metrics.latents.length}`],
    ]),
    ...(floor === null
      ? []
      : [
          text(
            "On complete rows of the network no model has a lower expected NLL than the entropy given above.",
          ),
        ]),
  ];
}

function certificateBlocks({ architecture, certificate }: CardFacts): Block[] {
  const { bound, blocks } = certificate;
  if (architecture.model === "vae" || blocks.length === 0) {
    return [
      heading("Certificate"),
      text("The model has no residual blocks, so nothing needs to be inverted."),
    ];
  }
  if (bound === 0) {
    return [
      heading("Certificate"),
      text("All residual blocks are zero: the flows are linear, and invertible for that reason."),
    ];
  }
  return [
    heading("Certificate"),
    text(
      bound < 1
        ? `Every residual block has a Lipschitz constant of at most ${bound.toFixed(6)}, computed from the exact singular values of its layers. ` +
            "Below 1, every block is invertible: densities are exact, and the inversion behind sampling converges."
        : `The largest Lipschitz bound of a block is ${bound.toFixed(6)}, which is not below 1: that the flows are invertible is not proved.`,
    ),
    {
      kind: "table",
      caption: "Bounds of the blocks",
      columns: ["block", "bound"],
      rows: blocks.map((block) => [block.name, block.bound.toFixed(6)]),
    },
  ];
}

function short(value: number): string {
  return `${Number(value.toPrecision(5))}`;
}
