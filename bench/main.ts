// Times training steps: `npm run bench`, or `npm run bench -- --help` for the options.
import { writeFileSync } from "node:fs";
import { arch, cpus, platform } from "node:os";
import { kernelBytes } from "../src/engine/index.ts";
import { measureClock } from "./clock.ts";
import { compareCommands } from "./commands.ts";
import { readOptions, usage } from "./options.ts";
import { timeOwnSteps } from "./ownSteps.ts";
import { measurePeak } from "./peak.ts";
import { raceFlows } from "./peers/flowRace.ts";
import { racePeers } from "./peers/race.ts";
import { type BenchReport, formatReport } from "./report.ts";
import { measureScale } from "./scale.ts";
import { fullEffort, quickEffort } from "./stopwatch.ts";

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options.help) {
    console.log(usage);
    return;
  }
  const log = (line: string) => process.stderr.write(`${line}\n`);
  if (options.commands) {
    console.log(compareCommands(options.quick ? 1 : 5, log));
    return;
  }
  if (options.scale) {
    const { table, figure } = measureScale(options.quick ? 1 : 3, log);
    console.log(table);
    if (options.figure !== undefined) writeFileSync(options.figure, `${figure}\n`);
    return;
  }
  const effort = options.quick ? quickEffort : fullEffort;
  const own = await timeOwnSteps(options.cases, effort, log);
  const others = options.peers
    ? await racePeers(options.cases, effort, log)
    : { steps: [], peers: [], skipped: [] };
  const densities = options.peers
    ? await raceFlows([...new Set(options.cases.map(({ network }) => network))], effort, log)
    : { flows: [], skipped: [] };
  const report: BenchReport = {
    ...own,
    steps: [...own.steps, ...others.steps],
    wasmBytes: { float32: kernelBytes("float32").length, float64: kernelBytes("float64").length },
    peers: others.peers,
    flows: densities.flows,
    skipped: [...others.skipped, ...densities.skipped],
    machine: {
      processor: cpus()[0]?.model ?? "unknown",
      cores: cpus().length,
      gigahertz: Number(measureClock().toFixed(2)),
      "peak GFLOP/s": Number((await measurePeak()).toFixed(1)),
      system: `${platform()} ${arch()}`,
      node: process.version,
    },
  };
  console.log(options.json ? JSON.stringify(report) : formatReport(report));
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
