import { f32, f64, type Kernels } from "./kernels.generated.ts";

/** The exports of assembly/index.ts; pointers are byte offsets into the engine's memory. */
export type { Kernels };

/** The element type of every tensor of an engine: `float32` to train, `float64` to certify. */
export type Precision = "float32" | "float64";

/** What newer engines have, and Node: a loop over the characters of `atob` takes as long as all the rest of a thread's beginning. */
interface Decoders {
  readonly Uint8Array: { fromBase64?(text: string): Uint8Array<ArrayBuffer> };
  readonly Buffer?: { from(text: string, encoding: "base64"): Uint8Array };
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const { Uint8Array: bytesOf, Buffer: buffers } = globalThis as unknown as Decoders;
  if (bytesOf.fromBase64) return bytesOf.fromBase64(text);
  if (buffers) return new Uint8Array(buffers.from(text, "base64"));
  const characters = atob(text);
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = characters.charCodeAt(i);
  return bytes;
}

/** Bytes of the two WebAssembly modules. */
export function kernelBytes(precision: Precision): Uint8Array<ArrayBuffer> {
  return decodeBase64(precision === "float32" ? f32 : f64);
}

const compiled = new Map<Precision, WebAssembly.Module>();

/** The compiled module, made once. */
export function kernelModule(precision: Precision): WebAssembly.Module {
  let module = compiled.get(precision);
  if (module === undefined) {
    module = new WebAssembly.Module(kernelBytes(precision));
    compiled.set(precision, module);
  }
  return module;
}
