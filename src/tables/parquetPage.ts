import type { ColumnMetaData, CompressionCodec, PageHeader } from "hyparquet";
import { unpackLz4 } from "./lz4Page.ts";
import { codecs } from "./parquetCodecs.ts";
import { checkSharedTexts, deltaEnd } from "./parquetDelta.ts";
import { countRuns } from "./parquetRuns.ts";
import { unpackZstd } from "./zstdPage.ts";

const MOST_VALUES = 2 ** 24;
/** Pages are about a megabyte by convention; only a broken header asks for far more than its bytes can hold. */
const PAGE_BYTES = 2 ** 26;
const HIGHEST_RATIO = 1100;

/** What has to be known of a column to unpack its pages. */
export interface PackedColumn {
  readonly type: ColumnMetaData["type"];
  readonly codec: CompressionCodec;
  /** Whether values may be missing. */
  readonly optional: boolean;
  /** The most bytes of a value of type `BYTE_ARRAY`. */
  readonly longest: number;
}

/** A page as it is after unpacking, with a header that says so. */
export interface PlainPage {
  readonly header: PageHeader;
  readonly bytes: Uint8Array;
  /** Rows in it; 0 for a dictionary. */
  readonly rows: number;
}

/**
 * Unpacks a page and checks that its counts agree with its bytes.
 *
 * @throws Error (of any kind) if they do not
 */
export function plainPage(header: PageHeader, packed: Uint8Array, column: PackedColumn): PlainPage {
  const { codec, optional } = column;
  const { data_page_header: first, data_page_header_v2: second, dictionary_page_header: dictionary } = header;
  if (header.type === "DICTIONARY_PAGE" && dictionary) {
    const bytes = unpacked(packed, header.uncompressed_page_size, codec);
    const count = checkedCount(dictionary.num_values);
    checkValues(bytes, 0, "PLAIN", count, column);
    return page(header, bytes, count, 0);
  }
  if (header.type === "DATA_PAGE" && first) {
    const bytes = unpacked(packed, header.uncompressed_page_size, codec);
    const rows = checkedCount(first.num_values);
    let at = 0;
    let values = rows;
    if (optional) {
      if (first.definition_level_encoding !== "RLE") throw new RangeError("levels of an old encoding");
      const length = lengthAt(bytes, 0);
      values = countRuns(bytes, 4, 4 + length, 1, rows);
      at = 4 + length;
    }
    checkValues(bytes, at, first.encoding, values, column);
    return page(header, bytes, rows, rows);
  }
  if (header.type === "DATA_PAGE_V2" && second) {
    const levels = second.definition_levels_byte_length;
    const rows = checkedCount(second.num_values);
    if (second.repetition_levels_byte_length !== 0 || !(levels >= 0 && levels <= packed.length)) {
      throw new RangeError("levels beyond their page");
    }
    const size = header.uncompressed_page_size - levels;
    const rest = packed.subarray(levels);
    const data = second.is_compressed === false ? rest : unpacked(rest, size, codec);
    if (data.length !== size) throw new RangeError(`${data.length} bytes in a page of ${size}`);
    const bytes = new Uint8Array(levels + size);
    bytes.set(packed.subarray(0, levels));
    bytes.set(data, levels);
    const values = optional ? countRuns(bytes, 0, levels, 1, rows) : rows;
    if (second.num_nulls !== rows - values) throw new RangeError("another number of nulls than counted");
    checkValues(bytes, levels, second.encoding, values, column);
    const plain = { ...header, data_page_header_v2: { ...second, is_compressed: false } };
    return page(plain, bytes, rows, rows);
  }
  throw new RangeError("a page of unknown kind");
}

function page(header: PageHeader, bytes: Uint8Array, count: number, rows: number): PlainPage {
  const size = bytes.length;
  if (count < rows) throw new RangeError("fewer values than rows");
  return { header: { ...header, compressed_page_size: size, uncompressed_page_size: size }, bytes, rows };
}

function checkedCount(count: number): number {
  if (!(Number.isInteger(count) && count >= 0 && count <= MOST_VALUES))
    throw new RangeError(`${count} values in a page`);
  return count;
}

function checkValues(
  bytes: Uint8Array,
  start: number,
  encoding: string,
  values: number,
  { type, longest }: PackedColumn,
): void {
  if (start > bytes.length) throw new RangeError("levels beyond their page");
  if (values === 0) return;
  if (encoding.endsWith("_DICTIONARY")) {
    const width = bytes[start];
    if (width !== 0) countRuns(bytes, start + 1, bytes.length, width, values);
  } else if (encoding === "RLE") {
    countRuns(bytes, start + 4, start + 4 + lengthAt(bytes, start), 1, values);
  } else if (encoding.startsWith("DELTA_")) {
    if (longest < Number.POSITIVE_INFINITY) throw new RangeError(`decimal numbers stored as ${encoding}`);
    if (encoding === "DELTA_BYTE_ARRAY") checkSharedTexts(bytes, start, values);
    else deltaEnd(bytes, start, values);
  } else if (encoding === "PLAIN" && type === "BYTE_ARRAY" && longest < Number.POSITIVE_INFINITY) {
    for (let i = 0, at = start; i < values; i++) {
      const length = lengthAt(bytes, at);
      if (length > longest) throw new RangeError(`a decimal number of ${length} bytes`);
      at += 4 + length;
    }
  }
}

function lengthAt(bytes: Uint8Array, start: number): number {
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(start, true);
  if (start + 4 + length > bytes.length) throw new RangeError("levels beyond their page");
  return length;
}

function unpacked(packed: Uint8Array, size: number, codec: CompressionCodec): Uint8Array {
  if (!(size >= 0 && size <= Math.max(PAGE_BYTES, HIGHEST_RATIO * packed.length))) {
    throw new RangeError(`a page of ${size} bytes`);
  }
  if (codec === "UNCOMPRESSED") {
    if (packed.length !== size) throw new RangeError(`${packed.length} bytes in a page of ${size}`);
    return packed;
  }
  const unpack = codec === "ZSTD" ? unpackZstd : codec === "LZ4" ? unpackLz4 : codecs().compressors[codec];
  if (!unpack) throw new RangeError(`it is packed by ${codec}`);
  const bytes = size === 0 ? new Uint8Array(0) : unpack(packed, size);
  if (bytes.length !== size) throw new RangeError(`${bytes.length} bytes in a page of ${size}`);
  return bytes;
}
