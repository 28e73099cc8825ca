import { CholeskyDecomposition, Matrix } from "ml-matrix";
import { ComputationError } from "../numeric/errors.ts";

/** The latents given the observed: normal with mean intercept + coefficients * x and a covariance that no x changes. */
export interface LinearGaussianPosterior {
  /** Names of the latents, topological order: the rows of everything below. */
  readonly latents: readonly string[];
  /** Names of the observed nodes, declaration order: the columns of `coefficients`. */
  readonly observed: readonly string[];
  /** K x D. */
  readonly coefficients: Matrix;
  /** K. */
  readonly intercept: Float64Array;
  /** K x K. */
  readonly covariance: Matrix;
}

/**
 * Conditions a joint normal distribution on some of its variables: coefficients C = S_zx S_xx^-1, intercept m_z - C m_x,
 * covariance S_zz - C S_xz.
 *
 * @throws ComputationError if the covariance of the observed is singular in double precision
 */
export function conditionNormal(
  mean: Float64Array,
  covariance: Matrix,
  latent: readonly number[],
  observed: readonly number[],
): Pick<LinearGaussianPosterior, "coefficients" | "intercept" | "covariance"> {
  const pick = (rows: readonly number[], columns: readonly number[]) =>
    Matrix.zeros(rows.length, columns.length).apply(function (this: Matrix, i, j) {
      this.set(i, j, covariance.get(rows[i], columns[j]));
    });
  const cholesky = new CholeskyDecomposition(pick(observed, observed));
  if (!cholesky.isPositiveDefinite()) {
    throw new ComputationError(
      "Expected observed variables with a positive definite covariance, got one that is singular in double precision. Rescale the variables or enlarge the smallest variances.",
    );
  }
  const across = pick(observed, latent);
  const solved = cholesky.solve(across);
  const intercept = Float64Array.from(latent, (node, k) => {
    let sum = mean[node];
    observed.forEach((column, d) => {
      sum -= solved.get(d, k) * mean[column];
    });
    return sum;
  });
  const rest = Matrix.zeros(latent.length, latent.length);
  for (let i = 0; i < latent.length; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = covariance.get(latent[i], latent[j]);
      for (let d = 0; d < observed.length; d++) sum -= solved.get(d, i) * across.get(d, j);
      rest.set(i, j, sum);
      rest.set(j, i, sum);
    }
  }
  return { coefficients: solved.transpose(), intercept, covariance: rest };
}
