import type { Tape } from "../engine/index.ts";
import type { QueryContext } from "./context.ts";

/** Numbers of a row of noise end on pairs, as float64 lanes do, in either precision: both get the same draws. */
const PAIR = 2;

/** Fills rows of a tape, [rows x batch], with fresh standard normal noise whenever it is called. */
export function noiseFiller(
  { engine, noise }: QueryContext,
  tape: Tape,
  pointer: number,
  rows: number,
): () => void {
  const padded = tape.paddedBatch;
  const width = PAIR * Math.ceil(tape.batch / PAIR);
  if (width === padded) return () => noise.fillNormal(pointer, rows * width);
  const drawn = engine.allocate((rows * width + 8) * engine.elementBytes);
  return () => {
    noise.fillNormal(drawn, rows * width);
    const from = engine.reals(drawn, rows * width);
    const to = engine.reals(pointer, rows * padded);
    for (let row = 0; row < rows; row++) to.set(from.subarray(row * width, (row + 1) * width), row * padded);
  };
}
