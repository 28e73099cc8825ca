import { strToU8, zipSync } from "fflate";
import { type ModelParts, networkToJson } from "../../../src/internals.ts";
import { encodeSafetensors } from "../../../src/stored/safetensors.ts";
import { networkOf } from "../document/document.ts";
import type { Run } from "../train/study.ts";
import { certifiedBound } from "../worker/lab.ts";
import { modelNamed } from "./askState.ts";

/** The model folder of the command line as a zip: the same two files, with the same seals. */
export async function modelArchive(run: Run, folder: string): Promise<Uint8Array<ArrayBuffer>> {
  const parts = run.parts.value!;
  const weights = encodeSafetensors(
    [...parts.parameters, ...fillTensors(parts)].map(({ name, values }) => ({
      name,
      shape: [values.length],
      values,
    })),
  );
  const document = {
    format: "siren-vae/model",
    version: parts.types ? 2 : 1,
    nodes: parts.nodes,
    observed: parts.observed,
    architecture: parts.architecture,
    scales: {
      mean: Array.from(parts.scales.mean),
      deviation: Array.from(parts.scales.deviation),
      ...(parts.scales.scores && { scores: parts.scales.scores }),
    },
    ...(parts.types && { types: parts.types }),
    ...(parts.given && { given: { mean: parts.given.mean, deviation: parts.given.deviation } }),
    certificate: await certifiedBound(modelNamed(run)),
    shapes: Object.fromEntries(parts.parameters.map(({ name, shape }) => [name, shape])),
    weights: { file: "weights.safetensors", sha256: await sha256(weights) },
    network: parts.given ? parts.given.network : networkToJson(networkOf(run.study.document)),
    training: parts.training,
  };
  const sealed = { ...document, sha256: await sha256(strToU8(JSON.stringify(document))) };
  return zipSync(
    {
      [folder]: {
        "model.json": strToU8(`${JSON.stringify(sealed, null, 1)}\n`),
        "weights.safetensors": weights,
      },
    },
    { level: 6 },
  ) as Uint8Array<ArrayBuffer>;
}

function fillTensors({ fill }: ModelParts): { name: string; values: Float64Array }[] {
  if (fill === undefined) return [];
  return [
    { name: "fill.mean", values: fill.mean },
    { name: "fill.covariance", values: fill.covariance },
  ];
}

async function sha256(bytes: Uint8Array): Promise<string> {
  if (crypto.subtle === undefined) {
    throw new Error(
      "Saving a model needs a page from https, from this machine, or from a file: browsers seal nothing elsewhere.",
    );
  }
  const digest = await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
