import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import {
  Dag,
  fitLinearGaussian,
  fitStatistics,
  InputError,
  LinearGaussianNetwork,
  maximumLikelihood,
  Random,
} from "../../src/internals.ts";
import { csvOf } from "../csvOf.ts";
import { temporaryFolder } from "../temporaryFolder.ts";

/** Three related abilities with eight measurements; one of them also depends on another measurement. */
const truth = new LinearGaussianNetwork({
  name: "abilities",
  observed: ["a1", "a2", "a3", "b1", "b2", "b3", "c1", "c2"],
  nodes: [
    { name: "a", parents: {}, intercept: 0, variance: 1 },
    { name: "b", parents: { a: 0.6 }, intercept: 0, variance: 0.7 },
    { name: "c", parents: { a: 0.4, b: -0.5 }, intercept: 0, variance: 0.6 },
    { name: "a1", parents: { a: 1 }, intercept: 3, variance: 0.5 },
    { name: "a2", parents: { a: 0.8 }, intercept: 3, variance: 0.7 },
    { name: "a3", parents: { a: 1.3 }, intercept: 3, variance: 1.1 },
    { name: "b1", parents: { b: 1.1 }, intercept: -1, variance: 0.4 },
    { name: "b2", parents: { b: 0.7 }, intercept: -1, variance: 0.9 },
    { name: "b3", parents: { b: 0.9, a1: 0.3 }, intercept: -1, variance: 0.6 },
    { name: "c1", parents: { c: 1.4 }, intercept: 0, variance: 0.5 },
    { name: "c2", parents: { c: 1 }, intercept: 0, variance: 0.8 },
  ],
});
const data = truth.sample(250, new Random(1));
const observed = [...truth.dag.observed].map((node) => truth.dag.names[node]);
const measurement = Dag.create(
  truth.dag
    .toSpecs()
    .map(({ name, parents }) => ({ name, parents: parents.filter((parent) => parent !== "a1") })),
  observed,
);
const near = (value: number, expected: number, tolerance: number, what: string) =>
  assert.ok(Math.abs(value - expected) < tolerance, `${what}: ${value} against ${expected}`);

