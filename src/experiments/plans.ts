import { type FlowKind, offeredFlows } from "../flow/index.ts";
import type { Family, ModelKind, ObjectiveKind } from "../model/index.ts";
import { builtInNetwork } from "../network/index.ts";
import type { Preset } from "../train/index.ts";
import { type ExperimentName, type GaussianKind, type GraphChange, gaussianKinds, type Job } from "./job.ts";

export interface PlanOptions {
  /** Runs of every cell, with the seeds 1 to `runs`. */
  readonly runs: number;
  readonly presets: readonly Preset[];
  /** A small version for a look at the whole in a few minutes. */
  readonly quick: boolean;
}

export const publishedNetworks = ["ecoli70", "arth150", "magic-irri"] as const;
/** The published networks, and two whose conditionals are not linear. */
export const robustnessNetworks = [
  ...publishedNetworks,
  "nonlinear:ecoli70:1",
  "arithmetic-circuit",
] as const;
const MODELS: readonly ModelKind[] = ["vae", "ind", "fc", "true"];
const FIGURE_2_ROWS = [46, 92, 200, 400, 800, 1400];
const CHANGED_ARCS = [1, 2, 4, 8, 16];
const CHANGED_LATENTS = [1, 2, 4, 8];
/** Arcs of ECOLI70: networks with more of them have proportionally more changed. */
const ARCS_OF_REFERENCE = 70;
/** The share of a table's rows that is held out. */
const TABLE_HELD_OUT = 0.2;

/** All jobs of an experiment, in no order; see `byWorth`. */
export function planned(experiment: ExperimentName, options: PlanOptions): Job[] {
  const plans = { table1, figure2, robustness, inversion, flows: flowsPlan, families: familiesPlan };
  return plans[experiment](options);
}

function table1({ runs, presets, quick }: PlanOptions): Job[] {
  const multiples = quick ? [2] : [2, 100];
  const networks = quick ? publishedNetworks.slice(0, 2) : publishedNetworks;
  return networks.flatMap((network) =>
    multiples.flatMap((multiple) => {
      const cell = {
        network,
        rows: multiple * sizeOf(network),
        runs,
        testRows: 100,
        samples: quick ? 100 : 500,
      };
      return [
        ...presets.flatMap((preset) =>
          MODELS.flatMap((model) => repeated("table1", { ...cell, model, preset })),
        ),
        ...gaussianKinds.flatMap((model) => repeated("table1", { ...cell, model })),
      ];
    }),
  );
}

function figure2({ runs, quick }: PlanOptions): Job[] {
  return (quick ? [46, 92, 200] : FIGURE_2_ROWS).flatMap((rows) =>
    MODELS.flatMap((model) =>
      repeated("figure2", {
        network: "ecoli70",
        model,
        preset: "recommended",
        rows,
        runs,
        testRows: 100,
        samples: quick ? 100 : 500,
      }),
    ),
  );
}

function robustness({ runs, quick }: PlanOptions): Job[] {
  const networks = quick ? ["ecoli70", "arithmetic-circuit"] : robustnessNetworks;
  return networks.flatMap((network) => {
    const { dag } = builtInNetwork(network);
    const arcs = scaledArcs(dag.arcCount, quick ? [4, 16] : CHANGED_ARCS);
    const latents = (quick ? [2] : CHANGED_LATENTS).filter((count) => count <= dag.latent.length / 2);
    return (quick ? [2] : [2, 10, 100]).flatMap((multiple) => {
      const cell = { network, rows: multiple * dag.size, runs, testRows: 100, samples: quick ? 100 : 500 };
      const own = (change: GraphChange, changes: number) =>
        ([undefined, "auto"] as const).flatMap((trust) =>
          repeated("robustness", { ...cell, model: "true", preset: "recommended", change, changes, trust }),
        );
      return [
        ...own("none", 0),
        ...(["arcs-dropped", "arcs-added", "arcs-reversed"] as const).flatMap((change) =>
          arcs.flatMap((count) => own(change, count)),
        ),
        ...(["latents-removed", "latents-added"] as const).flatMap((change) =>
          latents.flatMap((count) => own(change, count)),
        ),
        ...own("learned-complete", 0),
        ...own("learned-observed", 0),
        ...(["fc", "vae"] as const).flatMap((model) =>
          repeated("robustness", { ...cell, model, preset: "recommended" }),
        ),
        ...(["shrunk", "em"] as const).flatMap((model) => repeated("robustness", { ...cell, model })),
      ];
    });
  });
}

function inversion({ runs, quick }: PlanOptions): Job[] {
  const networks = quick ? ["ecoli70"] : [...publishedNetworks, "nonlinear:ecoli70:1"];
  return networks.flatMap((network) =>
    (["paper", "exact"] as const).flatMap((factorisation) =>
      (quick ? [2] : [2, 100]).flatMap((multiple) =>
        repeated("inversion", {
          network,
          model: "true",
          preset: "recommended",
          rows: multiple * sizeOf(network),
          runs,
          testRows: 100,
          samples: quick ? 100 : 500,
          factorisation,
        }),
      ),
    ),
  );
}

