import { builtInNetwork } from "../../network/index.ts";
import { type Block, type Cell, type SeriesStyle, slug, smallMultiples } from "../../report/index.ts";
import { type GraphChange, graphChanges, type RunResult } from "../job.ts";
import { robustnessVerdict } from "./robustnessVerdict.ts";
import { groupBy, inOrder, mean, meanAndDeviation, networkTitle, standardDeviation } from "./summary.ts";
import { trustSentence } from "./trustSentence.ts";

const STYLES: Readonly<Partial<Record<GraphChange, SeriesStyle>>> = {
  "arcs-dropped": { colour: "#2b7fc4", dash: "none", symbol: "circle" },
  "arcs-added": { colour: "#009e73", dash: "7 3", symbol: "square" },
  "arcs-reversed": { colour: "#d55e00", dash: "2 3", symbol: "triangle" },
  "latents-removed": { colour: "#cc79a7", dash: "8 3 2 3", symbol: "diamond" },
  "latents-added": { colour: "#b8740c", dash: "4 2", symbol: "plus" },
  "learned-complete": { colour: "#8a8a8a", dash: null, symbol: "star" },
  "learned-observed": { colour: "#8a8a8a", dash: null, symbol: "times" },
};

/** Dashes of the lines that the curves are compared with; their colours belong to the curves. */
const REFERENCES: Readonly<Record<string, string>> = { true: "none", fc: "8 4", vae: "2 3" };

/** The references first, then the true graph and the wrong ones. */
const ROWS: readonly RunResult["model"][] = ["vae", "fc", "shrunk", "em", "true"];

/** What wrong graphs cost, network by network, and in plain words at the end. */
export function robustness(all: readonly RunResult[]): Block[] {
  const results = comparable(all.filter(({ experiment }) => experiment === "robustness"));
  if (results.length === 0) return [];
  const blocks: Block[] = [
    { kind: "heading", level: 2, text: "How wrong may the graph be?" },
    {
      kind: "text",
      text:
        "SIReN-VAE is given the true graph with arcs dropped, added or reversed at random, with latents removed (their parents become parents of their children) or " +
        "superfluous ones added, or a graph learned by hill climbing on the BIC of linear-Gaussian networks: from complete rows, as if the hidden nodes had once been measured, or from the " +
        "measured columns alone, and then without hidden nodes. All rows of a table have the same seeds. The last column is the same training where held-out rows may add arcs that the graph lacks (--trust auto, the default of train).  The distance is structural Hamming distance: pairs of nodes whose arc is missing, superfluous or reversed.",
    },
  ];
  for (const [network, ofNetwork] of inOrder(results)) {
    const sizes = [...groupBy(ofNetwork, (run) => run.rows)].sort(([a], [b]) => a - b);
    const nodes = builtInNetwork(network).dag.size;
    blocks.push({ kind: "heading", level: 3, text: networkTitle(network) });
    blocks.push(figure(network, nodes, sizes));
    for (const [rows, runs] of sizes) blocks.push(table(network, nodes, rows, runs));
  }
  blocks.push(
    ...robustnessVerdict(
      results.filter(({ trust }) => trust === undefined),
      trustSentence(results),
    ),
  );
  return blocks;
}

/**
 * The runs whose seed every kind of graph of the same network and size has: a set that was stopped early has more runs of the
 * true graph, which Table 1 shares, and means over other seeds cannot be compared. All runs where no seed is common.
 */
function comparable(results: readonly RunResult[]): RunResult[] {
  return [...groupBy(results, ({ network, rows }) => `${network} ${rows}`).values()].flatMap((runs) => {
    const kinds = [
      ...groupBy(
        runs,
        ({ model, trust, change, changes }) => `${model} ${trust} ${change} ${changes}`,
      ).values(),
    ];
    const everywhere = (seed: number) => kinds.every((kind) => kind.some((run) => run.seed === seed));
    const common = runs.filter(({ seed }) => everywhere(seed));
    return common.length > 0 ? common : [...runs];
  });
}

