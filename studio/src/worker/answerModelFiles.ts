import { describeModel, modelWeights, networkToJson, parseNetwork } from "../../../src/internals.ts";
import { modelOf } from "./heldModels.ts";
import type { Questions } from "./messages.ts";

/** What the command line's folder of a model holds: the same two files, with the same seals. */
export async function answerModelFiles({
  model,
  network,
}: Questions["modelFiles"]["input"]): Promise<Questions["modelFiles"]["output"]> {
  const held = modelOf(model);
  const parts = held.toParts();
  const weights = modelWeights(parts);
  const known = networkToJson(parseNetwork(network));
  const document = describeModel(parts, held.certificate().bound, await sha256(weights), known);
  const sealed = { ...document, sha256: await sha256(bytesOf(JSON.stringify(document))) };
  return { "model.json": bytesOf(`${JSON.stringify(sealed, null, 1)}\n`), "weights.safetensors": weights };
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  if (crypto.subtle === undefined) {
    throw new Error(
      "Saving a model needs a page from https, from this machine, or from a file: browsers seal nothing elsewhere.",
    );
  }
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
