/**
 * How fast the same training runs in a browser's tab and in Node, on this machine, in alternating rounds, and how smooth the
 * page stays: `node dist/bench/studio.js [rounds]`.
 */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { epochRate, TIMED_WIDTH, timedTask } from "../studio/src/worker/stepRate.ts";
import { TrainingHost } from "../studio/src/worker/trainingHost.ts";
import { beliefTimes, type Frames, framesWhileTraining } from "./frames.ts";
import { median } from "./meter.ts";
import { trainingInTab } from "./tabThreads.ts";

const MODELS = ["true", "vae"] as const;
type Model = (typeof MODELS)[number];
/** 500 rows, of which 15 % are held out, in batches of 100. */
const STEPS_PER_EPOCH = 5;
const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const rounds = Number(process.argv[2] ?? 5);

function inNode(model: Model): Promise<number> {
  const { take, rate } = epochRate();
  new TrainingHost(take).take({ kind: "train", task: timedTask(model) });
  return rate;
}

const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
  existsSync,
);
if (executablePath === undefined) throw new Error("No Chromium is installed here.");
for (const extra of [[], ["--bench"]]) {
  execFileSync(process.execPath, [join(root, "scripts/build-studio.mjs"), ...extra], { stdio: "ignore" });
}
const { chromium } = await import("playwright-core");
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const rates = { node: { true: 0, vae: 0 }, tab: { true: 0, vae: 0 } };
const address = `file://${join(root, "studio/dist/index.html")}`;
let frames: Frames;
let beliefs: number[];
const trainings: [number, number][] = [];
try {
  const page = await browser.newPage();
  await page.goto(address);
  await page.addScriptTag({ path: join(root, "studio/dist/bench.js") });
  for (let round = 0; round < rounds; round++) {
    for (const model of MODELS) {
      rates.node[model] = Math.max(rates.node[model], await inNode(model));
      const tab = await page.evaluate<number>(`sirenStudioBench("${model}")`);
      rates.tab[model] = Math.max(rates.tab[model], tab);
    }
  }
  await page.close();
  frames = await framesWhileTraining(browser, address, 10);
  beliefs = await beliefTimes(browser, address, 20);
  for (let round = 0; round < rounds; round++) {
    trainings.push([await trainingInTab(browser, address, 1), await trainingInTab(browser, address, 2)]);
  }
} finally {
  await browser.close();
}
console.log(
  `ECOLI70, batch 100, hidden width ${TIMED_WIDTH}: training steps per second, the best of ${rounds} rounds`,
);
for (const model of MODELS) {
  const [node, tab] = [rates.node[model], rates.tab[model]].map((rate) => rate * STEPS_PER_EPOCH);
  console.log(
    `${model.padEnd(5)} Node ${node.toFixed(0).padStart(5)}   tab ${tab.toFixed(0).padStart(5)}   ratio ${(tab / node).toFixed(2)}`,
  );
}
console.log(
  `Frames of the page while two models train: ${frames.count} in 10 s, median ${frames.median.toFixed(1)} ms, longest ${frames.longest.toFixed(0)} ms, ${frames.over50} over 50 ms`,
);
console.log(
  `Beliefs of ECOLI70 after a click: median ${beliefs[beliefs.length >> 1].toFixed(0)} ms, longest ${beliefs[beliefs.length - 1].toFixed(0)} ms of ${beliefs.length}`,
);
const [one, two] = [0, 1].map((which) => median(trainings.map((pair) => pair[which])));
const faster = median(trainings.map(([alone, both]) => alone / both));
console.log(
  `Training on ARTH150, 214 rows, as nobody sets anything, medians of ${rounds}: ${one.toFixed(2)} s on one thread, ${two.toFixed(2)} s on two, ${faster.toFixed(2)}x`,
);
