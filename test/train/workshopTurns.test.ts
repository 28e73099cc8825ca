import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ColumnType } from "../../src/data/index.ts";
import { builtInNetwork, missingAtRandom, Random } from "../../src/internals.ts";
import { Workshop } from "../../src/train/workshop.ts";
import type { WorkshopSetup, WorkshopTask } from "../../src/train/workshopTasks.ts";

const network = builtInNetwork("ecoli70");
const { dag } = network;
const complete = network.sample(60, new Random(1));
const gapped = missingAtRandom(complete, 0.1, new Random(2));

const setup = (data: WorkshopSetup["data"]): WorkshopSetup => ({
  nodes: dag.toSpecs(),
  observed: dag.observed.map((node) => dag.names[node]),
  data,
  model: "true",
  seed: 1,
  trust: "auto",
  architecture: { hidden: [24], blocks: 2 },
  tuning: { maximumEpochs: 20, folds: 3 },
});

/** Asks to end when it has been looked at so many times. */
function endsAfter(looks: number): AbortSignal {
  let seen = 0;
  const throwIfAborted = () => {
    if (++seen > looks) throw new DOMException("Enough.", "AbortError");
  };
  return { throwIfAborted } as AbortSignal;
}

const trial: WorkshopTask = {
  kind: "trial",
  split: 0,
  candidate: 0,
  departure: undefined,
  fit: undefined,
  record: undefined,
  every: undefined,
};
const kinds: ColumnType[] = complete.columns.map((_, c) =>
  c < 4 ? { kind: "student-t" } : { kind: "gaussian" },
);

describe("the parts of a training give way to what else waits for their thread", () => {
  const added = { arcs: [], precision: 1000 };
  for (const [name, data, task] of [
    ["a fit", complete, { kind: "fit", rows: "all", departure: undefined }],
    ["a fit with gaps", gapped, { kind: "fit", rows: "all", departure: undefined }],
    ["the ladder of trust", complete, { kind: "climb", rows: 0 }],
    ["the ladder of trust with gaps", gapped, { kind: "climb", rows: 0 }],
    ["added arcs", complete, { kind: "amend", rows: "all", departure: added }],
    ["a trial's start", { ...complete, types: kinds }, trial],
  ] as const satisfies readonly (readonly [string, WorkshopSetup["data"], WorkshopTask])[]) {
    test(name, async () => {
      const shop = new Workshop(setup(data));
      const context = { tell: () => {}, interval: 0 };
      for (const looks of [0, 7, 25])
        await assert.rejects(shop.carryOut(task, { ...context, signal: endsAfter(looks) }), {
          name: "AbortError",
        });
    });
  }
});
