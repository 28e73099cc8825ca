import { InputError } from "../numeric/errors.ts";

/** Bytes whose number is not known beforehand, up to a limit. */
export class GrowingBytes {
  #bytes = new Uint8Array(1 << 16);
  #length = 0;
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get length(): number {
    return this.#length;
  }

  /** @throws InputError beyond the limit */
  push(byte: number): void {
    if (this.#length === this.#bytes.length) this.#reserve(this.#length + 1);
    this.#bytes[this.#length++] = byte;
  }

  /** @throws InputError beyond the limit */
  append(bytes: Uint8Array): void {
    this.#reserve(this.#length + bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** The byte that was written so many places ago, 1 for the last. */
  back(distance: number): number {
    return this.#bytes[this.#length - distance];
  }

  whole(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #reserve(length: number): void {
    if (length > this.#limit) {
      throw new InputError(
        `Expected a file that unpacks to at most ${this.#limit / 2 ** 20} MB, got a larger one. Save only what is needed.`,
      );
    }
    if (length <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.min(this.#limit, Math.max(length, 2 * this.#bytes.length)));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}
