import { ByteWriter, ParquetWriter, type SchemaElement } from "hyparquet-writer";
import type { Dataset } from "../data/index.ts";

/** Numbers in a row group at most: 8 MB, and several times that while they are encoded. */
const GROUP_NUMBERS = 2 ** 20;
const GROUP_ROWS = 2 ** 16;
const PAGE_BYTES = 2 ** 17;

/** Encodes rows as Parquet, a row group at a time; missing values become nulls. */
export class ParquetOutput {
  readonly #columns: readonly string[];
  readonly #groupRows: number;
  readonly #bytes = new ByteWriter();
  readonly #writer: ParquetWriter;
  #group: Float64Array[];
  #rows = 0;

  constructor(columns: readonly string[]) {
    this.#columns = columns;
    this.#groupRows = Math.max(1, Math.min(GROUP_ROWS, Math.floor(GROUP_NUMBERS / columns.length)));
    const schema: SchemaElement[] = [
      { name: "root", num_children: columns.length },
      ...columns.map((name) => ({ name, type: "DOUBLE", repetition_type: "OPTIONAL" }) as const),
    ];
    // Statistics would make -0 and 0, which compare as equal, one value.
    this.#writer = new ParquetWriter({ writer: this.#bytes, schema, statistics: false });
    this.#group = this.#freshGroup();
  }

  /** The bytes that are ready after these rows: none until a row group is full. */
  *add({ values, rowCount }: Dataset): Generator<Uint8Array> {
    const width = this.#columns.length;
    for (let row = 0; row < rowCount; row++) {
      for (let c = 0; c < width; c++) this.#group[c][this.#rows] = values[row * width + c];
      if (++this.#rows === this.#groupRows) {
        this.#flush();
        yield this.#taken();
      }
    }
  }

  end(): Uint8Array {
    if (this.#rows > 0) this.#flush();
    this.#writer.finish();
    return this.#taken();
  }

  #flush(): void {
    const rows = this.#rows;
    this.#writer.write({
      columnData: this.#columns.map((name, c) => ({
        name,
        data: Array.from(this.#group[c].subarray(0, rows), (value) => (Number.isNaN(value) ? null : value)),
        // A dictionary would take -0 and 0 for one value.
        encoding: "PLAIN",
      })),
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

  #freshGroup(): Float64Array[] {
    return this.#columns.map(() => new Float64Array(this.#groupRows));
  }
}
