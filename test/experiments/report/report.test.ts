import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { RunResult } from "../../../src/experiments/job.ts";
import { experimentReport } from "../../../src/experiments/report/index.ts";
import { plainWords } from "../../../src/experiments/report/robustnessVerdict.ts";
import { graphCells, increasing } from "../../../src/experiments/report/tolerance.ts";
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

  test("wrong graphs are compared over the seeds that all of them have", () => {
    const { markdown } = report([
      sampleResult({ seed: 1, nll: 31 }),
      sampleResult({ seed: 2, nll: 41 }),
      sampleResult({ seed: 1, nll: 33, change: "arcs-dropped", changes: 4, distance: 4, arcs: 66 }),
    ]);
    assert.match(markdown, /\| true \| true graph \| 0 \| 70 \| 1 \| \*\*31\.00\*\*/);
    assert.match(markdown, /\| true \| arcs dropped \(4\) \| 4 \| 66 \| 1 \| 33\.00/);
  });

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
    const failures = [
      { id: planned[20].id, problem: "Training lost its finite numbers." },
      { id: table[0].id, problem: "Failed once, and has a result now." },
    ];
    const complete = experimentReport({ ...base, results: table, planned, failures });
    assert.doesNotMatch(complete.markdown, /Unfinished|Failed once/);
    assert.match(complete.markdown, /1 run has no result/);
    assert.match(complete.markdown, /\| table1\/.*seed-9 \| Training lost its finite numbers\. \|/);
    const both = experimentReport({ ...base, results: table.slice(1), planned, failures: [failures[0]] });
    assert.match(both.markdown, /Unfinished: 19 of 21[\s\S]*1 run has no result/);
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
    for (const rows of [46, 92, 1400]) assert.match(figures.figure2, new RegExp(`>${rows}<`));
    assert.match(figures.figure2, /floor 31\.20/);
    assert.match(figures["robustness-ecoli70"], /structural distance/);
    assert.doesNotMatch(figures.inversion, />1\.5</);
    assert.match(markdown, /2000 of 2000|4000 of 4000/);
  });

  test("what less belief in the graph gains, in a column and in a sentence", () => {
    const believed = wrong([0, 4, 16], [31.5, 32, 34]);
    const doubted = wrong([0, 4, 16], [31.51, 31.6, 33.2])
      .filter(({ model }) => model === "true")
      .map((run) => sampleResult({ ...run, trust: "auto" }));
    const { markdown } = report([...believed, ...doubted]);
    assert.match(markdown, /\| NLL, trust auto \|/);
    assert.match(markdown, /\| true \| arcs dropped \(16\) \| 16 \|.*\| 3\.000 ± .*\| 33\.20 ± /);
    assert.match(markdown, /the right graph costs \+0\.01 nats/);
    // 0.5 and 2.5 of full belief, 0.1 and 1.7 of less; fc is 1.5 behind the right graph, so the second is 0.2 above the best.
    assert.match(markdown, /a wrong one \+0\.90 where full belief costs \+1\.50; in 1 of 2 cases/);
    assert.doesNotMatch(report(believed).markdown, /trust auto\), the right/);
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

const words = (results: readonly RunResult[]) => plainWords(graphCells(results));

describe("how wrong the graph may be", () => {
  test("interpolates where fc becomes better", () => {
    const [cell] = graphCells(wrong([0, 4, 16], [31.5, 32, 34]));
    assert.ok(Math.abs(cell.start + 1.5) < 1e-9);
    // From -1 at 4 to +1 at 16: zero at 10, a seventh of the arcs.
    const { limit, largest, cost } = cell.tolerances["arcs-dropped"]!;
    assert.ok(Math.abs(limit! - 10) < 1e-9 && largest === 16 && Math.abs(cost - 2.5) < 1e-9);
    assert.match(
      words(wrong([0, 4, 16], [31.5, 32, 34])),
      /becomes better at a distance of about 14 % for missing arcs/,
    );
  });

  test("takes one unlucky graph for chance", () => {
    const points = [0, 1, 2, 4].map((distance, i) => ({ distance, gap: [-1, 0.6, -0.8, -0.4][i] }));
    const fitted = increasing(points).map(({ gap }) => Number(gap.toFixed(9)));
    assert.deepEqual(fitted, [-1, -0.2, -0.2, -0.2]);
    const [cell] = graphCells(wrong([0, 1, 2, 4], [32, 33.6, 32.2, 32.6]));
    assert.equal(cell.tolerances["arcs-dropped"]!.limit, undefined);
  });

  test("says never, always and unfinished", () => {
    const never = report(wrong([0, 4, 16], [31.5, 31.6, 31.7])).markdown;
    assert.match(never, /\\> 16 \(23 %\)/);
    assert.match(never, /Missing arcs do not make it better at 2 rows a node/);
    const always = words(wrong([0, 4], [33.5, 34]));
    assert.match(always, /better than fc in 0 of 1 cases/);
    assert.match(always, /At 2 rows a node fc is at least as good from the start/);
    assert.match(report([sampleResult({})]).markdown, /not finished/);
  });

  test("weighs mistakes against each other, and judges learned graphs", () => {
    const added = [1, 2].map((seed) =>
      sampleResult({ seed, change: "arcs-added", changes: 16, distance: 16, nll: 31.55 }),
    );
    const learned = [1, 2].map((seed) =>
      sampleResult({ seed, change: "learned-complete", distance: 40, nll: 32 }),
    );
    const text = words([...wrong([0, 16], [31.5, 34]), ...added, ...learned]);
    assert.match(text, /missing arcs \+2\.50 and superfluous arcs \+0\.05/);
    assert.match(text, /learned from complete rows is better than fc in 1 of 1 cases \(median -1\.00\)/);
    assert.match(
      text,
      /a doubtful arc had better stay in: as many superfluous arcs cost 2 % of what missing ones do/,
    );
    assert.match(text, /Every figure rests on 2 runs/);
  });
});

describe("the claims", () => {
  const seeds = [1, 2, 3, 4, 5];
  const cell = (given: Partial<RunResult>, nll: number) =>
    seeds.map((seed) =>
      sampleResult({
        experiment: "table1",
        seed,
        ...given,
        nll: nll + 0.1 * seed + 0.001 * ((seed * 7) % 5),
        excess: nll - 31,
      }),
    );
  const both = [
    ...cell({ model: "true" }, 31.5),
    ...cell({ model: "fc" }, 32.8),
    ...cell({ model: "ind" }, 32.9),
    ...cell({ model: "vae" }, 34),
    ...cell({ model: "em", preset: null }, 31.4),
    ...cell({ model: "true", rows: 4600 }, 31.2),
    ...cell({ model: "fc", rows: 4600 }, 31.2),
    ...cell({ model: "ind", rows: 4600 }, 31.21),
    ...cell({ model: "vae", rows: 4600 }, 31.3),
  ];

  test("are answered from the runs, each with its figures", () => {
    const { markdown } = report(both);
    assert.match(
      markdown,
      /better than the other models at 2 rows a node\? Preset recommended: yes on ECOLI70\./,
    );
    assert.match(markdown, /at both sizes\? Preset recommended: yes throughout\./);
    assert.match(
      markdown,
      /Where does a Gaussian win\? The best Gaussian beats .* on ECOLI70 2x \(em, -0\.100/,
    );
    assert.match(markdown, /\| ECOLI70 2x \| recommended \| 3\.00 \/ 11\.79\\\* .*not comparable \|/);
  });

  test("say that a difference is gone, nearly gone, or not", () => {
    const at = (fc: number, ind: number) =>
      report([
        ...both.filter(({ rows, model }) => rows !== 4600 || model === "true"),
        ...cell({ model: "fc", rows: 4600 }, fc).map((run) => ({
          ...run,
          nll: run.nll + 0.001 * (run.seed % 2),
        })),
        ...cell({ model: "ind", rows: 4600 }, ind).map((run) => ({
          ...run,
          nll: run.nll + 0.001 * (run.seed % 2),
        })),
      ]).markdown;
    assert.match(
      at(31.3, 31.3),
      /vanishes at 100 rows a node\? Preset recommended: nearly \(less than a tenth is left\) on ECOLI70/,
    );
    assert.match(at(31.9, 31.9), /vanishes at 100 rows a node\? Preset recommended: no on ECOLI70/);
    const noisy = (size: number) => [
      ...both.filter(({ rows, model }) => rows !== 4600 || model === "true"),
      ...seeds.flatMap((seed) =>
        (["fc", "ind"] as const).map((model) =>
          sampleResult({
            experiment: "table1",
            rows: 4600,
            model,
            seed,
            nll: 31.2 + 0.1 * seed + size * (seed % 2 ? 0.05 : -0.06),
          }),
        ),
      ),
    ];
    const noise = (size: number) => report(noisy(size)).markdown;
    assert.match(noise(1), /vanishes at 100 rows a node\? Preset recommended: yes on ECOLI70/);
    // Five runs whose mean differs by more than there was to lose, and in either direction.
    assert.match(noise(1000), /vanishes at 100 rows a node\? Preset recommended: not shown on ECOLI70/);
  });

  test("stay open where runs are missing", () => {
    const some = report(both.filter(({ model }) => model !== "fc")).markdown;
    assert.match(
      some,
      /better than the other models at 2 rows a node\? Preset recommended: unfinished on ECOLI70/,
    );
    assert.doesNotMatch(report([sampleResult({ experiment: "table1" })]).markdown, /better than the other/);
  });

  test("rates that the paper's preset chose are counted", () => {
    const choices = (best: number) =>
      [0.1, 0.01, 0.001].map((rate) => ({
        candidate: `learning rate ${rate}, 50 epochs`,
        score: rate === best ? 1 : 2,
      }));
    const runs = [0.01, 0.01, 0.001].map((rate, i) =>
      sampleResult({ experiment: "table1", preset: "paper", seed: i + 1, choices: choices(rate) }),
    );
    assert.match(
      report(runs).markdown,
      /\| ECOLI70, 2 rows a node \| - \| - \| - \| 0\.01 \(2\), 0\.001 \(1\) \|/,
    );
  });
});