function figure(
  network: string,
  nodes: number,
  sizes: readonly (readonly [number, readonly RunResult[]])[],
): Block {
  const changes = Object.keys(STYLES).filter((change) =>
    sizes.some(([, runs]) => runs.some((run) => run.change === change)),
  ) as GraphChange[];
  const svg = smallMultiples({
    name: `robustness-${slug(network)}`,
    label: `NLL against structural distance on ${network}`,
    keys: changes.map((change) => ({ label: change.replace("-", " "), style: STYLES[change]! })),
    columns: 2,
    panelWidth: 480,
    panelHeight: 320,
    panels: sizes.map(([rows, runs]) => {
      const reference = (model: string) => {
        const values = runs
          .filter((run) => run.model === model && run.change === "none" && run.trust === undefined)
          .map((run) => run.nll);
        return values.length === 0
          ? []
          : [{ label: model, value: mean(values), colour: "currentColor", dash: REFERENCES[model] }];
      };
      const unchanged = points(runs, "none");
      return {
        title: `${rows} rows (${rows / nodes} a node)`,
        x: {
          label: "structural distance",
          scale: "symlog" as const,
          ticks: [0, 1, 2, 4, 8, 16, 32, 64, 128],
        },
        y: { label: "NLL, nats a row", scale: "linear" as const },
        references: [...reference("fc"), ...reference("vae"), ...reference("true")],
        series: changes.map((change) => ({
          style: STYLES[change]!,
          points: [...(STYLES[change]!.dash === null ? [] : unchanged), ...points(runs, change)],
        })),
      };
    }),
  });
  return {
    kind: "figure",
    name: `robustness-${slug(network)}`,
    caption: `${networkTitle(network)}: NLL on test rows against the distance of the given graph from the true one; means over runs, bars of one standard deviation. Lines: fc, vae, and true with the true graph.`,
    svg,
  };
}

/** A point for every number of changes; a distance may vary between runs and is then averaged. */
function points(runs: readonly RunResult[], change: GraphChange) {
  const chosen = runs.filter(
    (run) => run.model === "true" && run.change === change && run.trust === undefined,
  );
  return [...groupBy(chosen, (run) => run.changes).values()].map((group) => ({
    x: mean(group.map((run) => run.distance)),
    y: mean(group.map((run) => run.nll)),
    spread: standardDeviation(group.map((run) => run.nll)),
  }));
}

function table(network: string, nodes: number, rows: number, runs: readonly RunResult[]): Block {
  const key = ({ model, change, changes }: RunResult) => `${model} ${change} ${changes}`;
  const believed = runs.filter(({ trust }) => trust === undefined);
  const doubted = groupBy(
    runs.filter(({ trust }) => trust !== undefined),
    key,
  );
  const groups = [...groupBy(believed, key).values()].sort(
    ([a], [b]) =>
      ROWS.indexOf(a.model) - ROWS.indexOf(b.model) ||
      graphChanges.indexOf(a.change) - graphChanges.indexOf(b.change) ||
      a.changes - b.changes,
  );
  const best = Math.min(...groups.map((group) => mean(group.map((run) => run.nll))));
  return {
    kind: "table",
    caption: `${networkTitle(network)}, ${rows} training rows (${rows / nodes} a node), ${runs[0].testRows} test rows`,
    columns: ["model", "graph", "distance", "arcs", "runs", "NLL", "excess", "NLL, trust auto"],
    rows: groups.map((group): Cell[] => {
      const [{ model, change, changes }] = group;
      const nll = group.map((run) => run.nll);
      const excess = group.flatMap((run) => (run.excess === null ? [] : [run.excess]));
      return [
        model,
        change === "none" ? "true graph" : `${change.replace("-", " ")}${changes > 0 ? ` (${changes})` : ""}`,
        mean(group.map((run) => run.distance))
          .toFixed(1)
          .replace(/\.0$/, ""),
        mean(group.map((run) => run.arcs)).toFixed(0),
        `${group.length}`,
        { text: meanAndDeviation(nll), strong: mean(nll) === best },
        meanAndDeviation(excess, 3),
        meanAndDeviation((doubted.get(key(group[0])) ?? []).map((run) => run.nll)),
      ];
    }),
  };
}
