import { Random } from "../numeric/random.ts";

/** Rows that a model is trained on when they are simulated: the same wherever the same seed is given. */
export function simulationStream(seed: number): Random {
  return new Random(seed).fork("train");
}

/** Rows that a model is tested on never come from the stream that it was trained on. */
export function testStream(seed: number): Random {
  return new Random(seed).fork("test");
}
