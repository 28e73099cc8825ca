import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** What one run of a command cost. */
export interface Cost {
  /** Of all threads, user and system. */
  readonly processorSeconds: number;
  readonly seconds: number;
  /** The most memory that it held. */
  readonly mebibytes: number;
}

/** Writes down at its end what the process that loads it has cost. */
const METER = `import { writeFileSync } from "node:fs";
process.on("exit", () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  writeFileSync("cost.json", JSON.stringify({ micro: userCPUTime + systemCPUTime, maxRSS }));
});
`;

/** Runs Node's programs in a folder and says what each run cost. */
export class Meter {
  readonly #folder: string;
  readonly #script: string;

  constructor(folder: string) {
    this.#folder = folder;
    this.#script = join(folder, "meter.mjs");
    writeFileSync(this.#script, METER);
  }

  /** @throws an Error with what the program printed, where it fails */
  run(program: string, words: readonly string[]): Cost {
    const begun = performance.now();
    must(process.execPath, ["--import", pathToFileURL(this.#script).href, program, ...words], this.#folder);
    const seconds = (performance.now() - begun) / 1000;
    const { micro, maxRSS } = JSON.parse(readFileSync(join(this.#folder, "cost.json"), "utf8"));
    return { processorSeconds: micro / 1e6, seconds, mebibytes: maxRSS / 1024 };
  }
}

/** @throws an Error with what it printed, where it fails */
export function must(program: string, words: readonly string[], cwd: string): void {
  const { status, stderr } = spawnSync(program, words, { cwd, encoding: "utf8", maxBuffer: 2 ** 26 });
  if (status !== 0) throw new Error(`${[program, ...words].join(" ")} ended with ${status}: ${stderr}`);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
