import { isBuiltIn, requireArgument, requireCount } from "./arguments.ts";
import { cos, log, sin } from "./elementary.ts";
import { InputError } from "./errors.ts";

/** The finalizer of MurmurHash3, a bijection of 32-bit words. */
function mix(value: number): number {
  let h = value >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

function float64Words(value: number): [number, number] {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return [view.getUint32(0), view.getUint32(4)];
}

function float64FromWords(high: number, low: number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setUint32(0, high);
  view.setUint32(4, low);
  return view.getFloat64(0);
}

/**
 * Deterministic random numbers, the same bits in every JavaScript engine: xoshiro128** (Blackman & Vigna 2021),
 * normal draws by Box and Muller.
 *
 * @example
 * const random = new Random(1);
 * random.uniform() < 1; // true
 * random.permutation(5).length; // 5
 */
export class Random {
  readonly #words = new Uint32Array(4);
  #spare: number | undefined;

  /** @throws InputError where the seed is not a whole number from 0 to 2^53 - 1. */
  constructor(seed: number) {
    if (!Number.isSafeInteger(seed) || seed < 0) {
      throw new InputError(`Expected a seed that is a whole number from 0 to 2^53 - 1, got ${seed}.`);
    }
    const low = seed >>> 0;
    const high = Math.floor(seed / 2 ** 32) >>> 0;
    for (let i = 0; i < 4; i++)
      this.#words[i] = mix((mix(low + Math.imul(i + 1, 0x9e3779b9)) + mix(high ^ 0x85ebca6b)) >>> 0);
    if (this.#words.every((word) => word === 0)) this.#words[0] = 1;
  }

  /** 32 random bits. */
  bits(): number {
    const s = this.#words;
    const scrambled = Math.imul(s[1], 5);
    const result = Math.imul((scrambled << 7) | (scrambled >>> 25), 9) >>> 0;
    const t = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = (s[3] << 11) | (s[3] >>> 21);
    return result;
  }

  /** Uniform on the open interval (0, 1), 53 bits. */
  uniform(): number {
    const high = this.bits() >>> 6;
    const low = this.bits() >>> 5;
    // The half keeps 0 out; the largest value would round to 1 without the bound.
    return Math.min(high * 134217728 + low + 0.5, 9007199254740991) / 9007199254740992;
  }

  /** Standard normal. */
  normal(): number {
    if (this.#spare !== undefined) {
      const value = this.#spare;
      this.#spare = undefined;
      return value;
    }
    const radius = Math.sqrt(-2 * log(this.uniform()));
    const angle = 6.283185307179586 * this.uniform();
    this.#spare = radius * sin(angle);
    return radius * cos(angle);
  }

  /**
   * Uniform whole number from 0 to n - 1, without bias.
   *
   * @throws InputError where n is not a whole number from 1 to 2^32
   */
  integer(n: number): number {
    if (!Number.isInteger(n) || n < 1 || n > 4294967296) {
      throw new InputError(`Expected a whole number of outcomes from 1 to 2^32, got ${n}.`);
    }
    const limit = 4294967296 - (4294967296 % n);
    let value = this.bits();
    while (value >= limit) value = this.bits();
    return value % n;
  }

  /** A random order of 0 .. n - 1. */
  permutation(n: number): Int32Array {
    requireCount("a number of places", n, 0);
    const order = Int32Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const kept = order[i];
      order[i] = order[j];
      order[j] = kept;
    }
    return order;
  }

  /** An independent stream that depends on the present state and the label; this stream does not move. */
  fork(label: number | string): Random {
    requireArgument(
      typeof label === "string" || typeof label === "number",
      "a text or a number as the label of a stream",
      label,
    );
    let hash = 0x9e3779b9;
    for (const character of String(label)) hash = mix(hash ^ character.codePointAt(0)!);
    const child = new Random(0);
    for (let i = 0; i < 4; i++) child.#words[i] = mix(this.#words[i] ^ mix(hash + i));
    if (child.#words.every((word) => word === 0)) child.#words[0] = 1;
    return child;
  }

  /** Six words from which {@link Random.fromState} goes on with the same numbers. */
  state(): Uint32Array {
    const words = new Uint32Array(6);
    words.set(this.#words);
    // NaN stands for "no normal draw left over".
    words.set(float64Words(this.#spare ?? Number.NaN), 4);
    return words;
  }

  /**
   * The generator that {@link Random.state} described.
   *
   * @throws InputError where the state does not have six words or its first four are all zero
   */
  static fromState(state: Uint32Array): Random {
    requireArgument(isBuiltIn(state, "Uint32Array"), "the Uint32Array that state() returned", state);
    if (state.length !== 6 || state.subarray(0, 4).every((word) => word === 0)) {
      throw new InputError(
        `Expected the six words that state() returned, got ${state.length} words: ${state.join(", ")}.`,
      );
    }
    const random = new Random(0);
    random.#words.set(state.subarray(0, 4));
    const spare = float64FromWords(state[4], state[5]);
    random.#spare = Number.isNaN(spare) ? undefined : spare;
    return random;
  }
}

/** @throws InputError unless rows can be drawn: so many of them, and from such a source */
export function requireDraws(rows: number, random: Random): void {
  requireCount("a number of rows to draw", rows);
  requireRandom(random);
}

/** @throws InputError unless somebody gave a source of random numbers, where a seed alone is often tried */
export function requireRandom(random: Random): void {
  requireArgument(
    typeof (random as Partial<Random> | null | undefined)?.normal === "function",
    "a source of random numbers",
    random,
    "Give new Random(1), for example.",
  );
}
