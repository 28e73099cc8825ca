import { InputError } from "../numeric/errors.ts";
import type { GrowingBytes } from "./growingBytes.ts";

const BLOCK = 0x314159265359;
const END = 0x177245385090;
const GROUP = 50;
const LONGEST_CODE = 20;

/**
 * Unpacks bzip2 (the format of J. Seward's bzip2 1.0). Our own because it must run in one call in Node and in browsers, and
 * stop where a small file unpacks to more than is allowed: no library found does both.
 *
 * @throws InputError for damaged data or where `output` is full
 */
export function bunzip2(bytes: Uint8Array, output: GrowingBytes): void {
  const bits = new BitReader(bytes);
  do {
    if (bits.read(24) !== 0x425a68) throw damaged();
    const level = bits.read(8) - 48;
    if (level < 1 || level > 9) throw damaged();
    let stream = 0;
    for (;;) {
      const magic = bits.read(24) * 0x1000000 + bits.read(24);
      const expected = bits.read(32);
      if (magic === END) {
        if (expected !== stream) throw damaged();
        break;
      }
      if (magic !== BLOCK) throw damaged();
      const checksum = readBlock(bits, level * 100_000, output);
      if (checksum !== expected) throw damaged();
      stream = (((stream << 1) | (stream >>> 31)) ^ checksum) >>> 0;
    }
    bits.toByte();
  } while (!bits.ended);
}

/** The checksum of what was unpacked. */
function readBlock(bits: BitReader, capacity: number, output: GrowingBytes): number {
  // Randomised blocks have not been written since 1996.
  if (bits.read(1) !== 0) throw damaged();
  const start = bits.read(24);
  const symbols = readSymbols(bits);
  const tables = bits.read(3);
  const selectorCount = bits.read(15);
  if (tables < 2 || tables > 6 || selectorCount === 0) throw damaged();
  const selectors = readSelectors(bits, tables, selectorCount);
  const codes = Array.from({ length: tables }, () => new CodeTable(bits, symbols.length + 2));
  const { block, count } = readMoveToFront(bits, symbols, selectors, codes, capacity);
  if (start >= count) throw damaged();
  return writeBlock(block, count, start, output);
}

/** The byte values that occur in the block. */
function readSymbols(bits: BitReader): number[] {
  const groups = bits.read(16);
  const symbols: number[] = [];
  for (let i = 0; i < 16; i++) {
    if ((groups & (0x8000 >>> i)) === 0) continue;
    const used = bits.read(16);
    for (let j = 0; j < 16; j++) if ((used & (0x8000 >>> j)) !== 0) symbols.push(16 * i + j);
  }
  if (symbols.length === 0) throw damaged();
  return symbols;
}

function readSelectors(bits: BitReader, tables: number, count: number): Uint8Array {
  const order = Uint8Array.from({ length: tables }, (_, i) => i);
  return Uint8Array.from({ length: count }, () => {
    let position = 0;
    while (bits.read(1) === 1) if (++position >= tables) throw damaged();
    return toFront(order, position);
  });
}

/** A canonical prefix code: for every length its first code, the end of its codes, and where its symbols begin. */
class CodeTable {
  readonly #symbols: number[] = [];
  readonly #first = new Int32Array(LONGEST_CODE + 1);
  /** As numbers of the longest length, so that one comparison tells whether a code is so short. */
  readonly #end = new Int32Array(LONGEST_CODE + 1);
  readonly #offset = new Int32Array(LONGEST_CODE + 1);
  readonly #shortest: number;

  constructor(bits: BitReader, symbolCount: number) {
    const lengths = new Uint8Array(symbolCount);
    let length = bits.read(5);
    for (let i = 0; i < symbolCount; i++) {
      for (;;) {
        if (length < 1 || length > LONGEST_CODE) throw damaged();
        if (bits.read(1) === 0) break;
        length += bits.read(1) === 0 ? 1 : -1;
      }
      lengths[i] = length;
    }
    this.#shortest = lengths.reduce((a, b) => Math.min(a, b), LONGEST_CODE);
    let code = 0;
    for (let size = this.#shortest; size <= LONGEST_CODE; size++) {
      this.#first[size] = code;
      this.#offset[size] = this.#symbols.length;
      for (let symbol = 0; symbol < symbolCount; symbol++)
        if (lengths[symbol] === size) this.#symbols.push(symbol);
      code += this.#symbols.length - this.#offset[size];
      this.#end[size] = code * 2 ** (LONGEST_CODE - size);
      code *= 2;
    }
  }

