import { completeRows, type Dataset, GAUSSIAN, takeRows } from "../../data/index.ts";
import { type FitStatistics, fitStatistics, maximumLikelihood } from "../../gaussian/index.ts";
import { type Dag, withArcs } from "../../graph/index.ts";
import { ComputationError, InputError } from "../../numeric/errors.ts";
import type { PathCoefficients, TrainedModel } from "../../query/index.ts";
import { type SignedArc, signedArcs, signsToAgree } from "./hiddenSigns.ts";

/** An estimate of maximum likelihood, with the error of the expected information. */
export interface LikelihoodPath {
  readonly parent: string;
  readonly child: string;
  /** In raw units; hidden nodes at standard deviation 1. */
  readonly raw: number;
  /** NaN where the network is not identified. */
  readonly rawError: number;
  readonly standardized: number;
  readonly standardizedError: number;
}

/** The linear-Gaussian network by maximum likelihood, without any prior: what `lavaan` fits. */
export interface LinearFit extends Omit<FitStatistics, "residualCorrelations"> {
  /** Whether the arcs that training added take part. */
  readonly withAddedArcs: boolean;
  /** Half of it is what the network's log-likelihood lacks to that of any covariance, nats a row. */
  readonly discrepancy: number;
  readonly paths: readonly LikelihoodPath[];
  /** Of the nodes with parents. */
  readonly rSquared: readonly { readonly name: string; readonly rSquared: number }[];
}

/** Either the fits, of the network and of that with the added arcs, or one sentence why there are none. */
export type LinearFits =
  | { readonly fits: readonly LinearFit[]; readonly reason?: undefined }
  | { readonly fits?: undefined; readonly reason: string };

/** Fits to the complete rows of the table. */
export function linearFits(model: TrainedModel, data: Dataset, reference: PathCoefficients): LinearFits {
  const { dag, coding } = model;
  if (!coding.plain) {
    const { name, type } = coding.columns.find(({ type: { kind } }) => kind !== GAUSSIAN.kind)!;
    return {
      reason: `Chi-square and what follows from it are of linear-Gaussian networks, and column ${name} is ${type.kind}.`,
    };
  }
  const whole = completeRows(data);
  const rows = whole.length === data.rowCount ? data : takeRows(data, whole);
  const added = model.architecture.added ?? [];
  try {
    const fits = [fitOf(dag, rows, reference, false)];
    if (added.length > 0) fits.push(fitOf(withArcs(dag, added), rows, reference, true));
    return { fits };
  } catch (error) {
    // Too few rows, too large a network, columns that others determine: the rest of the summary stands without it.
    if (error instanceof InputError || error instanceof ComputationError) return { reason: error.message };
    throw error;
  }
}

function fitOf(dag: Dag, rows: Dataset, reference: PathCoefficients, withAddedArcs: boolean): LinearFit {
  const fit = maximumLikelihood(dag, rows);
  const { residualCorrelations: _, ...statistics } = fitStatistics(fit);
  const arcs = fit.network.flatMap(({ name, parents, ...node }) =>
    parents.map((parent, i) => ({
      parent,
      child: name,
      raw: node.coefficients[i],
      rawError: node.coefficientErrors[i],
      standardized: node.standardized[i],
      standardizedError: node.standardizedErrors[i],
    })),
  );
  const hidden = dag.latent.map((node) => dag.names[node]);
  const signed = arcs.map(
    ({ parent, child, standardized }): SignedArc => ({
      key: [parent, child, "", ""].join("\n"),
      parent,
      child,
      value: standardized,
    }),
  );
  const turned = signsToAgree(hidden, signedArcs(reference), signed);
  return {
    withAddedArcs,
    discrepancy: fit.discrepancy,
    ...statistics,
    paths: arcs.map((arc) => {
      const by = turned.has(arc.parent) !== turned.has(arc.child) ? -1 : 1;
      return { ...arc, raw: by * arc.raw, standardized: by * arc.standardized };
    }),
    rSquared: fit.network
      .filter(({ parents }) => parents.length > 0)
      .map(({ name, rSquared }) => ({ name, rSquared })),
  };
}
