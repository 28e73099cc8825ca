import type { Engine, Tape, Tensor } from "../engine/index.ts";

/** Reads and writes rows of float64 tensors whose batch is padded; a row has one value a sample. */
export class BatchRows {
  readonly #engine: Engine;
  readonly #stride: number;

  constructor(tape: Tape) {
    this.#engine = tape.engine;
    this.#stride = tape.stride;
  }

  readRow(tensor: Tensor, row: number, count: number): Float64Array<ArrayBuffer> {
    return Float64Array.from(this.#engine.doubles(tensor.pointer + row * this.#stride, count));
  }

  writeRow(tensor: Tensor, row: number, values: Float64Array): void {
    this.#engine.doubles(tensor.pointer + row * this.#stride, values.length).set(values);
  }

  /** All rows without padding: [rows x count]. */
  read(tensor: Tensor, count: number): Float64Array<ArrayBuffer> {
    const values = new Float64Array(tensor.rows * count);
    for (let r = 0; r < tensor.rows; r++) values.set(this.readRow(tensor, r, count), r * count);
    return values;
  }

  /** All rows, and zeros at the places of the batch that have no sample: what stood there shall not matter. */
  writeAlone(tensor: Tensor, values: Float64Array, count: number): void {
    this.#engine.doubles(tensor.pointer, (tensor.rows * this.#stride) / 8).fill(0);
    this.write(tensor, values, count);
  }

  write(tensor: Tensor, values: Float64Array, count: number): void {
    for (let r = 0; r < tensor.rows; r++)
      this.writeRow(tensor, r, values.subarray(r * count, (r + 1) * count));
  }
}
