import type { ExportedStep } from "./exportedStep.ts";

export const affineStep: ExportedStep = {
  layers: "steps",
  python: `shift, s = _theta(name, read, context).T
a = s / (1 + np.abs(s) / 7)
return shift + np.exp(a) * y, float(np.sum(a))`,
  r: `theta <- theta_of(name, read, context)
a <- theta[[2]] / (1 + abs(theta[[2]]) / 7)
list(y = theta[[1]] + exp(a) * y, log_det = colSums(a))`,
};
