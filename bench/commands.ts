import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { networkToJson } from "../src/network/index.ts";
import { type Cost, Meter, median, must } from "./meter.ts";
import { randomNetwork } from "./randomNetwork.ts";

/** What every later build is compared with. */
const BASE = "de10820";

interface Task {
  readonly name: string;
  readonly words: readonly string[];
  /** A run that is made once before, by the base, whose build reads no newer models. */
  readonly before?: readonly string[];
}

const evaluation = (network: string, rows: number): Task => ({
  name: `evaluate ${network}, ${rows} training rows`,
  before: ["train", network, "--simulate", `${rows}`, "--seed", "1", "-o", `model-${rows}`, "--quiet"],
  words: ["evaluate", `model-${rows}`, "--simulate", "1000", "--seed", "1", "--quiet", "--json"],
});

const training = (network: string, rows: number): Task => ({
  name: `train ${network}, ${rows} rows`,
  words: ["train", network, "--simulate", `${rows}`, "--seed", "1", "-o", "m", "--force", "--quiet"],
});

const tasks: readonly Task[] = [
  { name: "--version", words: ["--version"] },
  { name: "--help", words: ["--help"] },
  evaluation("ecoli70", 92),
  evaluation("arth150", 214),
  evaluation("nonlinear:ecoli70:1", 93),
  training("ecoli70", 92),
  training("arth150", 214),
  {
    name: "train, 300 nodes, 600 rows, 2 epochs",
    words:
      "train r300.json --simulate 600 --start linear-gaussian --epochs 2 --hidden 300 -o m --force --quiet".split(
        " ",
      ),
  },
];

/**
 * Whole commands of the present build and of the base, alternating: medians of processor time, time and memory, as a table.
 * The base is checked out and built beside the present one in a temporary folder, which is removed again.
 */
export function compareCommands(pairs: number, log: (line: string) => void): string {
  const folder = mkdtempSync(join(tmpdir(), "siren-vae-bench-"));
  const base = join(folder, "base");
  try {
    log(`Building ${BASE} in ${folder}`);
    must("git", ["worktree", "add", "--detach", base, BASE], process.cwd());
    // It needs packages that the present build has not.
    must("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], base);
    must(process.execPath, ["scripts/build.mjs"], base);
    const work = join(folder, "work");
    mkdirSync(work);
    const network = randomNetwork({ nodes: 300, arcs: 602, seed: 4 });
    writeFileSync(join(work, "r300.json"), JSON.stringify(networkToJson(network)));
    const meter = new Meter(work);
    const programs = [join(base, "dist/src/cli/main.js"), resolve("dist/program/main.js")];
    const rows = tasks.map((task) => {
      log(task.name);
      if (task.before) meter.run(programs[0], task.before);
      const costs: Cost[][] = [[], []];
      for (let pair = 0; pair < pairs; pair++)
        programs.forEach((program, p) => {
          costs[p].push(meter.run(program, task.words));
        });
      return line(task.name, costs);
    });
    return [HEAD, ...rows].join("\n");
  } finally {
    spawnSync("git", ["worktree", "remove", "--force", base]);
    rmSync(folder, { recursive: true, force: true });
  }
}

const HEAD = `| command | processor s, ${BASE} | now | ratio | s, ${BASE} | now | MiB, ${BASE} | now |\n|---|---|---|---|---|---|---|---|`;

function line(name: string, [base, now]: Cost[][]): string {
  const of = (costs: readonly Cost[], key: keyof Cost) => median(costs.map((cost) => cost[key]));
  const [before, after] = [of(base, "processorSeconds"), of(now, "processorSeconds")];
  const ratio = median(base.map((cost, i) => cost.processorSeconds / now[i].processorSeconds));
  const cells = [
    before.toFixed(2),
    after.toFixed(2),
    `${ratio.toFixed(1)}x`,
    of(base, "seconds").toFixed(2),
    of(now, "seconds").toFixed(2),
    of(base, "mebibytes").toFixed(0),
    of(now, "mebibytes").toFixed(0),
  ];
  return `| ${[name, ...cells].join(" | ")} |`;
}
