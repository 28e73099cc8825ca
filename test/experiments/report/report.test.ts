import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { RunResult } from "../../../src/experiments/job.ts";
import { experimentReport } from "../../../src/experiments/report/index.ts";
import { verdict } from "../../../src/experiments/report/robustnessVerdict.ts";
import { sampleResult } from "./sampleResults.ts";

const base = { command: "siren-vae reproduce all -o results", machine: "one core", quick: false };
const report = (results: readonly RunResult[]) => experimentReport({ ...base, results });

describe("the report of the experiments", () => {
  const table = [1, 2, 3, 4, 5].flatMap((seed) => [
    sampleResult({ experiment: "table1", model: "true", seed, nll: 31.5 + 0.01 * seed }),
    sampleResult({ experiment: "table1", model: "vae", seed, nll: 33 + 0.02 * seed, lipschitzBound: null }),
    sampleResult({ experiment: "table1", model: "em", preset: null, seed, nll: 31.6, re: null, elbo: null }),
    sampleResult({ experiment: "table1", model: "true", preset: "paper", seed, nll: 34, re: 3.9 }),
  ]);

  test("table 1 has means, deviations, tests, the paper's figures and the best in bold", () => {
    const { markdown } = report(table);
    assert.match(markdown, /ECOLI70, 92 training rows \(2 a node\), 100 test rows/);
    assert.match(
      markdown,
      /\| SIReN-VAE true \| recommended \| 5 \| \*\*31\.53 ± 0\.02\*\* \| \*\*0\.530 ± 0\.016\*\* \|/,
    );
    assert.match(
      markdown,
      /\| plain VAE \| recommended \| 5 \| 33\.06 .* \| -1\.530 \| \\?< 0\.001 \| 0\.063 \| 42\.99/,
    );
    assert.match(markdown, /\| linear network, EM \| - \| 5 \| 31\.60 ± 0\.00 .*\| - \| -0\.070 \|/);
    assert.match(markdown, /\| SIReN-VAE true \| paper \| 5 \| 34\.00 .* \| - \| - \| - \| 38\.98/);
    assert.match(markdown, /exact \(entropy 31\.199\)/);
    assert.equal(markdown.match(/not be compared|cannot be compared/g)?.length, 1);
  });

  test("does not depend on the order of the results", () => {
    assert.equal(report(table).html, report([...table].reverse()).html);
  });

  test("says that it is quick, or unfinished, and how far", () => {
    const planned = [...table, sampleResult({ experiment: "table1", seed: 9 })];
    const { markdown, html } = experimentReport({ ...base, results: table, planned, quick: true });
    assert.match(markdown, /\*\*Quick run.*Not for citation\.\*\*/);
    assert.match(markdown, /20 of 21 planned runs are done/);
    assert.match(html, /Quick run/);
    assert.match(report([]).markdown, /No runs are finished yet/);
  });

  test("figures are named, parse, and hold their labels", () => {
    const figure = [46, 92, 1400].flatMap((rows) =>
      [1, 2].flatMap((seed) =>
        (["vae", "true"] as const).map((model) =>
          sampleResult({ experiment: "figure2", rows, seed, model, elbo: -(31 + 300 / rows + seed / 10) }),
        ),
      ),
    );
    const trace = {
      errors: [1, 1e-3, 1e-9],
      milliseconds: 20,
      samples: 1000,
      converged: 1000,
      evaluations: 3,
    };
    const inversion = [1, 2].map((seed) =>
      sampleResult({ experiment: "inversion", seed, inversion: { newton: trace, fixedPoint: trace } }),
    );
    const { figures, markdown } = report([...figure, ...inversion, ...wrong([0, 4, 16], [31.5, 32, 34])]);
    assert.deepEqual(Object.keys(figures).sort(), ["figure2", "inversion", "robustness-ecoli70"]);
    for (const [name, svg] of Object.entries(figures)) {
      assert.match(svg, /^<svg [^>]*role="img"/);
      assert.equal(svg.match(/<svg/g)!.length, svg.match(/<\/svg>/g)!.length);
      assert.doesNotMatch(svg, /NaN|undefined/);
      assert.ok(markdown.includes(`(${name}.svg)`));
    }
    assert.match(figures.figure2, /SIReN-VAE true/);
    assert.match(figures.figure2, />1400</);
    assert.match(figures.figure2, /floor 31\.20/);
    assert.match(figures["robustness-ecoli70"], /structural distance/);
    assert.match(markdown, /2000 of 2000|4000 of 4000/);
  });

  test("hostile cases: one seed, no excess, outliers, unknown sizes", () => {
    const { markdown, figures } = report([
      sampleResult({ experiment: "table1", rows: 93, excess: null, exactNll: null }),
      sampleResult({ experiment: "figure2", model: "vae", elbo: -5000 }),
      sampleResult({ experiment: "figure2", model: "true", elbo: -31 }),
    ]);
    assert.match(markdown, /93 training rows \(not a multiple of its nodes\)/);
    assert.match(figures.figure2, /5000\.0/);
    assert.doesNotMatch(markdown, /NaN|undefined|Infinity/);
  });
});

/** Runs with dropped arcs at these distances, and fc at 33. */
function wrong(distances: readonly number[], nlls: readonly number[]): RunResult[] {
  return [1, 2].flatMap((seed) => [
    sampleResult({ model: "fc", seed, nll: 33 }),
    ...distances.map((distance, i) =>
      sampleResult({
        seed,
        change: distance === 0 ? "none" : "arcs-dropped",
        changes: distance,
        distance,
        nll: nlls[i] + 0.1 * seed - 0.15,
      }),
    ),
  ]);
}

describe("the verdict in words", () => {
  test("interpolates where fc becomes better", () => {
    const text = verdict(wrong([0, 4, 16], [31.5, 32, 34]), 70);
    assert.match(text, /true graph the model is 1\.50 nats better than fc/);
    // From -1 at 4 to +1 at 16: zero at 10, a seventh of the arcs.
    assert.match(text, /missing arcs make fc better from a distance of about 10 \(14 % of the arcs\)/);
  });

  test("says never, always and unfinished", () => {
    assert.match(
      verdict(wrong([0, 4, 16], [31.5, 31.6, 31.7]), 70),
      /missing arcs leave it better than fc up to the largest distance tried, 16/,
    );
    const always = verdict(wrong([0, 4], [33.5, 34]), 70);
    assert.match(always, /even with the true graph the model is 0\.50 nats worse than fc/);
    assert.doesNotMatch(always, /make fc better|leave it/);
    assert.match(verdict([sampleResult({})], 70), /not finished/);
    assert.match(verdict([], 70), /not finished/);
  });

  test("names the worst and the least mistake, and judges learned graphs", () => {
    const added = [1, 2].map((seed) =>
      sampleResult({ seed, change: "arcs-added", changes: 16, distance: 16, nll: 31.55 }),
    );
    const learned = [1, 2].map((seed) =>
      sampleResult({ seed, change: "learned-complete", distance: 40, nll: 32 }),
    );
    const text = verdict([...wrong([0, 16], [31.5, 34]), ...added, ...learned], 70);
    assert.match(text, /missing arcs cost most \(\+2\.50 nats\), superfluous arcs least \(\+0\.05\)/);
    assert.match(
      text,
      /learned from complete rows \(distance 40\) is 1\.00 nats better than fc and 0\.50 worse than the true graph/,
    );
  });
});
