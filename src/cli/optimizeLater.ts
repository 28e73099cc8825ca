import { setFlagsFromString } from "node:v8";

/** Bytes of bytecode that a function runs before it is compiled with all optimizations; Node's own choice is about 67,000. */
const PATIENCE = 2_000_000;

/**
 * Lets Node's optimizing compiler wait for functions that run long. Numbers are crunched by WebAssembly, and a command mostly ends
 * within seconds: a fifth of its processor time went into optimizing functions that only call kernels, some of them again and again.
 * Threads started later do the same. Results are the same to the last bit.
 */
export function optimizeLater(): void {
  setFlagsFromString(`--interrupt-budget=${PATIENCE}`);
}
