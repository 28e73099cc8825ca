import type { SirenStep } from "../sirenStep.ts";
import type { Contestant } from "../stopwatch.ts";
import type { DenseSetting } from "./denseLoss.ts";
import { contracted, type DenseParameter, denseParameters } from "./denseModel.ts";

/** Another library that can take the same training step. */
export interface Peer {
  readonly engine: string;
  /** What its step does differently. */
  readonly remarks: readonly string[];
  readonly prepare: (work: PeerWork) => PeerStep | Promise<PeerStep>;
  /** Ends what it runs in, where that is not this process. */
  readonly stop?: () => void;
}

/** True of every peer, none of which has sparse weights. */
export const sharedRemarks: readonly string[] = [
  "masked weights are full matrices times a mask",
  "norms by one power iteration, where ours are proven bounds",
  "plain reparameterization gradient, where ours takes the path gradient (one more sweep through every encoder block)",
  "rows are in place already, where ours are gathered and standardized",
];

/** True of the peers that share `denseLoss`. */
export const denseRemarks: readonly string[] = [
  ...sharedRemarks,
  "unit-triangular solve as the finite product (I + A)(I + A^2)(I + A^4)...",
];

/** Everything that a peer's step starts from. */
export interface PeerWork {
  readonly setting: DenseSetting;
  readonly parameters: readonly DenseParameter[];
  readonly rate: number;
  /** [observed x batch] */
  readonly x: Float32Array;
}

export interface PeerStep extends Contestant {
  /** Takes a step and gives its loss. */
  readonly step: () => number | Promise<number>;
  /** Negative ELBO, nats a row, for noise [latents x batch] and given values of the parameters. */
  readonly lossAt: (noise: Float32Array, parameters: readonly DenseParameter[]) => Promise<number>;
  readonly close: () => void;
}

/** Describes a step of this library to a peer. */
export function peerWork(step: SirenStep, batch: number): PeerWork {
  const { model, data } = step;
  const observed = model.observedNames.length;
  const x = new Float32Array(observed * batch);
  for (let row = 0; row < batch; row++) {
    for (let column = 0; column < observed; column++) x[column * batch + row] = data[row * observed + column];
  }
  const { coefficient, blocks } = model.architecture;
  const latents = model.latentNames.length;
  const structured = model.architecture.model !== "vae";
  return {
    setting: { latents, observed, batch, coefficient, blocks, structured },
    parameters: denseParameters(step),
    rate: step.rate,
    x,
  };
}

/** Loss of the peer and its difference from ours, at equal parameters and noise. */
export async function compareLosses(
  step: SirenStep,
  peer: PeerStep,
  batch: number,
): Promise<{ loss: number; difference: number }> {
  const values = contracted(step);
  const noise = Float64Array.from({ length: step.model.latentNames.length * batch }, (_, i) =>
    Math.fround(1.5 * Math.sin(1 + 12.9898 * i)),
  );
  const ours = step.lossAt(noise, values);
  const theirs = await peer.lossAt(Float32Array.from(noise), denseParameters(step, values));
  return { loss: theirs, difference: theirs - ours };
}
