import type { PeerRecord, StepRecord } from "../report.ts";
import { type Case, sirenStep } from "../sirenStep.ts";
import { type Effort, race } from "../stopwatch.ts";
import { compareLosses, type Peer, peerWork } from "./peer.ts";

const cases: readonly Case[] = [
  { network: "ecoli70", model: "true", batch: 100, hidden: 100 },
  { network: "ecoli70", model: "vae", batch: 100, hidden: 100 },
  { network: "arth150", model: "true", batch: 100, hidden: 100 },
  { network: "ecoli70", model: "true", batch: 1000, hidden: 100 },
];

const peers: readonly { readonly engine: string; readonly start: () => Promise<Peer> }[] = [
  { engine: "jax-js", start: async () => (await import("./jax.ts")).startJax() },
  { engine: "TensorFlow.js", start: async () => (await import("./tensorflow.ts")).startTensorflow() },
  { engine: "PyTorch", start: async () => (await import("./torch.ts")).startTorch() },
];

export interface PeerResults {
  readonly steps: StepRecord[];
  readonly peers: PeerRecord[];
  readonly skipped: { engine: string; reason: string }[];
}

/** Races every peer that starts against this library, on those of the chosen cases that peers take part in. */
export async function racePeers(
  chosen: readonly Case[],
  effort: Effort,
  log: (line: string) => void,
): Promise<PeerResults> {
  const results: PeerResults = { steps: [], peers: [], skipped: [] };
  const same = (a: Case, b: Case) =>
    a.network === b.network && a.model === b.model && a.batch === b.batch && a.hidden === b.hidden;
  const shared = cases.filter((one) => chosen.some((other) => same(one, other)));
  for (const { engine, start } of peers) {
    if (shared.length === 0) break;
    let peer: Peer | undefined;
    try {
      peer = await start();
      for (const one of shared) {
        log(
          `${peer.engine}: ${one.network} ${one.model}, batch ${one.batch}, ${effort.rounds} rounds in turn with siren-vae`,
        );
        const ours = sirenStep(one);
        const theirs = await peer.prepare(peerWork(ours, one.batch));
        const { loss, difference } = await compareLosses(ours, theirs, one.batch);
        const [own, other] = await race([ours, theirs], effort);
        const last = await theirs.step();
        theirs.close();
        if (!Number.isFinite(last)) throw new Error(`its loss on ${one.network} ${one.model} became ${last}`);
        results.steps.push({ engine: peer.engine, ...one, ...other });
        results.peers.push({
          engine: peer.engine,
          ...one,
          ratioOfP10: other.p10 / own.p10,
          ratioOfMedian: other.median / own.median,
          loss,
          lossDifference: difference,
          remarks: peer.remarks,
        });
      }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      log(`${engine} is skipped: ${reason}`);
      results.skipped.push({ engine, reason });
    } finally {
      peer?.stop?.();
    }
  }
  return results;
}
