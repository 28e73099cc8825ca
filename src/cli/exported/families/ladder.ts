import type { ExportedFamily } from "./exportedFamily.ts";

/** Latents in layers from the top down; their widths are those of the heads. */
export const ladderProgram: ExportedFamily = {
  flows: () => [],
  steps: [],
  python: {
    prior: `total, at, l = 0.0, 0, 0
while f"encoder.layer{l}.mean.bias" in W:
    own = z[at : at + len(W[f"encoder.layer{l}.mean.bias"])]
    mu, s = _gaussian(f"prior.layer{l}", z[:at]) if l > 0 else (0.0, np.zeros(len(own)))
    total += _normal((own - mu) / np.exp(s)) - float(np.sum(s))
    at, l = at + len(own), l + 1
return total`,
    encode: `upwards, v = [], read
while f"encoder.layers.{len(upwards)}.weight" in W:
    v = _layer(f"encoder.layers.{len(upwards)}", v)[0]
    upwards.append(v)
z, log_q = np.zeros(0), 0.0
for l, v in enumerate(reversed(upwards)):
    mu, s = _head(f"encoder.layer{l}", read, v)
    if l > 0:
        above, wide = _gaussian(f"prior.layer{l}", z)
        own, other = np.exp(-2 * s), np.exp(-2 * wide)
        mu, s = (mu * own + above * other) / (own + other), -0.5 * np.log(own + other)
    noise = eps[len(z) : len(z) + len(mu)]
    z = np.concatenate([z, mu + np.exp(s) * noise])
    log_q += _normal(noise) - float(np.sum(s))
return z, log_q`,
  },
  r: {
    prior: `total <- 0
at <- 0
l <- 0
while (!is.null(bias <- W[[paste0("encoder.layer", l, ".mean.bias")]])) {
  own <- z[at + seq_along(bias), , drop = FALSE]
  above <- z[seq_len(at), , drop = FALSE]
  none <- matrix(0, nrow(own), ncol(own))
  head <- if (l > 0) gaussian(paste0("prior.layer", l), above) else list(mu = none, s = none)
  total <- total + normal((own - head$mu) / exp(head$s)) - colSums(head$s)
  at <- at + nrow(own)
  l <- l + 1
}
total`,
    encode: `upwards <- list()
v <- read
while (!is.null(W[[paste0("encoder.layers.", length(upwards), ".weight")]])) {
  v <- layer(paste0("encoder.layers.", length(upwards)), v)[[1]]
  upwards[[length(upwards) + 1]] <- v
}
z <- eps[0, , drop = FALSE]
log_q <- 0
for (l in seq_along(upwards) - 1) {
  head <- head_of(paste0("encoder.layer", l), read, upwards[[length(upwards) - l]])
  mu <- head$mu
  s <- head$s
  if (l > 0) {
    above <- gaussian(paste0("prior.layer", l), z)
    own <- exp(-2 * s)
    other <- exp(-2 * above$s)
    mu <- (mu * own + above$mu * other) / (own + other)
    s <- -0.5 * log(own + other)
  }
  noise <- eps[nrow(z) + seq_len(nrow(mu)), , drop = FALSE]
  z <- rbind(z, mu + exp(s) * noise)
  log_q <- log_q + normal(noise) - colSums(s)
}
list(z = z, log_q = log_q)`,
  },
};
