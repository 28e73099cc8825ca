import { joined } from "./bytes.ts";

/**
 * Bytes that came and are not read yet. Pieces of a record that isn't whole are kept apart until they have doubled: joining
 * and reading anew at every piece would take time that grows with the square of a long line.
 */
export class HeldBytes {
  #pieces: Uint8Array[] = [];
  #size = 0;
  #enough = 0;

  get size(): number {
    return this.#size;
  }

  /** All bytes with those that came, or undefined if it is too early to read. */
  add(piece: Uint8Array): Uint8Array | undefined {
    if (this.#size === 0 && piece.length >= this.#enough) return piece;
    this.#keep(piece);
    return this.#size < this.#enough ? undefined : joined(this.#pieces);
  }

  /** What the reading left over, of all that was given out. */
  leave(rest: Uint8Array): void {
    this.#pieces = [];
    this.#size = 0;
    if (rest.length > 0) this.#keep(rest);
    this.#enough = 2 * rest.length;
  }

  all(): Uint8Array {
    return joined(this.#pieces);
  }

  #keep(piece: Uint8Array): void {
    // The piece is its owner's to overwrite, and the slice of a Node buffer would share its bytes.
    this.#pieces.push(new Uint8Array(piece));
    this.#size += piece.length;
  }
}
