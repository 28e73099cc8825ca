import type { ExportedStep } from "./exportedStep.ts";

/** Nodes, coefficients and error of the pair of Dormand and Prince (1980), whose seventh stage is the first of the next step. */
const STAGES = [
  [1 / 5],
  [3 / 40, 9 / 40],
  [44 / 45, -56 / 15, 32 / 9],
  [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
  [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
  [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
];
const ERROR = [71 / 57600, 0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40];
/** Allowed in a step, relative to 1 and to the values. */
const TOLERANCE = "1e-11";

/** The trace of the field is one more component of what is followed in time, from 0 to 1. */
export const continuousStep: ExportedStep = {
  layers: "steps",
  python: `K, last = len(y), f"{name}.layers.{MODEL['layers']}"
weight, bias = W[f"{last}.weight"], W[f"{last}.bias"]
still = np.concatenate([np.eye(K), np.zeros((sum(map(len, context)), K))])

def field(state):
    v, slope = _hidden(name, np.concatenate([state[:K]] + context), still)
    return np.append(weight @ v + bias, np.sum(weight * slope.T))

stages = [${STAGES.map((row) => `[${row.join(", ")}]`).join(", ")}]
error = [${ERROR.join(", ")}]
state, time, step = np.append(y, 0.0), 0.0, 0.1
first = field(state)
while time < 1:
    step = min(step, 1 - time)
    slopes = [first]
    for row in stages:
        found = state + step * sum(c * s for c, s in zip(row, slopes))
        slopes.append(field(found))
    off = step * sum(c * s for c, s in zip(error, slopes))
    scale = ${TOLERANCE} * (1 + np.maximum(np.abs(state), np.abs(found)))
    much = float(np.max(np.abs(off) / scale))
    if not math.isfinite(much) and step < 1e-9:
        return np.full(K, np.nan), math.nan
    if much <= 1:
        time, state, first = (1.0 if step >= 1 - time else time + step), found, slopes[-1]
    step *= min(5.0, max(0.2, 0.9 * max(much, 1e-10) ** -0.2)) if math.isfinite(much) else 0.2
return state[:K], float(state[K])`,
  r: `K <- nrow(y)
field <- function(state) {
  moved <- bent(name, rbind(state[seq_len(K), , drop = FALSE], context), K)
  rbind(moved$v, Reduce("+", lapply(seq_len(K), function(k) moved$slopes[, k, k])))
}
stages <- list(${STAGES.map((row) => `c(${row.join(", ")})`).join(", ")})
error <- c(${ERROR.join(", ")})
state <- rbind(y, 0)
lost <- logical(ncol(y))
time <- 0
step <- 0.1
first <- field(state)
while (time < 1) {
  step <- min(step, 1 - time)
  slopes <- list(first)
  weighted <- function(row) Reduce("+", Map("*", row, slopes))
  for (row in stages) {
    found <- state + step * weighted(row)
    slopes[[length(slopes) + 1]] <- field(found)
  }
  off <- abs(step * weighted(error)) / (${TOLERANCE} * (1 + pmax(abs(state), abs(found))))
  each <- ifelse(lost, 0, apply(off, 2, max))
  much <- max(each)
  if (!is.finite(much) && step < 1e-9) {
    lost <- lost | !is.finite(each)
    next
  }
  if (is.finite(much) && much <= 1) {
    time <- if (step >= 1 - time) 1 else time + step
    state <- found
    first <- slopes[[length(slopes)]]
  }
  step <- step * if (is.finite(much)) min(5, max(0.2, 0.9 * max(much, 1e-10)^-0.2)) else 0.2
}
state[, lost] <- NaN
list(y = state[seq_len(K), , drop = FALSE], log_det = state[K + 1, ])`,
};
