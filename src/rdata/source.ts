import { InputError } from "../numeric/errors.ts";

/** The integers, numbers and strings of a serialization, in whichever way they are encoded. */
export interface SerializedSource {
  integer(): number;
  double(): number;
  integers(count: number): Int32Array;
  doubles(count: number): Float64Array;
  bytes(count: number): Uint8Array;
  /** Bytes of text, which the ascii format escapes. */
  text(count: number): Uint8Array;
  /** @throws InputError if fewer bytes than that are left, so that no length is believed unseen */
  ensure(bytes: number): void;
}

export function cutOff(): InputError {
  return new InputError(
    "Expected a whole R object, got a damaged or cut-off file. Save it again with saveRDS or save.",
  );
}

/** Binary: big-endian (XDR, what R writes) or little-endian. */
export class BinarySource implements SerializedSource {
  readonly #view: DataView;
  readonly #littleEndian: boolean;
  #at: number;

  constructor(bytes: Uint8Array, at: number, littleEndian: boolean) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#littleEndian = littleEndian;
    this.#at = at;
  }

  integer(): number {
    this.ensure(4);
    this.#at += 4;
    return this.#view.getInt32(this.#at - 4, this.#littleEndian);
  }

  double(): number {
    this.ensure(8);
    this.#at += 8;
    return this.#view.getFloat64(this.#at - 8, this.#littleEndian);
  }

  integers(count: number): Int32Array {
    this.ensure(4 * count);
    return Int32Array.from({ length: count }, () => this.integer());
  }

  doubles(count: number): Float64Array {
    this.ensure(8 * count);
    return Float64Array.from({ length: count }, () => this.double());
  }

  bytes(count: number): Uint8Array {
    this.ensure(count);
    this.#at += count;
    return new Uint8Array(this.#view.buffer, this.#view.byteOffset + this.#at - count, count);
  }

  text(count: number): Uint8Array {
    return this.bytes(count);
  }

  ensure(bytes: number): void {
    if (!(bytes >= 0) || this.#at + bytes > this.#view.byteLength) throw cutOff();
  }
}

const NA = -2147483648;
const ESCAPES: Readonly<Record<string, number>> = { n: 10, t: 9, v: 11, b: 8, r: 13, f: 12, a: 7 };

/** One value a line, as `saveRDS(ascii = TRUE)` writes. */
export class AsciiSource implements SerializedSource {
  readonly #bytes: Uint8Array;
  #at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  integer(): number {
    const word = this.#word();
    if (word === "NA") return NA;
    if (!/^-?\d{1,10}$/.test(word)) throw cutOff();
    return Number(word);
  }

  double(): number {
    const word = this.#word();
    if (word === "NA" || word === "NaN") return Number.NaN;
    if (word === "Inf") return Infinity;
    if (word === "-Inf") return -Infinity;
    const hexadecimal = /^(-?)0x([0-9a-f])(?:\.([0-9a-f]+))?p([-+]?\d{1,4})$/i.exec(word);
    if (hexadecimal) {
      const [, sign, whole, fraction = "", exponent] = hexadecimal;
      const digits = Number.parseInt(whole + fraction, 16);
      return (sign ? -1 : 1) * digits * 2 ** (Number(exponent) - 4 * fraction.length);
    }
    if (!/^[-+]?[\d.]+(?:e[-+]?\d+)?$/i.test(word)) throw cutOff();
    return Number(word);
  }

  integers(count: number): Int32Array {
    this.ensure(2 * count);
    return Int32Array.from({ length: count }, () => this.integer());
  }

  doubles(count: number): Float64Array {
    this.ensure(2 * count);
    return Float64Array.from({ length: count }, () => this.double());
  }

  bytes(count: number): Uint8Array {
    this.ensure(count);
    return Uint8Array.from({ length: count }, () => Number.parseInt(this.#word(), 16));
  }

  text(count: number): Uint8Array {
    this.ensure(count);
    this.#skipSpace();
    return Uint8Array.from({ length: count }, () => this.#character());
  }

  ensure(bytes: number): void {
    if (!(bytes >= 0) || this.#at + bytes > this.#bytes.length) throw cutOff();
  }

  #character(): number {
    const byte = this.#next();
    if (byte !== 0x5c) return byte;
    let letter = this.#next();
    if (letter < 0x30 || letter > 0x37) return ESCAPES[String.fromCharCode(letter)] ?? letter;
    let code = 0;
    for (let digit = 0; digit < 3 && letter >= 0x30 && letter <= 0x37; digit++) {
      code = 8 * code + letter - 0x30;
      letter = this.#at < this.#bytes.length ? this.#bytes[this.#at] : 0;
      if (digit < 2 && letter >= 0x30 && letter <= 0x37) this.#at++;
    }
    return code;
  }

  #next(): number {
    this.ensure(1);
    return this.#bytes[this.#at++];
  }

  #skipSpace(): void {
    while (this.#at < this.#bytes.length && this.#bytes[this.#at] <= 32) this.#at++;
  }

  #word(): string {
    this.#skipSpace();
    const from = this.#at;
    while (this.#at < this.#bytes.length && this.#bytes[this.#at] > 32) this.#at++;
    if (from === this.#at || this.#at - from > 64) throw cutOff();
    return String.fromCharCode(...this.#bytes.subarray(from, this.#at));
  }
}
