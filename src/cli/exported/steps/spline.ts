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
kept <- function(v, most) v / (1 + abs(v) / most)
theta <- theta_of(name, read, context)
parts_of <- function(first) {
  parts <- lapply(theta[first:(first + ${bins - 1})], function(v) exp(kept(v, limit / 2)))
  total <- Reduce("+", parts)
  lapply(parts, function(part) ${2 * bound} * part / total)
}
widths <- parts_of(1)
heights <- parts_of(${bins + 1})
slopes <- lapply(theta[${2 * bins + 1}:${3 * bins - 1}], function(v) exp(kept(v, limit)))
one <- matrix(1, nrow(y), ncol(y))
bins <- Map(list, w = widths, h = heights, from = c(list(one), slopes), to = c(slopes, list(one)))
left <- low <- -${bound} * one
own <- c(list(left = left, low = low), bins[[1]])
for (k in 2:${bins}) {
  left <- left + widths[[k - 1]]
  low <- low + heights[[k - 1]]
  here <- y >= left
  own <- Map(function(old, new) ifelse(here, new, old), own, c(list(left, low), bins[[k]]))
}
xi <- (y - own$left) / own$w
s <- own$h / own$w
q <- xi * (1 - xi)
below <- s + (own$from + own$to - 2 * s) * q
inside <- abs(y) <= ${bound}
stretch <- s^2 * (own$to * xi^2 + 2 * s * q + own$from * (1 - xi)^2) / below^2
list(
  y = ifelse(inside, own$low + own$h * (s * xi^2 + own$from * q) / below, y),
  log_det = colSums(log(ifelse(inside, stretch, one)))
)`,
};
