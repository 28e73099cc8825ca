import { ByteWriter, ParquetWriter, type SchemaElement } from "hyparquet-writer";
import { columnType, type Dataset } from "../data/index.ts";
import { isNumber } from "./cells.ts";

/** Numbers in a row group at most: 8 MB, and several times that while they are encoded. */
const GROUP_NUMBERS = 2 ** 20;
const GROUP_ROWS = 2 ** 16;
const PAGE_BYTES = 2 ** 17;

/**
 * Encodes rows as Parquet, a row group at a time; missing values become nulls. Columns whose levels are not numbers hold
 * texts, all others numbers.
 */
export class ParquetOutput {
  readonly #columns: readonly string[];
  readonly #groupRows: number;
  readonly #bytes = new ByteWriter();
  readonly #group: Float64Array[];
  #writer: ParquetWriter | undefined;
  /** For columns with levels what stands for each code. */
  #labels: readonly (readonly (string | number)[] | undefined)[] = [];
  #rows = 0;

  constructor(columns: readonly string[]) {
    this.#columns = columns;
    this.#groupRows = Math.max(1, Math.min(GROUP_ROWS, Math.floor(GROUP_NUMBERS / columns.length)));
    this.#group = columns.map(() => new Float64Array(this.#groupRows));
  }

  /** The bytes that are ready after these rows: none until a row group is full. */
  *add(data: Dataset): Generator<Uint8Array> {
    const { values, rowCount } = data;
    this.#writer ??= this.#begin(data);
    const width = this.#columns.length;
    for (let row = 0; row < rowCount; row++) {
      for (let c = 0; c < width; c++) this.#group[c][this.#rows] = values[row * width + c];
      if (++this.#rows === this.#groupRows) {
        this.#flush(this.#writer);
        yield this.#taken();
      }
    }
  }

  end(): Uint8Array {
    this.#writer ??= this.#begin({ columns: this.#columns, rowCount: 0, values: new Float64Array(0) });
    if (this.#rows > 0) this.#flush(this.#writer);
    this.#writer.finish();
    return this.#taken();
  }

  /** What columns hold is known from the first rows. */
  #begin(data: Dataset): ParquetWriter {
    this.#labels = this.#columns.map((_, c) => {
      const levels = columnType(data, c).levels;
      return levels?.every(isNumber) ? levels.map(Number) : levels;
    });
    const schema: SchemaElement[] = [
      { name: "root", num_children: this.#columns.length },
      ...this.#columns.map((name, c): SchemaElement => {
        const text = typeof this.#labels[c]?.[0] === "string";
        return text
          ? { name, type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" }
          : { name, type: "DOUBLE", repetition_type: "OPTIONAL" };
      }),
    ];
    // Statistics would make -0 and 0, which compare as equal, one value.
    return new ParquetWriter({ writer: this.#bytes, schema, statistics: false });
  }

  #flush(writer: ParquetWriter): void {
    const rows = this.#rows;
    writer.write({
      columnData: this.#columns.map((name, c) => {
        const labels = this.#labels[c];
        return {
          name,
          data: Array.from(this.#group[c].subarray(0, rows), (value) =>
            Number.isNaN(value) ? null : (labels?.[value] ?? value),
          ),
          // A dictionary would take -0 and 0 for one value.
          encoding: "PLAIN",
        };
      }),
      rowGroupSize: rows,
      pageSize: PAGE_BYTES,
    });
    this.#rows = 0;
  }

  #taken(): Uint8Array {
    const bytes = this.#bytes.getBytes().slice();
    this.#bytes.index = 0;
    return bytes;
  }
}
