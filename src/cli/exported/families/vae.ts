import type { ExportedFamily } from "./exportedFamily.ts";

export const vaeProgram: ExportedFamily = {
  flows: () => [],
  steps: [],
  python: {
    prior: "return _normal(z)",
    encode: `mu, s = _gaussian("encoder", read)
return mu + np.exp(s) * eps, _normal(eps) - float(np.sum(s))`,
  },
  r: {
    prior: "normal(z)",
    encode: `head <- gaussian("encoder", read)
list(z = head$mu + exp(head$s) * eps, log_q = normal(eps) - colSums(head$s))`,
  },
};
