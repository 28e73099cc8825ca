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
inner <- matrix(W[[paste0(name, ".integrand.inner")]], nrow(y), ${hidden}, byrow = TRUE)
outer <- matrix(W[[paste0(name, ".integrand.outer")]], nrow(y), ${hidden}, byrow = TRUE)
integral <- 0
for (i in rev(seq_along(nodes))) {
  inside <- theta[[${hidden + 1}]]
  for (h in 1:${hidden}) inside <- inside + outer[, h] * tanh(inner[, h] * nodes[i] * y + theta[[h]])
  f <- ${floor} + softplus(inside)
  integral <- integral + weights[i] * f
}
list(y = theta[[${hidden + 2}]] + y * integral, log_det = colSums(log(f)))`,
};
