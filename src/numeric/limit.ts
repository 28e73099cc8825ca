/** How far work has to go. Whoever asked for it may lower that while it is done, and whoever does it elsewhere is told. */
export class Limit {
  #value: number;
  readonly #listeners = new Set<(value: number) => void>();

  constructor(value = Number.POSITIVE_INFINITY) {
    this.#value = value;
  }

  get value(): number {
    return this.#value;
  }

  lower(value: number): void {
    if (!(value < this.#value)) return;
    this.#value = value;
    for (const listener of this.#listeners) listener(value);
  }

  /** @returns what ends it */
  onLower(listener: (value: number) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
