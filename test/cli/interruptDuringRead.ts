/** Preloaded into a child process (`node --import`): presses Ctrl-C while a file is read, as a slow disk would let one. */
import { open } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";

const handle = await open("/dev/null");
const methods = Object.getPrototypeOf(handle) as { read: (...words: unknown[]) => Promise<unknown> };
const { read } = methods;
await handle.close();
let pressed = false;
methods.read = async function (this: unknown, ...words: unknown[]) {
  const done = await read.apply(this, words);
  // The command listens, and the read that may be cut off does.
  if (!pressed && process.listenerCount("SIGINT") >= 2) {
    pressed = true;
    process.kill(process.pid, "SIGINT");
  }
  await setTimeout(50);
  return done;
};