/** Every flow as the density of all nodes, as prior and encoder of a model, and as the encoder of the network itself. */
function flowsPlan({ runs, quick }: PlanOptions): Job[] {
  const complete = quick ? ["gaussian-tree"] : ["arithmetic-circuit", "gaussian-tree"];
  const others = quick ? [] : ["ecoli70", "nonlinear:ecoli70:1", "arth150"];
  const hidden = quick ? ["arithmetic-circuit"] : ["arithmetic-circuit", "ecoli70", "nonlinear:ecoli70:1"];
  const inferred = quick ? ["arithmetic-circuit", "gaussian-tree"] : [...complete, ...others];
  const cell = { model: "true", preset: "recommended", runs, testRows: quick ? 200 : 1000 } as const;
  return offeredFlows.flatMap((flow) => [
    ...complete.flatMap((network) =>
      repeated("flows", { ...cell, network, rows: quick ? 700 : 10_000, samples: 1, flow, family: "flow" }),
    ),
    ...others.flatMap((network) =>
      repeated("flows", {
        ...cell,
        network,
        rows: 10 * sizeOf(network),
        samples: 1,
        flow,
        family: "flow",
      }),
    ),
    ...hidden.flatMap((network) =>
      repeated("flows", {
        ...cell,
        network,
        rows: 10 * sizeOf(network),
        testRows: 100,
        samples: quick ? 50 : 500,
        flow,
        family: "siren",
      }),
    ),
    ...inferred.flatMap((network) =>
      repeated("flows", {
        ...cell,
        network,
        rows: quick ? 1000 : 5000,
        testRows: 100,
        samples: quick ? 50 : 200,
        flow,
        family: "posterior",
      }),
    ),
  ]);
}

/** Every flow as the density of a table with a network whose nodes are all measured, or within a model where some are hidden. */
export function tablePlan(
  { name, network, rows, hidden }: { name: string; network: string; rows: number; hidden: number },
  { runs, quick }: PlanOptions,
): Job[] {
  const testRows = Math.max(1, Math.round(TABLE_HELD_OUT * rows));
  const cell = {
    network,
    table: name,
    rows: rows - testRows,
    testRows,
    runs,
    samples: hidden > 0 ? (quick ? 100 : 500) : 1,
  };
  const trained = { ...cell, model: "true", preset: "recommended" } as const;
  return [
    ...repeated("flows", { ...cell, model: "map-em" }),
    ...repeated("flows", trained),
    ...offeredFlows.flatMap((flow) =>
      repeated("flows", { ...trained, flow, family: hidden > 0 ? "siren" : "flow" }),
    ),
  ];
}

/** SIReN-VAE beside the other families and objectives. */
function familiesPlan({ runs, quick }: PlanOptions): Job[] {
  const networks = quick ? ["ecoli70", "arithmetic-circuit"] : robustnessNetworks;
  return networks.flatMap((network) =>
    (quick ? [2, 10] : [2, 10, 100]).flatMap((multiple) =>
      comparedSystems.flatMap((system) =>
        repeated("families", {
          ...system,
          network,
          preset: "recommended",
          rows: multiple * sizeOf(network),
          runs,
          testRows: 100,
          samples: quick ? 100 : 500,
        }),
      ),
    ),
  );
}

/** What `reproduce families` compares. */
export const comparedSystems: readonly {
  readonly model: ModelKind;
  readonly family?: Family;
  readonly objective?: ObjectiveKind;
}[] = [
  { model: "true" },
  { model: "true", objective: "iwae" },
  { model: "vae" },
  { model: "vae", objective: "iwae" },
  { model: "vae", objective: "dreg" },
  { model: "vae", family: "iaf" },
  { model: "vae", family: "ladder" },
];

/** Numbers of arcs to change: as given for up to 70 arcs, the same shares of larger networks; never over half of them. */
export function scaledArcs(arcs: number, counts: readonly number[]): number[] {
  const factor = Math.max(1, arcs / ARCS_OF_REFERENCE);
  return counts.map((count) => Math.round(count * factor)).filter((count) => count <= arcs / 2);
}

interface Cell {
  readonly network: string;
  readonly model: ModelKind | GaussianKind;
  readonly preset?: Preset;
  readonly rows: number;
  readonly runs: number;
  readonly testRows: number;
  readonly samples: number;
  readonly change?: GraphChange;
  readonly changes?: number;
  readonly factorisation?: "paper" | "exact";
  readonly trust?: "auto";
  readonly flow?: FlowKind;
  readonly family?: Family;
  readonly objective?: ObjectiveKind;
  readonly table?: string;
}

function repeated(experiment: ExperimentName, cell: Cell): Job[] {
  return Array.from({ length: cell.runs }, (_, run) => ({
    experiment,
    network: cell.network,
    model: cell.model,
    preset: cell.preset ?? null,
    rows: cell.rows,
    seed: run + 1,
    testRows: cell.testRows,
    importanceSamples: cell.samples,
    change: cell.change ?? "none",
    changes: cell.changes ?? 0,
    factorisation: cell.factorisation ?? "paper",
    ...(cell.trust && { trust: cell.trust }),
    ...(cell.flow && { flow: cell.flow }),
    ...(cell.family && { family: cell.family }),
    ...(cell.objective && { objective: cell.objective }),
    ...(cell.table && { table: cell.table }),
  }));
}

const sizes = new Map<string, number>();

/** Plans ask many times, and some of these networks take long to make. */
function sizeOf(network: string): number {
  const known = sizes.get(network) ?? builtInNetwork(network).dag.size;
  sizes.set(network, known);
  return known;
}
