import type { FlowCase } from "./flowStep.ts";
import { type Case, caseName } from "./sirenStep.ts";
import type { Timing } from "./statistics.ts";

/** What the report calls this library's step with the work of the publication. */
export const PUBLISHED_STEP = "siren-vae, published step";

/** A line of the table of steps. */
export interface StepRecord extends Case, Timing {
  readonly engine: string;
}

/** A peer's case against the same case of this library in the same rounds. */
export interface PeerRecord extends Case {
  readonly engine: string;
  readonly ratioOfP10: number;
  readonly ratioOfMedian: number;
  /** Loss of the peer minus loss of this library for the same parameters and noise, nats a row. */
  readonly lossDifference: number;
  readonly loss: number;
  /** What the peer's step does differently. */
  readonly remarks: readonly string[];
}

/** A flow as a density: PyTorch's step against this library's in the same rounds. */
export interface FlowRecord extends FlowCase {
  /** Whether PyTorch's layers have their own parameters and masks, or all are views of one vector. */
  readonly way: "layers" | "one vector";
  /** Of this library, which PyTorch has too; and the entries of PyTorch's matrices, masked ones included. */
  readonly parameters: number;
  readonly entries: number;
  readonly own: Timing;
  readonly other: Timing;
  readonly loss: number;
  readonly lossDifference: number;
  readonly version: string;
}

export interface BenchReport {
  readonly steps: readonly StepRecord[];
  /** For each case the share of the step's time that every operation takes. */
  readonly shares: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** For each case: 2 flops a stored weight and row forward, three times that for a step; by the 10th percentile. */
  readonly gflops: Readonly<Record<string, number>>;
  readonly wasmBytes: { readonly float32: number; readonly float64: number };
  readonly peers: readonly PeerRecord[];
  readonly flows: readonly FlowRecord[];
  readonly skipped: readonly { readonly engine: string; readonly reason: string }[];
  readonly machine: Readonly<Record<string, string | number>>;
}

/** The report as text for a terminal. */
export function formatReport(report: BenchReport): string {
  const parts: string[] = [];
  const own = report.steps.filter(({ engine }) => engine === "siren-vae");
  const published = new Map(
    report.steps
      .filter(({ engine }) => engine === PUBLISHED_STEP)
      .map((step) => [caseName(step), step] as const),
  );
  parts.push(
    "Milliseconds per training step, one thread",
    table(
      [
        "network",
        "model",
        "batch",
        "hidden",
        "p10",
        "median",
        "GFLOP/s",
        "published p10",
        "published median",
      ],
      own.map((step) => [
        step.network,
        step.model,
        String(step.batch),
        String(step.hidden),
        step.p10.toFixed(3),
        step.median.toFixed(3),
        (report.gflops[caseName(step)] ?? 0).toFixed(1),
        ...(["p10", "median"] as const).map((key) => published.get(caseName(step))?.[key].toFixed(3) ?? "-"),
      ]),
    ),
    "GFLOP/s counts stored weights only: 2 flops a weight and row forward, three times that for a step. The peak (last line) is",
    "of multiplications and additions of four float32 in registers, without memory.",
    "Published: one power iteration in place of proved bounds and full in place of path gradients, as the publication and the peers do.",
  );
  const shown = own.filter(({ batch, hidden }) => batch === 100 && hidden === 100);
  if (shown.length > 0) {
    parts.push(
      "\nShare of time per operation, batch 100, hidden 100 (the largest)",
      ...shown.map((step) => `${step.network} ${step.model}: ${largest(report.shares[caseName(step)])}`),
    );
  }
  if (report.peers.length > 0) {
    const peerSteps = new Map(report.steps.map((step) => [`${step.engine} ${caseName(step)}`, step]));
    parts.push(
      "\nThe same step in other libraries, in alternating rounds",
      table(
        [
          "engine",
          "network",
          "model",
          "batch",
          "p10",
          "median",
          "times ours (p10)",
          "(median)",
          "loss - our loss",
        ],
        report.peers.map((peer) => {
          const step = peerSteps.get(`${peer.engine} ${caseName(peer)}`)!;
          return [
            peer.engine,
            peer.network,
            peer.model,
            String(peer.batch),
            step.p10.toFixed(2),
            step.median.toFixed(2),
            peer.ratioOfP10.toFixed(1),
            peer.ratioOfMedian.toFixed(1),
            `${peer.lossDifference.toExponential(1)} of ${peer.loss.toFixed(3)}`,
          ];
        }),
      ),
      "Losses are compared for equal parameters and noise, small enough that no layer has to be normalized.",
      "In the peers' steps:",
      ...remarkLines(report.peers),
    );
  }
  if (report.flows.length > 0) {
    parts.push(
      `\nA flow as a density of all nodes, four steps, in PyTorch ${report.flows[0].version}, in alternating rounds`,
      table(
        [
          "flow",
          "network",
          "batch",
          "hidden",
          "parameters",
          "with masked",
          "there as",
          "ours p10",
          "median",
          "PyTorch p10",
          "PyTorch median",
          "times ours (p10)",
          "(median)",
          "loss - our loss",
        ],
        report.flows.map((one) => [
          one.flow,
          one.network,
          String(one.batch),
          String(one.hidden),
          String(one.parameters),
          String(one.entries),
          one.way,
          one.own.p10.toFixed(3),
          one.own.median.toFixed(3),
          one.other.p10.toFixed(2),
          one.other.median.toFixed(2),
          (one.other.p10 / one.own.p10).toFixed(1),
          (one.other.median / one.own.median).toFixed(1),
          `${one.lossDifference.toExponential(1)} of ${one.loss.toFixed(3)}`,
        ]),
      ),
      "Conditioners there are masked dense layers, and splines search and gather their bins. Layers: each has its own parameters and mask,",
      "as modules do; one vector: masks and Adam work on all parameters at once. Rows are in place already, where ours are gathered.",
    );
  }
  for (const { engine, reason } of report.skipped) parts.push(`\n${engine} was skipped: ${reason}`);
  const { float32, float64 } = report.wasmBytes;
  parts.push(`\nWebAssembly kernels: ${float32} bytes (float32), ${float64} bytes (float64)`);
  parts.push(
    Object.entries(report.machine)
      .map(([name, value]) => `${name}: ${value}`)
      .join(", "),
  );
  return parts.join("\n");
}

/** What holds for every engine once, the rest with the engine's name. */
function remarkLines(peers: readonly PeerRecord[]): string[] {
  const engines = new Set(peers.map(({ engine }) => engine));
  const said = new Map<string, Set<string>>();
  for (const { engine, remarks } of peers) {
    for (const remark of remarks) said.set(remark, (said.get(remark) ?? new Set()).add(engine));
  }
  return [...said].map(([remark, by]) =>
    by.size === engines.size && engines.size > 1 ? `- ${remark}` : `- ${[...by].join(", ")}: ${remark}`,
  );
}

function largest(shares: Readonly<Record<string, number>>): string {
  return Object.entries(shares)
    .sort((a, b) => b[1] - a[1])
    .slice(0, 8)
    .map(([name, share]) => `${name} ${Math.round(100 * share)}%`)
    .join(", ");
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i].length)));
  const isText = head.map((_, i) => rows.some((row) => /^[a-z]/i.test(row[i])));
  return [head, ...rows]
    .map((row) =>
      row.map((cell, i) => (isText[i] ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join("  "),
    )
    .join("\n");
}