  read(bits: BitReader): number {
    const ahead = bits.peek(LONGEST_CODE);
    let size = this.#shortest;
    while (size <= LONGEST_CODE && ahead >= this.#end[size]) size++;
    if (size > LONGEST_CODE) throw damaged();
    bits.skip(size);
    return this.#symbols[this.#offset[size] + (ahead >>> (LONGEST_CODE - size)) - this.#first[size]];
  }
}

function readMoveToFront(
  bits: BitReader,
  symbols: readonly number[],
  selectors: Uint8Array,
  codes: readonly CodeTable[],
  capacity: number,
): { block: Uint8Array; count: number } {
  const order = Uint8Array.from(symbols);
  const end = symbols.length + 1;
  const block = new Uint8Array(capacity);
  let count = 0;
  let run = 0;
  let weight = 1;
  for (let read = 0; ; read++) {
    const group = Math.floor(read / GROUP);
    if (group >= selectors.length) throw damaged();
    const symbol = codes[selectors[group]].read(bits);
    if (symbol <= 1) {
      // A run's length in the digits 1 and 2 of base two.
      run += weight * (symbol + 1);
      weight *= 2;
      if (run > capacity) throw damaged();
      continue;
    }
    if (count + run + (symbol === end ? 0 : 1) > capacity) throw damaged();
    block.fill(order[0], count, count + run);
    count += run;
    run = 0;
    weight = 1;
    if (symbol === end) return { block, count };
    block[count++] = toFront(order, symbol - 1);
  }
}

function toFront(order: Uint8Array, position: number): number {
  const value = order[position];
  for (let i = position; i > 0; i--) order[i] = order[i - 1];
  order[0] = value;
  return value;
}

/** Undoes the Burrows-Wheeler transform and the runs of four equal bytes with a count. */
function writeBlock(block: Uint8Array, count: number, start: number, output: GrowingBytes): number {
  const begins = new Int32Array(257);
  for (let i = 0; i < count; i++) begins[block[i] + 1]++;
  for (let value = 0; value < 256; value++) begins[value + 1] += begins[value];
  const following = new Int32Array(count);
  for (let i = 0; i < count; i++) following[begins[block[i]]++] = i;
  let checksum = 0xffffffff;
  let at = following[start];
  let last = -1;
  let equal = 0;
  for (let i = 0; i < count; i++) {
    const value = block[at];
    at = following[at];
    let times = 1;
    if (equal === 4) {
      times = value;
      equal = 0;
    } else {
      equal = value === last ? equal + 1 : 1;
      last = value;
    }
    for (let k = 0; k < times; k++) {
      output.push(last);
      checksum = (checksum << 8) ^ CHECKSUMS[(checksum >>> 24) ^ last];
    }
  }
  return ~checksum >>> 0;
}

const CHECKSUMS = Int32Array.from({ length: 256 }, (_, i) => {
  let value = i << 24;
  for (let bit = 0; bit < 8; bit++) value = value < 0 ? (value << 1) ^ 0x04c11db7 : value << 1;
  return value;
});

class BitReader {
  readonly #bytes: Uint8Array;
  #at = 0;
  #held = 0;
  #heldBits = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get ended(): boolean {
    return this.#at - (this.#heldBits >> 3) >= this.#bytes.length;
  }

  /** @param count at most 32 */
  read(count: number): number {
    if (count > 16) return this.read(count - 16) * 0x10000 + this.read(16);
    const value = this.peek(count);
    this.skip(count);
    return value;
  }

  /** The next bits, zeros beyond the end. @param count at most 23 */
  peek(count: number): number {
    while (this.#heldBits < count) {
      const byte = this.#at < this.#bytes.length ? this.#bytes[this.#at] : 0;
      this.#at++;
      this.#held = (this.#held << 8) | byte;
      this.#heldBits += 8;
    }
    return (this.#held >>> (this.#heldBits - count)) & ((1 << count) - 1);
  }

  /** Leaves bits behind that were peeked at. */
  skip(count: number): void {
    this.#heldBits -= count;
    if (this.#at - (this.#heldBits >> 3) > this.#bytes.length) throw damaged();
  }

  /** Leaves the rest of a byte behind that was begun. */
  toByte(): void {
    this.#heldBits -= this.#heldBits % 8;
  }
}

function damaged(): InputError {
  return new InputError("Expected whole bzip2 data, got a damaged or cut-off file. Save it again.");
}
