const WINDOW = 2000;

/** Steps of the optimiser per second, over about the last two seconds. */
export class StepCounter {
  #marks: { at: number; steps: number }[] = [{ at: performance.now(), steps: 0 }];
  readonly #begun = performance.now();
  #steps = 0;

  get seconds(): number {
    return (performance.now() - this.#begun) / 1000;
  }

  epoch(steps: number): void {
    this.#steps += steps;
    const now = performance.now();
    if (now - this.#marks.at(-1)!.at > 100) this.#marks.push({ at: now, steps: this.#steps });
    while (this.#marks.length > 2 && now - this.#marks[1].at > WINDOW) this.#marks.shift();
  }

  rate(): number {
    const [first] = this.#marks;
    const seconds = (performance.now() - first.at) / 1000;
    return seconds > 0 ? (this.#steps - first.steps) / seconds : 0;
  }
}
