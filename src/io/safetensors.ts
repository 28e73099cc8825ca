import { InputError } from "../numeric/errors.ts";

export interface NamedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

const MAXIMUM_HEADER = 100_000_000;

/**
 * The safetensors format: eight bytes of header length, a JSON header with type, shape and place of every tensor, and
 * the numbers, here float64, little-endian.
 *
 * @example
 * decodeSafetensors(encodeSafetensors([{ name: "w", shape: [2], values: Float64Array.of(1, 2) }]), "w")[0].values;
 */
export function encodeSafetensors(tensors: readonly NamedTensor[]): Uint8Array {
  let offset = 0;
  const entries = tensors.map(({ name, shape, values }) => {
    const begin = offset;
    offset += 8 * values.length;
    return [name, { dtype: "F64", shape, data_offsets: [begin, offset] }];
  });
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
  // Padded with spaces, as the format asks, so that the numbers start on a multiple of eight.
  const length = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(8 + length + offset).fill(32, 8, 8 + length);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(length), true);
  bytes.set(json, 8);
  let at = 8 + length;
  for (const { values } of tensors) {
    for (const value of values) {
      view.setFloat64(at, value, true);
      at += 8;
    }
  }
  return bytes;
}

/**
 * Reads what `encodeSafetensors` wrote, and float64 tensors of others.
 *
 * @param file named in errors.
 * @throws InputError where the file is cut short, its header is no valid JSON, or a tensor does not fit.
 */
export function decodeSafetensors(bytes: Uint8Array, file: string): NamedTensor[] {
  const fail = (what: string): never => {
    throw new InputError(
      `Expected a whole safetensors file, but ${file} ${what}. Restore it from where it was saved.`,
    );
  };
  if (bytes.length < 8) return fail(`has only ${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getBigUint64(0, true);
  if (length > BigInt(Math.min(MAXIMUM_HEADER, bytes.length - 8))) return fail("ends before its header does");
  const start = 8 + Number(length);
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(8, start)));
  } catch {
    return fail("has a header that is no JSON");
  }
  if (typeof header !== "object" || header === null || Array.isArray(header))
    return fail("has a header that is no object");
  const described: { name: string; shape: number[]; from: number; to: number }[] = [];
  for (const [name, entry] of Object.entries(header)) {
    if (name === "__metadata__") continue;
    const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>;
    if (dtype !== "F64") return fail(`holds "${name}" as ${String(dtype)} instead of F64`);
    if (!isCounts(shape) || !isCounts(offsets) || offsets.length !== 2)
      return fail(`describes "${name}" wrongly`);
    described.push({ name, shape, from: offsets[0], to: offsets[1] });
  }
  // The header may name them in another order than the numbers follow: objects sort names that look like numbers.
  described.sort((a, b) => a.from - b.from || a.to - b.to);
  const tensors: NamedTensor[] = [];
  let covered = 0;
  for (const { name, shape, from, to } of described) {
    const count = shape.reduce((product, size) => product * size, 1);
    if (from !== covered || to - from !== 8 * count || start + to > bytes.length) {
      return fail(`has another size than its header says at "${name}"`);
    }
    covered = to;
    const values = Float64Array.from({ length: count }, (_, i) =>
      view.getFloat64(start + from + 8 * i, true),
    );
    tensors.push({ name, shape, values });
  }
  if (start + covered !== bytes.length) return fail(`has ${bytes.length - start - covered} bytes too many`);
  return tensors;
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}
