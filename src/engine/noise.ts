import type { Engine } from "./engine.ts";

const STATE_WORDS = 16;
/**
 * What the draws are for. A model fits itself to the noise that it is trained with; drawn again for a question, with the same
 * seed, such noise finds it better than it is, by a tenth of a nat a row of a flexible encoder. Bits that seeds do not use.
 */
const STREAMS = { training: 0, questions: 0x9b05688c };

/**
 * A stream of standard normal noise (xoshiro128++, four lanes) whose state lives beside the kernels. Both precisions
 * draw the same noise, up to rounding. Seeded from 32-bit words by the finalizer of MurmurHash3 over a counter.
 *
 * @example
 * const noise = new Noise(new Engine("float32"), 1);
 * noise.state().length; // 16 words
 */
export class Noise {
  readonly #engine: Engine;
  readonly #state: number;

  constructor(engine: Engine, seed: number) {
    this.#engine = engine;
    this.#state = engine.allocate(4 * STATE_WORDS);
    this.reseed(seed);
  }

  /** @param stream draws of different streams have nothing in common, whatever their seeds */
  reseed(seed: number, stream: keyof typeof STREAMS = "training"): void {
    const words = new Uint32Array(STATE_WORDS);
    const low = seed >>> 0;
    const high = (Math.floor(seed / 2 ** 32) ^ STREAMS[stream]) >>> 0;
    for (let i = 0; i < STATE_WORDS; i++)
      words[i] = mix(mix((low + Math.imul(i + 1, 0x9e3779b9)) >>> 0) ^ mix(high + i));
    this.restore(words);
  }

  /** Fills `count` elements, or up to 7 more: the target is allocated with room for a multiple of 8. */
  fillNormal(pointer: number, count: number): void {
    this.#engine.kernels.fillNormal(pointer, count, this.#state);
  }

  /** Fills `count` float64, or up to 3 more, with draws between 0 and 1, whatever the engine's type. */
  fillUniform(pointer: number, count: number): void {
    this.#engine.kernels.fillUniform(pointer, count, this.#state);
  }

  state(): Uint32Array {
    return Uint32Array.from(this.#engine.integers(this.#state, STATE_WORDS));
  }

  restore(words: Uint32Array): void {
    this.#engine.integers(this.#state, STATE_WORDS).set(words);
  }
}

function mix(value: number): number {
  let h = value >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
