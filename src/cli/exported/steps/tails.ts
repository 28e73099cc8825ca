import type { ExportedStep } from "./exportedStep.ts";

export const tailsStep: ExportedStep = {
  layers: "steps",
  python: `shift, s = _theta(name, read, context).T
a = s / (1 + np.abs(s) / 0.5)
inner = np.exp(a) * np.arcsinh(y)
slopes = np.logaddexp(inner, -inner) - math.log(2) + a - 0.5 * np.log1p(y * y)
return shift + np.sinh(inner), float(np.sum(slopes))`,
  r: `theta <- theta_of(name, read, context)
a <- theta[[2]] / (1 + abs(theta[[2]]) / 0.5)
inner <- exp(a) * asinh(y)
slopes <- abs(inner) + log1p(exp(-2 * abs(inner))) - log(2) + a - 0.5 * log1p(y^2)
list(y = theta[[1]] + sinh(inner), log_det = colSums(slopes))`,
};
