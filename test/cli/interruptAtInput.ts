/** Preloaded into a child process (`node --import`): presses Ctrl-C once a read waits for bytes that do not come. */
import { open } from "node:fs/promises";
import { setTimeout } from "node:timers";

const handle = await open("/dev/null");
const methods = Object.getPrototypeOf(handle) as { read: (...words: unknown[]) => Promise<unknown> };
const { read } = methods;
await handle.close();
methods.read = function (this: unknown, ...words: unknown[]) {
  // What a file has is there before.
  const timer = setTimeout(() => process.kill(process.pid, "SIGINT"), 200);
  const reading = read.apply(this, words);
  reading.then(
    () => clearTimeout(timer),
    () => clearTimeout(timer),
  );
  return reading;
};
