import { MONOTONIC_SHAPE } from "../../../flow/index.ts";
import { clenshawCurtis } from "../../../numeric/clenshawCurtis.ts";
import type { ExportedStep } from "./exportedStep.ts";

const { hidden, intervals, floor } = MONOTONIC_SHAPE;
const { nodes, weights } = clenshawCurtis(intervals);
const listed = (numbers: Float64Array) => Array.from(numbers).join(", ");

/** The quadrature's first node is 1, where the integrand is the slope. */
export const monotonicStep: ExportedStep = {
  layers: "steps",
  python: `nodes = np.array([${listed(nodes)}])
weights = np.array([${listed(weights)}])
theta = _theta(name, read, context)
inner, outer = (W[f"{name}.integrand.{which}"].reshape(len(y), ${hidden}) for which in ("inner", "outer"))
at = (y[:, None] * nodes)[:, :, None]
bent = np.tanh(inner[:, None, :] * at + theta[:, None, :${hidden}])
f = ${floor} + _softplus(theta[:, None, ${hidden}] + np.sum(outer[:, None, :] * bent, 2))
return theta[:, ${hidden + 1}] + y * (f @ weights), float(np.sum(np.log(f[:, 0])))`,
  r: `nodes <- c(${listed(nodes)})
weights <- c(${listed(weights)})
theta <- theta_of(name, read, context)
inner <- matrix(W[[paste0(name, ".integrand.inner")]], length(y), ${hidden}, byrow = TRUE)
outer <- matrix(W[[paste0(name, ".integrand.outer")]], length(y), ${hidden}, byrow = TRUE)
log_det <- 0
for (j in seq_along(y)) {
  bent <- tanh(inner[j, ] %*% t(y[j] * nodes) + theta[j, 1:${hidden}])
  f <- ${floor} + softplus(theta[j, ${hidden + 1}] + as.vector(outer[j, ] %*% bent))
  y[j] <- theta[j, ${hidden + 2}] + y[j] * sum(f * weights)
  log_det <- log_det + log(f[1])
}
list(y = y, log_det = log_det)`,
};
