import { InputError } from "../numeric/errors.ts";

export interface NamedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float64Array;
  /** `BOOL` for masks, whose values are 0 and 1. Default: `F64`. */
  readonly dtype?: TensorType;
}

export type TensorType = "F64" | "BOOL";
const BYTES: Record<TensorType, number> = { F64: 8, BOOL: 1 };

const MAXIMUM_HEADER = 100_000_000;

/**
 * The safetensors format: eight bytes of header length, a JSON header with type, shape and place of every tensor, and
 * the numbers, here float64, little-endian, or truth values of one byte. Float64 tensors come first, so that they stay
 * on multiples of eight bytes.
 *
 * @param metadata words for the header's `__metadata__`.
 *
 * @example
 * decodeSafetensors(encodeSafetensors([{ name: "w", shape: [2], values: Float64Array.of(1, 2) }]), "w")[0]?.values;
 */
export function encodeSafetensors(
  tensors: readonly NamedTensor[],
  metadata?: Readonly<Record<string, string>>,
): Uint8Array<ArrayBuffer> {
  const typed = tensors.map((tensor) => ({ ...tensor, dtype: tensor.dtype ?? "F64" }) as const);
  const ordered = [...typed].sort((a, b) => BYTES[b.dtype] - BYTES[a.dtype]);
  let offset = 0;
  const entries = ordered.map(({ name, shape, values, dtype }) => {
    const begin = offset;
    offset += BYTES[dtype] * values.length;
    return [name, { dtype, shape, data_offsets: [begin, offset] }];
  });
  const header = { ...(metadata && { __metadata__: metadata }), ...Object.fromEntries(entries) };
  const json = new TextEncoder().encode(JSON.stringify(header));
  // Padded with spaces, as the format asks, so that the numbers start on a multiple of eight.
  const length = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(8 + length + offset).fill(32, 8, 8 + length);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(length), true);
  bytes.set(json, 8);
  let at = 8 + length;
  for (const { values, dtype } of ordered) {
    for (const value of values) {
      if (dtype === "F64") view.setFloat64(at, value, true);
      else bytes[at] = value;
      at += BYTES[dtype];
    }
  }
  return bytes;
}

/**
 * Reads what `encodeSafetensors` wrote, and float64 tensors of others.
 *
 * @param file named in errors.
 * @param types those that may come; truth values only where they are expected.
 * @throws InputError where the file is cut short, its header is no valid JSON, or a tensor does not fit.
 */
export function decodeSafetensors(
  bytes: Uint8Array,
  file: string,
  types: readonly TensorType[] = ["F64"],
): NamedTensor[] {
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
  const described: { name: string; shape: number[]; from: number; to: number; type: TensorType }[] = [];
  for (const [name, entry] of Object.entries(header)) {
    if (name === "__metadata__") continue;
    const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>;
    const type = types.find((known) => known === dtype);
    if (type === undefined)
      return fail(`holds "${name}" as ${String(dtype)} instead of ${types.join(" or ")}`);
    if (!isCounts(shape) || !isCounts(offsets) || offsets.length !== 2)
      return fail(`describes "${name}" wrongly`);
    described.push({ name, shape, from: offsets[0], to: offsets[1], type });
  }
  // The header may name them in another order than the numbers follow: objects sort names that look like numbers.
  described.sort((a, b) => a.from - b.from || a.to - b.to);
  const tensors: NamedTensor[] = [];
  let covered = 0;
  for (const { name, shape, from, to, type } of described) {
    const count = shape.reduce((product, size) => product * size, 1);
    if (from !== covered || to - from !== BYTES[type] * count || start + to > bytes.length) {
      return fail(`has another size than its header says at "${name}"`);
    }
    covered = to;
    const values = Float64Array.from({ length: count }, (_, i) =>
      type === "F64" ? view.getFloat64(start + from + 8 * i, true) : bytes[start + from + i],
    );
    tensors.push({ name, shape, values, ...(type !== "F64" && { dtype: type }) });
  }
  if (start + covered !== bytes.length) return fail(`has ${bytes.length - start - covered} bytes too many`);
  return tensors;
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}
