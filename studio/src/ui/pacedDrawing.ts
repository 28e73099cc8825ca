import { restOf } from "./restOf.ts";

/** The time in milliseconds, and waiting for it. */
export interface Clock {
  now(): number;
  after(milliseconds: number, act: () => void): unknown;
  forget(waiting: unknown): void;
}

const BROWSER: Clock = {
  now: () => performance.now(),
  after: (milliseconds, act) => setTimeout(act, milliseconds),
  forget: (waiting) => clearTimeout(waiting as ReturnType<typeof setTimeout>),
};

/** Draws when it is asked to, at its pace: what is asked for meanwhile is one drawing at the end of it. */
export class PacedDrawing {
  readonly #draw: () => void;
  readonly #clock: Clock;
  #every: number;
  #waiting: unknown;
  #begun = Number.NEGATIVE_INFINITY;
  #cost = 0;

  /** @param every milliseconds from one drawing to the next, at least; 0 draws whenever it is asked to */
  constructor(draw: () => void, every: number, clock: Clock = BROWSER) {
    this.#draw = draw;
    this.#every = every;
    this.#clock = clock;
  }

  ask(): void {
    const rest = restOf(this.#every, this.#cost) - (this.#clock.now() - this.#begun);
    this.#waiting ??= this.#clock.after(Math.max(0, rest), () => this.#now());
  }

  /** A drawing that waits follows the new pace: with what it shows at rest, nothing is to be spared any more. */
  setPace(every: number): void {
    if (every === this.#every) return;
    this.#every = every;
    if (this.#waiting === undefined) return;
    this.stop();
    this.ask();
  }

  /** Gives up the drawing that waits. */
  stop(): void {
    this.#clock.forget(this.#waiting);
    this.#waiting = undefined;
  }

  #now(): void {
    this.#waiting = undefined;
    this.#begun = this.#clock.now();
    this.#draw();
    this.#cost = this.#clock.now() - this.#begun;
  }
}
