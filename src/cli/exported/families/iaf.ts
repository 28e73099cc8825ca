import type { ExportedFamily } from "./exportedFamily.ts";
import { vaeProgram } from "./vae.ts";

/** A plain VAE whose draw passes through autoregressive steps, whose weights alone say in which order. */
export const iafProgram: ExportedFamily = {
  flows: () => [],
  steps: ["affine"],
  python: {
    prior: vaeProgram.python.prior,
    encode: `mu, s = _gaussian("encoder", read)
z, log_q = mu + np.exp(s) * eps, _normal(eps) - float(np.sum(s))
for t in range(MODEL["blocks"]):
    z, log_det = STEPS["affine"](f"encoder.steps.{t}", z, z, context)
    log_q -= log_det
return z, log_q`,
  },
  r: {
    prior: vaeProgram.r.prior,
    encode: `head <- gaussian("encoder", read)
z <- head$mu + exp(head$s) * eps
log_q <- normal(eps) - colSums(head$s)
for (t in seq_len(MODEL$blocks) - 1) {
  moved <- STEPS$affine(paste0("encoder.steps.", t), z, z, read)
  z <- moved$y
  log_q <- log_q - moved$log_det
}
list(z = z, log_q = log_q)`,
  },
};
