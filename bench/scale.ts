import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { faithfulInverse, inverseDag } from "../src/graph/index.ts";
import { networkToJson } from "../src/network/index.ts";
import { COLOURS, smallMultiples } from "../src/report/index.ts";
import { type Cost, Meter, median } from "./meter.ts";
import { randomNetwork } from "./randomNetwork.ts";

/** Two arcs and two rows a node. */
const SIZES = [
  { nodes: 300, arcs: 602 },
  { nodes: 500, arcs: 1003 },
  { nodes: 700, arcs: 1404 },
  { nodes: 1000, arcs: 2006 },
] as const;
const EPOCHS = 20;
/** As many nodes and arcs as MUNIN, the largest of the usual benchmark networks. */
const MUNIN = { nodes: 1041, arcs: 1397, rows: 300 } as const;

interface Size {
  readonly nodes: number;
  /** Of the network and of its faithful inverse together. */
  readonly arcs: number;
  readonly cost: Cost;
}

/** Trainings of random networks of 300 to 1,000 nodes and what each costs, as a table and a figure. */
export function measureScale(runs: number, log: (line: string) => void): { table: string; figure: string } {
  const folder = mkdtempSync(join(tmpdir(), "siren-vae-scale-"));
  const program = resolve("dist/src/cli/main.js");
  try {
    const meter = new Meter(folder);
    const train = (given: { nodes: number; arcs: number }, rows: number, epochs: number): Size => {
      const network = randomNetwork({ ...given, seed: 4 });
      const file = `r${given.nodes}.json`;
      writeFileSync(join(folder, file), JSON.stringify(networkToJson(network)));
      log(`${given.nodes} nodes, ${rows} rows, ${epochs} epochs`);
      const words =
        `train ${file} --simulate ${rows} --start linear-gaussian --epochs ${epochs} -o m --force --quiet`.split(
          " ",
        );
      const costs = Array.from({ length: runs }, () => meter.run(program, words));
      const of = (key: keyof Cost) => median(costs.map((cost) => cost[key]));
      return {
        nodes: given.nodes,
        arcs: network.dag.arcCount + inverseDag(network.dag, faithfulInverse(network.dag)).arcCount,
        cost: {
          processorSeconds: of("processorSeconds"),
          seconds: of("seconds"),
          mebibytes: of("mebibytes"),
        },
      };
    };
    const sizes = SIZES.map((size) => train(size, 2 * size.nodes, EPOCHS));
    const [few, many] = [1, 6].map((epochs) => train(MUNIN, MUNIN.rows, epochs).cost);
    const epoch = (many.processorSeconds - few.processorSeconds) / 5;
    return { table: [...table(sizes), "", munin(epoch, few)].join("\n"), figure: figure(sizes) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function table(sizes: readonly Size[]): string[] {
  return [
    `| nodes | arcs of network and inverse | processor s, ${EPOCHS} epochs | s | MiB | microseconds an arc and row |`,
    "|---|---|---|---|---|---|",
    ...sizes.map(({ nodes, arcs, cost }) => {
      const each = (1e6 * cost.processorSeconds) / (arcs * 2 * nodes);
      const cells = [
        `${nodes}`,
        `${arcs}`,
        cost.processorSeconds.toFixed(1),
        cost.seconds.toFixed(1),
        cost.mebibytes.toFixed(0),
        each.toFixed(2),
      ];
      return `| ${cells.join(" | ")} |`;
    }),
  ];
}

function munin(epoch: number, whole: Cost): string {
  return `${MUNIN.nodes} nodes, ${MUNIN.arcs} arcs (as many as MUNIN has), ${MUNIN.rows} rows: ${epoch.toFixed(2)} s of processor time an epoch; the command with one epoch ${whole.processorSeconds.toFixed(1)} s and ${whole.mebibytes.toFixed(0)} MiB.`;
}

function figure(sizes: readonly Size[]): string {
  const style = (k: number, dash: string, symbol: "circle" | "square") => ({
    colour: COLOURS[k],
    dash,
    symbol,
  });
  const measured = style(0, "", "circle");
  const arcs = style(1, "4 3", "square");
  const [{ cost: first, ...small }] = sizes;
  const at = (y: (size: Size) => number) => sizes.map((size) => ({ x: size.nodes, y: y(size), spread: 0 }));
  return smallMultiples({
    name: "scale",
    label: `Processor time of a training of ${EPOCHS} epochs against the nodes of the network: ${sizes
      .map(({ nodes, cost }) => `${nodes} nodes ${cost.processorSeconds.toFixed(1)} seconds`)
      .join(", ")}.`,
    keys: [
      { label: "measured", style: measured },
      { label: "in proportion to the arcs of network and inverse", style: arcs },
    ],
    panels: [
      {
        title: "Training, two rows a node, 20 epochs",
        x: { label: "nodes", scale: "linear", ticks: sizes.map(({ nodes }) => nodes) },
        y: { label: "processor time, seconds", scale: "linear" },
        series: [
          { style: measured, points: at(({ cost }) => cost.processorSeconds) },
          {
            style: arcs,
            points: at((size) => (first.processorSeconds * size.arcs) / small.arcs),
          },
        ],
        references: [],
      },
    ],
    columns: 1,
    panelWidth: 620,
    panelHeight: 320,
  });
}