describe("maximum likelihood", () => {
  test("gives the statistics of lavaan 0.6-14 for the same rows and model", () => {
    const fit = maximumLikelihood(measurement, data);
    assert.ok(fit.converged);
    const found = fitStatistics(fit);
    near(found.chiSquare, 33.567, 6e-4, "chi-square");
    assert.equal(found.degreesOfFreedom, 17);
    near(found.pValue!, 0.01, 6e-4, "p");
    near(found.cfi!, 0.978, 6e-4, "CFI");
    near(found.tli!, 0.964, 6e-4, "TLI");
    near(found.rmsea!, 0.062, 6e-4, "RMSEA");
    near(found.srmr, 0.04, 6e-4, "SRMR");
    near(found.aic, 6049.762, 6e-4, "AIC");
    near(found.bic, 6116.67, 6e-4, "BIC");
    near(found.logLikelihood, -3005.881, 6e-4, "log-likelihood");
    const loading = fit.network.find(({ name }) => name === "b3")!;
    near(Math.abs(loading.standardized[0]), 0.897, 6e-4, "loading of b3");
    near(loading.rSquared, 0.805, 6e-4, "R squared of b3");
    near(fit.network.find(({ name }) => name === "c")!.rSquared, 0.239, 6e-4, "R squared of c");
    // standardizedSolution, of type std.lv and std.all.
    near(Math.abs(loading.coefficients[0]), 1.228, 6e-4, "loading of b3, raw");
    near(loading.coefficientErrors[0], 0.076, 6e-4, "its standard error");
    near(loading.standardizedErrors[0], 0.029, 6e-4, "standard error of the standardized one");
  });

  const lavaan = spawnSync("Rscript", ["-e", "cat(as.character(packageVersion('lavaan')))"], {
    encoding: "utf8",
  });
  test("agrees with lavaan where R has it", {
    skip: lavaan.status === 0 ? false : "R with lavaan is not installed",
  }, () => {
    const fit = maximumLikelihood(measurement, data);
    const found = fitStatistics(fit);
    const file = join(temporaryFolder(), "rows.csv");
    writeFileSync(file, csvOf(data));
    const script = `suppressMessages(library(lavaan))
        fit <- sem('a =~ a1 + a2 + a3\nb =~ b1 + b2 + b3\nc =~ c1 + c2\nb ~ a\nc ~ a + b', read.csv('${file}'))
        measures <- fitMeasures(fit, c('chisq', 'df', 'cfi', 'tli', 'rmsea', 'srmr_bentler', 'logl', 'aic', 'bic'))
        for (value in measures) cat(format(value, digits = 12), '\n')
        for (type in c('std.lv', 'std.all')) {
          found <- standardizedSolution(fit, type = type)
          found <- found[found$op %in% c('=~', '~'), ]
          for (i in 1:nrow(found)) {
            measured <- found$op[i] == '=~'
            parent <- if (measured) found$lhs[i] else found$rhs[i]
            child <- if (measured) found$rhs[i] else found$lhs[i]
            cat(type, parent, child, format(c(found$est.std[i], found$se[i]), digits = 12), '\n')
          }
        }`;
    const { stdout, stderr, status } = spawnSync("Rscript", ["-e", script], { encoding: "utf8" });
    assert.equal(status, 0, stderr);
    const answers = stdout
      .trim()
      .split("\n")
      .map((line) => line.trim().split(/\s+/));
    const measures = answers.slice(0, 9).map(([value]) => Number(value));
    const { chiSquare, degreesOfFreedom, cfi, tli, rmsea, srmr, logLikelihood, aic, bic } = found;
    [chiSquare, degreesOfFreedom, cfi!, tli!, rmsea!, srmr, logLikelihood, aic, bic].forEach((value, i) => {
      near(value, measures[i], 1e-4 * Math.max(1, Math.abs(value) / 1000), `measure ${i}`);
    });
    const arcs = answers.slice(9);
    assert.equal(arcs.length, 22);
    for (const [type, parent, child, value, error] of arcs) {
      const node = fit.network.find(({ name }) => name === child)!;
      const at = node.parents.indexOf(parent);
      const [own, ownError] =
        type === "std.lv"
          ? [node.coefficients, node.coefficientErrors]
          : [node.standardized, node.standardizedErrors];
      near(Math.abs(own[at]), Math.abs(Number(value)), 2e-4, `${type} ${parent} -> ${child}`);
      near(ownError[at], Number(error), 2e-4, `standard error of ${type} ${parent} -> ${child}`);
    }
  });

  test("is no lower than EM, and the same from other starts", () => {
    const fit = maximumLikelihood(measurement, data);
    const em = fitLinearGaussian(measurement, data, { kind: "ml", iterations: 1000 });
    assert.ok(fit.logLikelihood / data.rowCount >= em.logLikelihood - 1e-9);
    near(
      maximumLikelihood(measurement, data, { seed: 5 }).logLikelihood,
      fit.logLikelihood,
      1e-5,
      "another start",
    );
  });

  test("fits a saturated network without discrepancy", () => {
    const dag = Dag.create(
      observed.map((name, i) => ({ name, parents: observed.slice(0, i) })),
      observed,
    );
    const fit = maximumLikelihood(dag, data);
    near(fit.discrepancy, 0, 1e-9, "discrepancy");
    const found = fitStatistics(fit);
    assert.equal(found.degreesOfFreedom, 0);
    assert.equal(found.pValue, undefined);
    assert.equal(found.rmsea, undefined);
  });

  test("counts what the covariance can tell apart", () => {
    // One cause of two measurements: two loadings and two variances for three moments.
    const pair = Dag.create([
      { name: "z", parents: [] },
      { name: "a1", parents: ["z"] },
      { name: "a2", parents: ["z"] },
    ]);
    const columns = ["a1", "a2"];
    const values = Float64Array.from(
      { length: 500 },
      (_, at) => data.values[Math.floor(at / 2) * 8 + (at % 2)],
    );
    const fit = maximumLikelihood(pair, { columns, rowCount: 250, values });
    assert.equal(fit.coefficients, 4);
    assert.equal(fit.parameters, 3);
    assert.ok(fit.network.every(({ coefficientErrors }) => coefficientErrors.every(Number.isNaN)));
  });

  test("too few rows are refused", () => {
    assert.throws(() => maximumLikelihood(measurement, truth.sample(8, new Random(1))), InputError);
  });
});
