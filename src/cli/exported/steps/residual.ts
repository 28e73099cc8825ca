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
  r: `others <- ${r}
inner <- hidden(name, c(y, others), rbind(diag(1, length(y)), matrix(0, length(others), length(y))))
last <- paste0(name, ".layers.", MODEL$layers)
jacobian <- diag(1, length(y)) + W[[paste0(last, ".weight")]] %*% inner$jacobian
list(y = y + times(paste0(last, ".weight"), inner$v) + W[[paste0(last, ".bias")]], log_det = log_determinant(jacobian))`,
});

/** Blocks that read the running values of the parents. */
export const residualStep = step("[y] + context", "context");

/** Blocks that read the original values of the parents beside the component's own running value. */
export const residualExactStep = step("[y, read] + context", "c(read, context)");
