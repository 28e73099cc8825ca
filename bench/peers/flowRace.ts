import { SPLINE_SHAPE } from "../../src/flow/index.ts";
import { type FlowCase, flowStep } from "../flowStep.ts";
import type { FlowRecord } from "../report.ts";
import { type Effort, race } from "../stopwatch.ts";
import { denseParameters } from "./denseModel.ts";
import { base64, TorchConversation } from "./torchConversation.ts";

const cases: readonly FlowCase[] = (["ecoli70", "arth150"] as const).flatMap((network) =>
  (["affine", "spline"] as const).map((flow) => ({ network, flow, batch: 100, hidden: 100 })),
);

export interface FlowResults {
  readonly flows: FlowRecord[];
  readonly skipped: { engine: string; reason: string }[];
}

/** Races steps of flows as densities in PyTorch, with the same parameters, against this library. */
export async function raceFlows(
  networks: readonly string[],
  effort: Effort,
  log: (line: string) => void,
): Promise<FlowResults> {
  const results: FlowResults = { flows: [], skipped: [] };
  const wanted = cases.filter(({ network }) => networks.includes(network));
  if (wanted.length === 0) return results;
  let torch: TorchConversation | undefined;
  try {
    torch = await TorchConversation.start("torchFlowStep.py");
    for (const one of wanted) {
      log(`PyTorch: ${one.flow} density of ${one.network}, ${effort.rounds} rounds in turn with siren-vae`);
      for (const joined of [false, true]) results.flows.push(await raceOne(torch, one, joined, effort));
    }
  } catch (error) {
    results.skipped.push({
      engine: "PyTorch (flows)",
      reason: error instanceof Error ? error.message : String(error),
    });
  } finally {
    torch?.stop();
  }
  return results;
}

/** @param joined whether PyTorch's parameters are one vector, which no library does, but a patient person may. */
async function raceOne(
  torch: TorchConversation,
  one: FlowCase,
  joined: boolean,
  effort: Effort,
): Promise<FlowRecord> {
  const ours = flowStep(one);
  const dense = denseParameters(ours);
  const parameters = dense.map(({ name, shape, values, mask }) => ({
    name,
    shape,
    values: base64(values),
    mask: mask ? base64(mask) : "",
  }));
  const work = {
    joined,
    parameters,
    flow: one.flow,
    ...SPLINE_SHAPE,
    steps: ours.model.architecture.blocks,
    columns: ours.model.observedNames.length,
    batch: one.batch,
    rate: ours.rate,
    x: base64(Float32Array.from(ours.data)),
  };
  await torch.ask({ kind: "prepare", work });
  const { loss } = await torch.ask<{ loss: number }>({ kind: "loss" });
  const lossDifference = loss - ours.loss();
  const theirs = {
    step: () => {},
    reset: () => torch.ask({ kind: "reset" }),
    round: async ({ perRound, fewest }: Effort) => {
      const question = { kind: "round", milliseconds: perRound, fewest };
      return (await torch.ask<{ timings: number[] }>(question)).timings;
    },
  };
  const [own, other] = await race([ours, theirs], effort);
  return {
    ...one,
    way: joined ? "one vector" : "layers",
    parameters: ours.model.list.length,
    entries: dense.reduce((sum, { values }) => sum + values.length, 0),
    own,
    other,
    loss,
    lossDifference,
    version: torch.version,
  };
}
