/**
 * A symmetric relation on 0 to size - 1 as one row of bits per element, so that common neighbours are found 32 at a time.
 */
export class BitMatrix {
  readonly #wordsPerRow: number;
  readonly #words: Uint32Array;

  constructor(size: number) {
    this.#wordsPerRow = (size + 31) >>> 5;
    this.#words = new Uint32Array(size * this.#wordsPerRow);
  }

  has(a: number, b: number): boolean {
    return ((this.#words[a * this.#wordsPerRow + (b >>> 5)] >>> (b & 31)) & 1) === 1;
  }

  join(a: number, b: number): void {
    this.#words[a * this.#wordsPerRow + (b >>> 5)] |= 1 << (b & 31);
    this.#words[b * this.#wordsPerRow + (a >>> 5)] |= 1 << (a & 31);
  }

  part(a: number, b: number): void {
    this.#words[a * this.#wordsPerRow + (b >>> 5)] &= ~(1 << (b & 31));
    this.#words[b * this.#wordsPerRow + (a >>> 5)] &= ~(1 << (a & 31));
  }

  /** The elements related to both `a` and `b`, ascending; with `a` = `b` those related to `a`. */
  common(a: number, b: number): number[] {
    const found: number[] = [];
    const rowA = a * this.#wordsPerRow;
    const rowB = b * this.#wordsPerRow;
    for (let word = 0; word < this.#wordsPerRow; word++) {
      let bits = this.#words[rowA + word] & this.#words[rowB + word];
      while (bits !== 0) {
        const bit = 31 - Math.clz32(bits & -bits);
        found.push((word << 5) + bit);
        bits &= bits - 1;
      }
    }
    return found;
  }
}
