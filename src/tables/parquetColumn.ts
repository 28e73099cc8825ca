import type { AsyncBuffer, DecodedArray, PageHeader, RowGroup, SchemaTree } from "hyparquet";
import { parquetHeader, readPage } from "hyparquet/src/column.js";
import { convert } from "hyparquet/src/convert.js";
import { type PackedColumn, type PlainPage, plainPage } from "./parquetPage.ts";
import { parsers } from "./parquetTexts.ts";

const HEADER_BYTES = 2 ** 14;
const LONGEST_HEADER = 2 ** 24;
/** Twice what the widest decimal type in use has. Reading one takes time that grows with the square of its bytes. */
const DECIMAL_BYTES = 64;

type Decoder = Parameters<typeof readPage>[2];

/** The cells of one column in one row group, page by page: a file with a single huge group takes no more memory. */
export class ParquetColumn {
  readonly #file: AsyncBuffer;
  readonly #decoder: Decoder;
  readonly #packed: PackedColumn;
  readonly #end: number;
  /** Whether the type of the column is that of nulls alone. */
  readonly #empty: boolean;
  /** What decimal numbers, which come as whole ones, are divided by. */
  readonly #scale: number;
  #at: number;
  #dictionary: DecodedArray | undefined;

  constructor(file: AsyncBuffer, group: RowGroup, root: SchemaTree, leaf: SchemaTree) {
    const { name } = leaf.element;
    const chunk = group.columns.find(({ meta_data }) => {
      const path = meta_data?.path_in_schema;
      return path?.length === 1 && path[0] === name;
    });
    const described = chunk?.meta_data;
    if (!described || chunk.file_path) throw new RangeError("a column is not in this file");
    this.#file = file;
    const { type, repetition_type, type_length = 0 } = leaf.element;
    const decimal = leaf.element.converted_type === "DECIMAL";
    if (decimal && type === "FIXED_LEN_BYTE_ARRAY" && !(type_length <= DECIMAL_BYTES))
      throw new RangeError(`decimal numbers of ${type_length} bytes`);
    this.#packed = {
      type: described.type,
      codec: described.codec,
      optional: repetition_type === "OPTIONAL",
      longest: decimal && described.type === "BYTE_ARRAY" ? DECIMAL_BYTES : Number.POSITIVE_INFINITY,
    };
    this.#at = Number(described.dictionary_page_offset || described.data_page_offset);
    this.#end = Math.min(file.byteLength, this.#at + Number(described.total_compressed_size));
    this.#empty = leaf.element.logical_type?.type === "NULL";
    this.#scale = decimal ? (leaf.element.scale ?? 0) : 0;
    this.#decoder = {
      pathInSchema: [name],
      type: described.type,
      // The library multiplies by 10^-scale, which is no number that doubles hold: its products end in other bits.
      element: decimal ? { ...leaf.element, scale: 0 } : leaf.element,
      schemaPath: [root, leaf],
      codec: "UNCOMPRESSED",
      parsers,
    };
  }

  /**
   * The cells of the next page that has any.
   *
   * @throws Error (of any kind) if the bytes are broken, or there is no further page
   */
  async nextPage(): Promise<ArrayLike<unknown>> {
    for (;;) {
      const { header, bytes, rows } = await this.#page();
      const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 };
      const { data } = readPage(reader, header, this.#decoder, this.#dictionary, undefined, 0);
      if (header.type === "DICTIONARY_PAGE") {
        if (data) this.#dictionary = convert(data, this.#decoder);
        continue;
      }
      if (data?.length !== rows) throw new RangeError(`${data?.length ?? 0} values in a page of ${rows}`);
      if (rows === 0) continue;
      if (this.#empty) return new Array(rows).fill(null);
      return this.#scale === 0 ? data : Array.from(data, (value) => scaled(value, this.#scale));
    }
  }

  async #page(): Promise<PlainPage> {
    const { header, length } = await this.#header();
    const start = this.#at + length;
    const size = header.compressed_page_size;
    if (!(size >= 0 && start + size <= this.#end)) throw new RangeError("a page beyond its column");
    const packed = new Uint8Array(await this.#file.slice(start, start + size));
    this.#at = start + size;
    return plainPage(header, packed, this.#packed);
  }

  /** Headers are short but say nowhere how short. */
  async #header(): Promise<{ header: PageHeader; length: number }> {
    for (let guess = HEADER_BYTES; ; guess *= 16) {
      const stop = Math.min(this.#end, this.#at + guess);
      if (!(this.#at < stop)) throw new RangeError("a column ends before its rows do");
      const reader = { view: new DataView(await this.#file.slice(this.#at, stop)), offset: 0 };
      try {
        const header = parquetHeader(reader);
        return { header, length: reader.offset };
      } catch (error) {
        if (stop === this.#end || guess >= LONGEST_HEADER) throw error;
      }
    }
  }
}

const EXACT_POWER = 22;

/** The decimal number nearest to value / 10^scale: a division of doubles that are exact rounds once. */
function scaled(value: unknown, scale: number): unknown {
  if (typeof value !== "number") return value;
  if (scale >= 0 && scale <= EXACT_POWER && Number.isSafeInteger(value)) return value / 10 ** scale;
  return Number(`${value}e${-scale}`);
}
