import type { CoefficientEstimate, Estimate, LinearFit, ModelSummary } from "../evaluation/index.ts";
import type { Block, ReportDocument } from "../report/index.ts";
import { inPercent } from "./queryWords.ts";

/** Residual correlations that are shown; JSON has all. */
const MOST_RESIDUALS = 8;

/** A summary as tables with a sentence on what their numbers are. */
export function summaryDocument(name: string, summary: ModelSummary): ReportDocument {
  return {
    title: `Summary of ${name}`,
    blocks: [
      text(introduction(summary)),
      ...pathBlocks(summary),
      ...measuredBlocks(summary),
      ...hiddenBlocks(summary),
      ...effectBlocks(summary),
      ...likelihoodBlocks(summary),
      ...correlationBlocks(summary),
    ],
  };
}

function introduction({ rows, averagedRows, resamplings, failed, confidence, linear }: ModelSummary): string {
  const what = linear
    ? "The model is a linear-Gaussian network: its coefficients are the same everywhere."
    : `The model is no linear-Gaussian network: its coefficients are slopes, averaged over ${averagedRows === rows ? `the ${rows} rows` : `${averagedRows} of the ${rows} rows`}.`;
  const intervals =
    resamplings > 0
      ? ` In brackets: ${inPercent(confidence)} intervals of ${resamplings} resamplings of the rows${failed > 0 ? `; ${failed} more gave no model` : ""}.`
      : "";
  return `${what} Coefficients are in the units of their nodes, hidden nodes at standard deviation 1; standardised, both nodes are.${intervals}`;
}

function pathBlocks({ paths, likelihood }: ModelSummary): Block[] {
  const known = new Map(
    (likely(likelihood)?.paths ?? []).map((path) => [`${path.parent}\n${path.child}`, path]),
  );
  const rows = paths.map((path) => {
    const { parent, parentLevel, child, childLevel, added } = path;
    const estimated = known.get(`${parent}\n${child}`);
    return [
      `${withLevel(parent, parentLevel)} → ${withLevel(child, childLevel)}${added ? " (added)" : ""}`,
      ...coefficientCells(path),
      ...(known.size > 0
        ? [estimated ? withError(estimated.standardized, estimated.standardizedError) : "-"]
        : []),
    ];
  });
  const blocks = [
    numbers(
      "Loadings and path coefficients",
      ["path", "coefficient", "standardised", ...(known.size > 0 ? ["maximum likelihood"] : [])],
      rows,
    ),
  ];
  if (known.size > 0) {
    blocks.push(
      note(
        "Maximum likelihood: standardised coefficient of the linear-Gaussian network, without any prior and added arcs, with its standard error.",
      ),
    );
  }
  return blocks;
}

function measuredBlocks({ measured, likelihood }: ModelSummary): Block[] {
  if (measured.length === 0) return [];
  const plain = measured.every(({ kind }) => kind === "gaussian");
  const known = new Map((likely(likelihood)?.rSquared ?? []).map((node) => [node.name, node.rSquared]));
  return [
    numbers(
      "R squared of the measured nodes",
      [
        "node",
        ...(plain ? [] : ["kind", "share of the variance of its"]),
        "R squared",
        ...(known.size > 0 ? ["maximum likelihood"] : []),
      ],
      measured.map(({ name, level, kind, predictor, rSquared }) => [
        withLevel(name, level),
        ...(plain ? [] : [kind, predictor]),
        estimate(rSquared),
        ...(known.size > 0 ? [figure(known.get(name) ?? Number.NaN)] : []),
      ]),
    ),
  ];
}

function hiddenBlocks({ hidden, interchangeable, linear, likelihood }: ModelSummary): Block[] {
  if (hidden.length === 0) return [];
  const known = new Map((likely(likelihood)?.rSquared ?? []).map((node) => [node.name, node.rSquared]));
  const explained = hidden.some(({ name }) => known.has(name));
  return [
    numbers(
      "Hidden nodes",
      [
        "node",
        "reliability",
        ...(linear ? ["R squared"] : []),
        ...(explained ? ["R squared, maximum likelihood"] : []),
      ],
      hidden.map(({ name, reliability, rSquared }) => [
        name,
        estimate(reliability),
        ...(linear ? [estimate(rSquared)] : []),
        ...(explained ? [figure(known.get(name))] : []),
      ]),
    ),
    note("Reliability: the share of a hidden node's variance that the measured values of a row decide."),
    ...(interchangeable.length > 0
      ? [
          text(
            `Nothing tells these hidden nodes apart, which have the same parents and children: ${interchangeable.map((pair) => pair.join(" and ")).join("; ")}. Their coefficients mean nothing one by one.`,
          ),
        ]
      : []),
  ];
}

