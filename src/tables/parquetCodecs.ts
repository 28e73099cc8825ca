import { ComputationError } from "../numeric/errors.ts";

type Codecs = typeof import("hyparquet-compressors");

let loaded: Codecs | undefined;

/**
 * Makes ready to unpack Parquet. One of the codecs starts a WebAssembly when it is loaded, which takes gigabytes of address space
 * that whoever reads no Parquet may not have.
 *
 * @throws ComputationError where there is no room for it
 */
export async function loadCodecs(): Promise<void> {
  try {
    loaded ??= await import("hyparquet-compressors");
  } catch {
    throw new ComputationError(
      "Expected memory for what unpacks Parquet, got none. Raise the limit of address space (ulimit -v), or convert the table to CSV.",
    );
  }
}

/** After `loadCodecs`. */
export function codecs(): Codecs {
  return loaded!;
}
