import { fitGaussianBaselines } from "../baselines/index.ts";
import type { Dataset } from "../data/index.ts";
import type { DensityBaseline } from "../gaussian/index.ts";
import type { LinearGaussianNetwork } from "../network/index.ts";
import type { DemoResult } from "./demoWork.ts";

/** Table 1 of the paper, 2 x |G| rows. Its EColi70 has 29 observed and 15 latent nodes: another network. */
const PAPER = { true: 38.98, vae: 42.99 };

/** What one line of the table compares: nats a row, and raw data units for the RE. */
export interface DemoRow {
  readonly name: string;
  readonly nll: number;
  readonly standardError: number | null;
  readonly re: number | null;
  readonly excess: number;
  readonly paper: number | null;
}

/** The trained models beside the baselines fitted to the same rows. */
export function demoTable(
  network: LinearGaussianNetwork,
  data: Dataset,
  test: Dataset,
  floor: number,
  results: readonly DemoResult[],
): DemoRow[] {
  const models = results.map(
    ({ model, evaluation }): DemoRow => ({
      name: model === "true" ? "SIReN-VAE true" : "plain VAE",
      nll: evaluation.nll,
      standardError: evaluation.nllStandardError,
      re: evaluation.re,
      excess: evaluation.nll - floor,
      paper: model === "true" ? PAPER.true : PAPER.vae,
    }),
  );
  const { independent, full, shrunk, em, mapEm } = fitGaussianBaselines(network.dag, data, 0);
  const baseline = (name: string, density: DensityBaseline): DemoRow => {
    const scores = density.logLikelihood(test);
    const nll = -scores.reduce((sum, value) => sum + value, 0) / scores.length;
    return { name, nll, standardError: null, re: null, excess: nll - floor, paper: null };
  };
  const baselines = [
    baseline("independent Gaussians", independent),
    ...(full ? [baseline("full-covariance Gaussian", full)] : []),
    baseline("shrunk-covariance Gaussian", shrunk),
    baseline("linear network by EM", em),
    baseline("linear network by MAP-EM", mapEm),
  ];
  return [...models, ...baselines];
}

/** What the demonstration writes into its folder. */
export const DEMO_FILES = ["report.html", "network.svg", "inverse.svg"] as const;

export const COLUMNS = ["model", "NLL", "± SE", "RE", "excess", "paper*"];

export function cells(row: DemoRow): string[] {
  const optional = (value: number | null, digits: number) => (value === null ? "-" : value.toFixed(digits));
  return [
    row.name,
    row.nll.toFixed(2),
    optional(row.standardError, 2),
    optional(row.re, 2),
    row.excess.toFixed(2),
    optional(row.paper, 2),
  ];
}

export function notes(network: LinearGaussianNetwork, floor: number): string[] {
  return [
    `Exact NLL of the test rows under the generating network: ${floor.toFixed(3)} (its entropy: ${network.entropy().toFixed(3)}). ` +
      "Excess is the distance from it; all in nats a row, lower is better.",
    "One run. * Not comparable: the paper's EColi70 has 29 measured and 15 hidden nodes.",
  ];
}
