import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { GraphChange, Job } from "../../src/experiments/job.ts";
import { jobGraph } from "../../src/experiments/jobGraph.ts";
import { planned } from "../../src/experiments/plans.ts";
import { builtInNetwork } from "../../src/internals.ts";

const network = builtInNetwork("ecoli70");
const job = planned("robustness", { runs: 1, presets: ["recommended"], quick: false })[0];
const arcsOf = (change: GraphChange, changes: number, seed = 1): Set<string> => {
  const { dag } = jobGraph(network, { ...job, network: "ecoli70", change, changes, seed } as Job);
  return new Set(dag.toSpecs().flatMap(({ name, parents }) => parents.map((parent) => `${parent} ${name}`)));
};
const without = (a: Set<string>, b: Set<string>) => [...a].filter((arc) => !b.has(arc));

describe("graphs of the experiment robustness", () => {
  const whole = arcsOf("none", 0);

  test("more changes contain the fewer", () => {
    for (const change of ["arcs-dropped", "arcs-added", "arcs-reversed"] as const) {
      let before = { gone: [] as string[], fresh: [] as string[] };
      for (const count of [1, 2, 4, 8, 16]) {
        const arcs = arcsOf(change, count);
        const gone = without(whole, arcs);
        const fresh = without(arcs, whole);
        assert.equal(Math.max(gone.length, fresh.length), count, change);
        assert.ok(
          before.gone.every((arc) => gone.includes(arc)),
          change,
        );
        assert.ok(
          before.fresh.every((arc) => fresh.includes(arc)),
          change,
        );
        before = { gone, fresh };
      }
    }
    const extras = (count: number) => without(arcsOf("latents-added", count), whole);
    assert.ok(extras(4).every((arc) => extras(8).includes(arc)));
  });

  test("other seeds change other arcs", () => {
    assert.notDeepEqual(arcsOf("arcs-dropped", 4, 1), arcsOf("arcs-dropped", 4, 2));
  });
});
