import { SPLINE_SHAPE } from "../../../flow/index.ts";
import type { ExportedStep } from "./exportedStep.ts";

const { bins, bound } = SPLINE_SHAPE;

export const splineStep: ExportedStep = {
  layers: "steps",
  python: `limit = math.log(1000)
out, log_det = y.copy(), 0.0
for j, theta in enumerate(_theta(name, read, context)):
    if not -${bound} <= y[j] <= ${bound}:
        continue
    w = np.exp(theta[:${bins}] / (1 + 2 * np.abs(theta[:${bins}]) / limit))
    h = np.exp(theta[${bins}:${2 * bins}] / (1 + 2 * np.abs(theta[${bins}:${2 * bins}]) / limit))
    w, h = ${2 * bound} * w / w.sum(), ${2 * bound} * h / h.sum()
    c = theta[${2 * bins}:]
    d = np.concatenate([[1.0], np.exp(c / (1 + np.abs(c) / limit)), [1.0]])
    left, low = (np.concatenate([[0.0], np.cumsum(part)[:-1]]) - ${bound} for part in (w, h))
    k = max(int(np.searchsorted(left, y[j], side="right")) - 1, 0)
    xi, s = (y[j] - left[k]) / w[k], h[k] / w[k]
    q = xi * (1 - xi)
    below = s + (d[k] + d[k + 1] - 2 * s) * q
    out[j] = low[k] + h[k] * (s * xi * xi + d[k] * q) / below
    log_det += math.log(s * s * (d[k + 1] * xi * xi + 2 * s * q + d[k] * (1 - xi) ** 2) / below**2)
return out, log_det`,
  r: `limit <- log(1000)
bent <- function(v, most) v / (1 + abs(v) / most)
log_det <- 0
theta <- theta_of(name, read, context)
for (j in which(abs(y) <= ${bound})) {
  w <- exp(bent(theta[j, 1:${bins}], limit / 2))
  h <- exp(bent(theta[j, ${bins + 1}:${2 * bins}], limit / 2))
  w <- ${2 * bound} * w / sum(w)
  h <- ${2 * bound} * h / sum(h)
  d <- c(1, exp(bent(theta[j, ${2 * bins + 1}:${3 * bins - 1}], limit)), 1)
  left <- c(0, cumsum(w)[-${bins}]) - ${bound}
  low <- c(0, cumsum(h)[-${bins}]) - ${bound}
  k <- max(1, findInterval(y[j], left))
  xi <- (y[j] - left[k]) / w[k]
  s <- h[k] / w[k]
  q <- xi * (1 - xi)
  below <- s + (d[k] + d[k + 1] - 2 * s) * q
  y[j] <- low[k] + h[k] * (s * xi^2 + d[k] * q) / below
  log_det <- log_det + log(s^2 * (d[k + 1] * xi^2 + 2 * s * q + d[k] * (1 - xi)^2) / below^2)
}
list(y = y, log_det = log_det)`,
};
