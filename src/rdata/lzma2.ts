import { InputError } from "../numeric/errors.ts";
import type { GrowingBytes } from "./growingBytes.ts";

const HALF = 1024;
const TOP = 2 ** 24;
/** States from here on follow a match, those below a literal. */
const AFTER_MATCH = 7;
const STATES = 12;
const LENGTH_STATES = 4;
const POSITION_STATES = 16;

/**
 * Unpacks the chunks of LZMA2, the compression inside of xz (I. Pavlov's LZMA SDK describes it).
 *
 * @returns where the chunks end
 * @throws InputError for damaged data or where `output` is full
 */
export function unpackLzma2(bytes: Uint8Array, from: number, output: GrowingBytes): number {
  const decoder = new LzmaDecoder(output);
  let at = from;
  const take = () => {
    if (at >= bytes.length) throw damagedXz();
    return bytes[at++];
  };
  const pair = () => take() * 256 + take();
  let needsProperties = true;
  for (;;) {
    const control = take();
    if (control === 0) return at;
    if (control < 0x80) {
      if (control > 2) throw damagedXz();
      const size = pair() + 1;
      if (at + size > bytes.length) throw damagedXz();
      output.append(bytes.subarray(at, at + size));
      at += size;
      if (control === 1) decoder.dictionaryStart = output.length - size;
      continue;
    }
    const size = (control & 0x1f) * 65536 + pair() + 1;
    const packed = pair() + 1;
    const reset = (control >> 5) & 3;
    if (reset === 3) decoder.dictionaryStart = output.length;
    if (reset >= 2) {
      decoder.setProperties(take());
      needsProperties = false;
    } else if (needsProperties) throw damagedXz();
    if (reset >= 1) decoder.resetState();
    if (at + packed > bytes.length) throw damagedXz();
    decoder.decode(bytes.subarray(at, at + packed), output.length + size);
    at += packed;
  }
}

class RangeDecoder {
  readonly #bytes: Uint8Array;
  #at = 5;
  #range = 0xffffffff;
  #code: number;

  constructor(bytes: Uint8Array) {
    if (bytes.length < 5 || bytes[0] !== 0) throw damagedXz();
    this.#bytes = bytes;
    this.#code = ((bytes[1] << 24) | (bytes[2] << 16) | (bytes[3] << 8) | bytes[4]) >>> 0;
  }

  bit(chances: Uint16Array, index: number): number {
    const chance = chances[index];
    const bound = (this.#range >>> 11) * chance;
    if (this.#code < bound) {
      this.#range = bound;
      chances[index] = chance + ((2048 - chance) >> 5);
      this.#refill();
      return 0;
    }
    this.#range -= bound;
    this.#code -= bound;
    chances[index] = chance - (chance >> 5);
    this.#refill();
    return 1;
  }

  /** Bits that are as often 0 as 1. */
  direct(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++) {
      this.#range >>>= 1;
      const one = this.#code >= this.#range ? 1 : 0;
      if (one) this.#code -= this.#range;
      value = value * 2 + one;
      this.#refill();
    }
    return value;
  }

  tree(chances: Uint16Array, bits: number, offset = 0): number {
    let node = 1;
    for (let i = 0; i < bits; i++) node = 2 * node + this.bit(chances, offset + node);
    return node - 2 ** bits;
  }

  /** A tree whose lowest bit comes first. */
  reverseTree(chances: Uint16Array, bits: number, offset = 0): number {
    let node = 1;
    let value = 0;
    for (let i = 0; i < bits; i++) {
      const bit = this.bit(chances, offset + node);
      node = 2 * node + bit;
      value += bit * 2 ** i;
    }
    return value;
  }

  #refill(): void {
    if (this.#range >= TOP) return;
    if (this.#at >= this.#bytes.length) throw damagedXz();
    this.#range = (this.#range << 8) >>> 0;
    this.#code = ((this.#code << 8) | this.#bytes[this.#at++]) >>> 0;
  }
}

class LengthChances {
  readonly #choice = fresh(2);
  readonly #low = Array.from({ length: POSITION_STATES }, () => fresh(8));
  readonly #middle = Array.from({ length: POSITION_STATES }, () => fresh(8));
  readonly #high = fresh(256);

