import type { ExportedStep } from "./exportedStep.ts";

/** Residual blocks of any mask; the whole Jacobian is at hand, so its determinant asks for no structure. */
const step = (python: string, r: string): ExportedStep => ({
  layers: "blocks",
  python: `parts = ${python}
K = len(y)
moved = np.concatenate([np.eye(K), np.zeros((sum(map(len, parts[1:])), K))])
v, slope = _hidden(name, np.concatenate(parts), moved)
last = f"{name}.layers.{MODEL['layers']}"
weight = W[f"{last}.weight"]
return y + weight @ v + W[f"{last}.bias"], float(np.linalg.slogdet(np.eye(K) + weight @ slope)[1])`,
  r: `moved <- bent(name, ${r}, nrow(y))
list(y = y + moved$v, log_det = log_determinants(moved$slopes))`,
});

/** Blocks that read the running values of the parents. */
export const residualStep = step("[y] + context", "rbind(y, context)");

/** Blocks that read the original values of the parents beside the component's own running value. */
export const residualExactStep = step("[y, read] + context", "rbind(y, read, context)");
