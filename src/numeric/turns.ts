/** Work in short steps, between which whoever drives it may let others in or end it; what it holds is let go where it ends. */
export type Steps<Result> = Generator<void, Result, void>;

/** After so many milliseconds of work others have their turn: with the step that is longest, fifty are kept. */
export const MOST_WORK = 20;

/**
 * Milliseconds after which a turn is over whatever comes: on a busy machine Firefox loses a message to a port of the same worker now
 * and then, and an answer that waits for it would never come.
 */
const LONGEST_TURN = 50;

/** Resolves when whatever waits for the event loop has had its turn: a timer waits several milliseconds for that in browsers. */
export function eventTurn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    const end = () => {
      clearTimeout(timer);
      port1.close();
      resolve();
    };
    const timer = setTimeout(end, LONGEST_TURN);
    port1.onmessage = end;
    port2.postMessage(undefined);
  });
}

/** Does all steps at once. */
export function toEnd<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** When steps give way, and what ends them. */
export interface TurnOptions {
  readonly signal?: AbortSignal;
  /** Milliseconds that have passed. */
  readonly clock?: () => number;
  /** Lets others in. */
  readonly turn?: () => Promise<void>;
}

/**
 * Does the steps in turns with whatever else waits for the event loop.
 *
 * @throws the signal's reason where it fires
 */
export async function inTurns<Result>(
  steps: Steps<Result>,
  { signal, clock = () => performance.now(), turn = eventTurn }: TurnOptions = {},
): Promise<Result> {
  try {
    let last = clock();
    for (;;) {
      signal?.throwIfAborted();
      const step = steps.next();
      if (step.done) return step.value;
      if (clock() - last < MOST_WORK) continue;
      await turn();
      last = clock();
    }
  } finally {
    steps.return(undefined as never);
  }
}
