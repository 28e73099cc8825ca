import type { Command } from "commander";

/** What the list of commands says of one, and where it is: its module is read only when it is called. */
export interface ListedCommand {
  readonly name: string;
  /** Its arguments as they would be typed, such as `<folder>`. */
  readonly args?: string;
  readonly description: string;
  /** What it is for, as a newcomer looks for it. */
  readonly heading: string;
  readonly load: () => Promise<Command>;
}

type Entry = Omit<ListedCommand, "heading">;

const groups: Readonly<Record<string, readonly Entry[]>> = {
  "See it at work:": [
    {
      name: "demo",
      description:
        "the main job: SIReN-VAE and a plain VAE on ECOLI70 with 92 rows, and how far each is from the floor",
      load: async () => (await import("./commands/demo.ts")).demoCommand(),
    },
    {
      name: "studio",
      args: "[network]",
      description: "draw networks, watch models learn and question them, in a browser tab",
      load: async () => (await import("./commands/studio.ts")).studioCommand(),
    },
  ],
  "A network and its data:": [
    {
      name: "networks",
      description: "list the built-in networks",
      load: async () => (await import("./commands/networks.ts")).networksCommand(),
    },
    {
      name: "inspect",
      args: "<network>",
      description: "show what a network means for the model: roles, faithful inverse, masks, dependence",
      load: async () => (await import("./commands/inspect.ts")).inspectCommand(),
    },
    {
      name: "criticise",
      args: "<network>",
      description:
        "hold a network against a table: what it is worth, which arcs are missing, which not needed",
      load: async () => (await import("./commands/criticise.ts")).criticiseCommand(),
    },
    {
      name: "compare",
      args: "<network...>",
      description:
        "which model predicts new rows best: the network, several networks, no network, baselines, by held-out rows",
      load: async () => (await import("./commands/compare.ts")).compareCommand(),
    },
    {
      name: "simulate",
      args: "<network>",
      description: "draw rows from a network into a table",
      load: async () => (await import("./commands/simulate.ts")).simulateCommand(),
    },
  ],
  "A model:": [
    {
      name: "train",
      args: "[network]",
      description: "train a model of a network on a table and store it in a folder",
      load: async () => (await import("./commands/train.ts")).trainCommand(),
    },
    {
      name: "evaluate",
      args: "<folder>",
      description:
        "score a stored model: likelihood, distance from the floor, reconstruction, active latents",
      load: async () => (await import("./commands/evaluate.ts")).evaluateCommand(),
    },
    {
      name: "calibrate",
      args: "<folder>",
      description:
        "check whether a model's posterior and predictive distributions are honest about uncertainty",
      load: async () => (await import("./commands/calibrate.ts")).calibrateCommand(),
    },
    {
      name: "summary",
      args: "<folder>",
      description:
        "loadings, path coefficients, R squared, reliability, effects and fit, as structural equation models have them",
      load: async () => (await import("./commands/summary.ts")).summaryCommand(),
    },
    {
      name: "card",
      args: "<folder>",
      description: "a model card in Markdown: data, graph, settings, metrics, certificate, limits",
      load: async () => (await import("./commands/card.ts")).cardCommand(),
    },
    {
      name: "export",
      args: "<folder>",
      description:
        "write a model's weights as dense matrices for other programs, its graphs, and how to compute with them",
      load: async () => (await import("./commands/export.ts")).exportCommand(),
    },
  ],
  "Questions to a model:": [
    {
      name: "score",
      args: "<folder>",
      description: "log-likelihood of every row under a stored model: low where a row is unusual",
      load: async () => (await import("./commands/score.ts")).scoreCommand(),
    },
    {
      name: "posterior",
      args: "<folder>",
      description: "the hidden nodes given each row: mean, standard deviation, quantiles, and draws",
      load: async () => (await import("./commands/posterior.ts")).posteriorCommand(),
    },
    {
      name: "impute",
      args: "<folder>",
      description: "fill missing values given what is there, with their uncertainty",
      load: async () => (await import("./commands/impute.ts")).imputeCommand(),
    },
    {
      name: "sample",
      args: "<folder>",
      description: "draw new rows from a stored model",
      load: async () => (await import("./commands/sample.ts")).sampleCommand(),
    },
    {
      name: "do",
      args: "<folder>",
      description: "draw rows under an intervention: nodes set to values, whatever their parents say",
      load: async () => (await import("./commands/do.ts")).doCommand(),
    },
    {
      name: "reconstruct",
      args: "<folder>",
      description: "what a stored model makes of each row: encoded into the hidden nodes and decoded again",
      load: async () => (await import("./commands/reconstruct.ts")).reconstructCommand(),
    },
  ],
  "The paper's experiments:": [
    {
      name: "reproduce",
      args: "<what>",
      description: "run the experiments of the paper and those that it leaves open, and write a report",
      load: async () => (await import("./commands/reproduce.ts")).reproduceCommand(),
    },
    {
      name: "worker",
      description: "run the jobs of a queue in this machine's threads, until Ctrl-C hands them back",
      load: async () => (await import("./commands/worker.ts")).workerCommand(),
    },
  ],
};

/** All commands, in the order in which a newcomer needs them. */
export const commandList: readonly ListedCommand[] = Object.entries(groups).flatMap(([heading, entries]) =>
  entries.map((entry) => ({ ...entry, heading })),
);