function effectBlocks({ effects }: ModelSummary): Block[] {
  if (effects.length === 0) return [];
  return [
    numbers(
      "Effects",
      ["from → to", "effect", "raw", "standardised"],
      effects.flatMap(({ from, to, ...parts }) =>
        (["direct", "indirect", "total"] as const).map((part) => [
          `${from} → ${to}`,
          part,
          ...coefficientCells(parts[part]),
        ]),
      ),
    ),
    note("Causal only where the arcs are causes and no common cause of two nodes is left out."),
  ];
}

function likelihoodBlocks({ likelihood, rows, linear }: ModelSummary): Block[] {
  const { fits, reason } = likelihood;
  if (fits === undefined) return [text(`No fit statistics of maximum likelihood: ${reason}`)];
  const line = (label: string, value: (fit: LinearFit) => string) => [label, ...fits.map(value)];
  const used = fits[0].rows;
  return [
    numbers(
      "Fit of the linear-Gaussian network by maximum likelihood",
      ["", ...fits.map(({ withAddedArcs }) => (withAddedArcs ? "with the added arcs" : "the network"))],
      [
        line("chi-square", ({ chiSquare }) => chiSquare.toFixed(3)),
        line("degrees of freedom", ({ degreesOfFreedom }) => `${degreesOfFreedom}`),
        line("p", ({ pValue }) => figure(pValue)),
        line("CFI", ({ cfi }) => figure(cfi)),
        line("TLI", ({ tli }) => figure(tli)),
        line("RMSEA", ({ rmsea }) => figure(rmsea)),
        line("SRMR", ({ srmr }) => figure(srmr)),
        line("log-likelihood", ({ logLikelihood }) => logLikelihood.toFixed(3)),
        line("AIC", ({ aic }) => aic.toFixed(2)),
        line("BIC", ({ bic }) => bic.toFixed(2)),
        line("discrepancy", ({ discrepancy }) => discrepancy.toFixed(4)),
      ],
    ),
    note(
      `Without any prior, means free${used < rows ? `; of the ${used} rows without gaps` : ""}. The discrepancy from a model without restrictions is chi-square by the number of rows.` +
        `${linear ? "" : " The trained model bends, and its own fit is another."}` +
        `${fits.length > 1 ? " Arcs were added because these rows ask for them, so that p of the second column says too much." : ""}` +
        `${fits.some(({ converged }) => !converged) ? " The search did not end at a maximum: a residual variance may be running to 0." : ""}` +
        `${likely(likelihood) === undefined ? " Its coefficients are left out, since others fit as well." : ""}`,
    ),
  ];
}

function correlationBlocks({ correlations }: ModelSummary): Block[] {
  const { residuals, srmr, discrepancy, simulated, features } = correlations;
  if (features.length < 2) return [];
  return [
    numbers(
      "Residual correlations of the model, the largest",
      ["pair", "rows", "model", "residual"],
      residuals
        .slice(0, MOST_RESIDUALS)
        .map(({ first, second, correlation, implied, residual }) => [
          `${first}, ${second}`,
          figure(correlation),
          figure(implied),
          figure(residual),
        ]),
    ),
    note(
      `All ${residuals.length} pairs: root mean square ${srmr.toFixed(3)} (SRMR)${Number.isFinite(discrepancy) ? `, discrepancy from any correlations ${discrepancy.toFixed(3)}` : ""}` +
        `${simulated > 0 ? `; of the model by ${simulated} rows drawn from it` : ""}.`,
    ),
  ];
}

/** The fit whose coefficients mean something: of the network itself, at a maximum that is the only one. */
function likely({ fits }: ModelSummary["likelihood"]): LinearFit | undefined {
  const fit = fits?.[0];
  return fit?.converged && fit.paths.every(({ rawError }) => Number.isFinite(rawError)) ? fit : undefined;
}

function coefficientCells({ raw, standardized }: CoefficientEstimate): string[] {
  return [estimate(raw), estimate(standardized)];
}

function withLevel(name: string, level: string | undefined): string {
  return level === undefined ? name : `${name} (${level})`;
}

function withError(value: number, error: number): string {
  return Number.isFinite(error) ? `${figure(value)} ± ${figure(error)}` : figure(value);
}

/** A number with its interval. */
export function estimate({ value, low, high }: Estimate): string {
  return Number.isFinite(low) ? `${figure(value)} [${figure(low)}, ${figure(high)}]` : figure(value);
}

function figure(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return "-";
  const size = Math.abs(value);
  return size >= 1e5 || (size > 0 && size < 5e-4)
    ? value.toExponential(1)
    : value.toFixed(size >= 100 ? 1 : 3);
}

const text = (words: string): Block => ({ kind: "text", text: words });
const note = (words: string): Block => ({ kind: "text", text: words, tone: "note" });
const numbers = (
  caption: string,
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): Block => ({
  kind: "table",
  caption,
  columns,
  rows,
});