  read(range: RangeDecoder, positionState: number): number {
    if (range.bit(this.#choice, 0) === 0) return 2 + range.tree(this.#low[positionState], 3);
    if (range.bit(this.#choice, 1) === 0) return 10 + range.tree(this.#middle[positionState], 3);
    return 18 + range.tree(this.#high, 8);
  }
}

class LzmaDecoder {
  /** Nothing before this place may be copied. */
  dictionaryStart: number;
  readonly #output: GrowingBytes;
  #literalContextBits = 0;
  #literalPositionMask = 0;
  #positionMask = 0;
  #state = 0;
  #distances = [0, 0, 0, 0];
  #literals = fresh(0);
  #isMatch = fresh(0);
  #isRepeat = fresh(0);
  #isRepeatOfFirst = fresh(0);
  #isRepeatOfSecond = fresh(0);
  #isRepeatOfThird = fresh(0);
  #isLongRepeat = fresh(0);
  #slots: Uint16Array[] = [];
  #nearDistances = fresh(0);
  #alignment = fresh(0);
  #matchLengths = new LengthChances();
  #repeatLengths = new LengthChances();

  constructor(output: GrowingBytes) {
    this.#output = output;
    this.dictionaryStart = output.length;
  }

  setProperties(byte: number): void {
    const context = byte % 9;
    const position = Math.floor(byte / 9) % 5;
    const states = Math.floor(byte / 45);
    if (states > 4 || context + position > 4) throw damagedXz();
    this.#literalContextBits = context;
    this.#literalPositionMask = 2 ** position - 1;
    this.#positionMask = 2 ** states - 1;
    this.#literals = fresh(0x300 * 2 ** (context + position));
  }

  resetState(): void {
    this.#state = 0;
    this.#distances = [0, 0, 0, 0];
    this.#literals.fill(HALF);
    this.#isMatch = fresh(STATES * POSITION_STATES);
    this.#isRepeat = fresh(STATES);
    this.#isRepeatOfFirst = fresh(STATES);
    this.#isRepeatOfSecond = fresh(STATES);
    this.#isRepeatOfThird = fresh(STATES);
    this.#isLongRepeat = fresh(STATES * POSITION_STATES);
    this.#slots = Array.from({ length: LENGTH_STATES }, () => fresh(64));
    this.#nearDistances = fresh(128);
    this.#alignment = fresh(16);
    this.#matchLengths = new LengthChances();
    this.#repeatLengths = new LengthChances();
  }

  /** Unpacks one chunk, which must fill the output exactly to `end`. */
  decode(bytes: Uint8Array, end: number): void {
    const range = new RangeDecoder(bytes);
    const output = this.#output;
    while (output.length < end) {
      const place = output.length - this.dictionaryStart;
      const positionState = place & this.#positionMask;
      const index = this.#state * POSITION_STATES + positionState;
      if (range.bit(this.#isMatch, index) === 0) {
        this.#literal(range, place);
        continue;
      }
      const length = this.#match(range, index, positionState);
      const distance = this.#distances[0] + 1;
      if (distance > place || output.length + length > end) throw damagedXz();
      for (let i = 0; i < length; i++) output.push(output.back(distance));
    }
  }

  #literal(range: RangeDecoder, place: number): void {
    const before = place === 0 ? 0 : this.#output.back(1);
    const context =
      (place & this.#literalPositionMask) * 2 ** this.#literalContextBits +
      (before >> (8 - this.#literalContextBits));
    const offset = 0x300 * context;
    let node = 1;
    if (this.#state >= AFTER_MATCH) {
      const distance = this.#distances[0] + 1;
      if (distance > place) throw damagedXz();
      let matched = this.#output.back(distance);
      while (node < 256) {
        const expected = (matched >> 7) & 1;
        matched <<= 1;
        const bit = range.bit(this.#literals, offset + 256 * (1 + expected) + node);
        node = 2 * node + bit;
        if (bit !== expected) break;
      }
    }
    while (node < 256) node = 2 * node + range.bit(this.#literals, offset + node);
    this.#output.push(node - 256);
    this.#state = this.#state < 4 ? 0 : this.#state < 10 ? this.#state - 3 : this.#state - 6;
  }

  /** The length; the distance is put first among those remembered. */
  #match(range: RangeDecoder, index: number, positionState: number): number {
    const state = this.#state;
    const afterLiteral = state < AFTER_MATCH;
    const [first, second, third, fourth] = this.#distances;
    if (range.bit(this.#isRepeat, state) === 0) {
      const length = this.#matchLengths.read(range, positionState);
      this.#state = afterLiteral ? 7 : 10;
      this.#distances = [this.#distance(range, length), first, second, third];
      return length;
    }
    if (range.bit(this.#isRepeatOfFirst, state) === 0) {
      if (range.bit(this.#isLongRepeat, index) === 0) {
        this.#state = afterLiteral ? 9 : 11;
        return 1;
      }
    } else if (range.bit(this.#isRepeatOfSecond, state) === 0) {
      this.#distances = [second, first, third, fourth];
    } else if (range.bit(this.#isRepeatOfThird, state) === 0) {
      this.#distances = [third, first, second, fourth];
    } else this.#distances = [fourth, first, second, third];
    this.#state = afterLiteral ? 8 : 11;
    return this.#repeatLengths.read(range, positionState);
  }

  #distance(range: RangeDecoder, length: number): number {
    const slot = range.tree(this.#slots[Math.min(length - 2, LENGTH_STATES - 1)], 6);
    if (slot < 4) return slot;
    const bits = (slot >> 1) - 1;
    const base = (2 + (slot & 1)) * 2 ** bits;
    if (slot < 14) return base + range.reverseTree(this.#nearDistances, bits, base - slot);
    return base + range.direct(bits - 4) * 16 + range.reverseTree(this.#alignment, 4);
  }
}

function fresh(length: number): Uint16Array {
  return new Uint16Array(length).fill(HALF);
}

export function damagedXz(): InputError {
  return new InputError("Expected whole xz data, got a damaged or cut-off file. Save it again.");
}
