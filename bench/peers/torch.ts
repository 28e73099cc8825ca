import type { Effort } from "../stopwatch.ts";
import type { DenseParameter } from "./denseModel.ts";
import { type Peer, type PeerStep, type PeerWork, sharedRemarks } from "./peer.ts";
import { base64, TorchConversation } from "./torchConversation.ts";

/** PyTorch in a process of its own, which takes its own times; needs a Python that can `import torch`. */
export async function startTorch(): Promise<Peer> {
  const torch = await TorchConversation.start("torchStep.py");
  return {
    engine: "PyTorch",
    remarks: [
      ...sharedRemarks,
      `version ${torch.version}, eager; masks and Adam work on one vector of all parameters`,
    ],
    prepare: (work) => prepare(torch, work),
    stop: () => torch.stop(),
  };
}

async function prepare(torch: TorchConversation, work: PeerWork): Promise<PeerStep> {
  const parameters = work.parameters.map(({ name, shape, values, mask }) => ({
    name,
    shape,
    values: base64(values),
    mask: mask ? base64(mask) : "",
  }));
  await torch.ask({ kind: "prepare", work: { ...work, parameters, x: base64(work.x) } });
  const round = ({ perRound, fewest }: Effort) =>
    torch.ask<{ timings: number[]; loss: number }>({ kind: "round", milliseconds: perRound, fewest });
  return {
    step: async () => (await round({ rounds: 1, perRound: 0, fewest: 1 })).loss,
    round: async (effort) => (await round(effort)).timings,
    reset: () => torch.ask({ kind: "reset" }),
    lossAt: async (noise, values: readonly DenseParameter[]) => {
      const request = { kind: "loss", noise: base64(noise), values: values.map((one) => base64(one.values)) };
      return (await torch.ask<{ loss: number }>(request)).loss;
    },
    close: () => {},
  };
}
