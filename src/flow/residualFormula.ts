import { hiddenFormula } from "../nn/index.ts";
import type { FlowConfig } from "./flow.ts";
import type { Direction } from "./linearConditionals.ts";

/** A residual flow as pseudo-code. */
export function residualFormula(config: FlowConfig, direction: Direction): string[] {
  const { name, hidden, blocks, affine, factorisation } = config;
  const context = config.context.map((part) => contextName(part.name));
  const normalizing = direction === "normalizing";
  const exact = factorisation === "exact";
  const start = normalizing ? "z" : affine ? "a" : "eps";
  const parts = ["y", ...(exact ? [start] : []), ...context];
  const input = parts.length === 1 ? "y" : `concat(${parts.join(", ")})`;
  const depth = hidden.length;
  const blockLines =
    blocks === 0
      ? []
      : [
          `for t in 0 .. ${blocks - 1}:`,
          ...[
            ...hiddenFormula(`${name}.blocks.t`, input, depth),
            `y = y + ${name}.blocks.t.layers.${depth}.weight @ v + ${name}.blocks.t.layers.${depth}.bias`,
          ].map((line) => `    ${line}`),
        ];
  return stackedFormula(config, direction, blockLines, [
    "# The Jacobian J of every block is triangular in the graph's order, so its determinant is the product of its diagonal",
    "# (all of the positive entries 1 + dg_j/dy_j; with one hidden layer dg_j/dy_j = sum_h W1[j, h] h'(a_h) W0[h, j]):",
    `# log|det| = sum over blocks and components of log J[j, j]${linearTerm(config, direction)}`,
  ]);
}

/** Steps that change y, with the linear layer on the side of the data or of the noise. */
export function stackedFormula(
  { name, affine, interactions, factorisation, context: parts, indicators = false }: FlowConfig,
  direction: Direction,
  steps: readonly string[],
  determinant: readonly string[],
): string[] {
  const context = parts.map((part) => contextName(part.name));
  const layer = `${name}.affine`;
  const fromContext =
    context.length > 0
      ? ` + ${layer}.weight_x @ ${context.length > 1 ? `concat(${context.join(", ")})` : context[0]}`
      : "";
  const given = context.length > 0 ? "; x" : "";
  if (direction === "normalizing") {
    const read = factorisation === "exact" ? "z" : "y";
    const products = affine && interactions;
    return [
      "# u = F(z)",
      "y = z",
      ...steps,
      ...(products
        ? [
            `p = products of two components of ${read}   # one a column of ${layer}.weight_pairs: for every component in turn`,
            "# every two of those that it reads, ascending, squares included, as far as they have not come before",
          ]
        : []),
      affine
        ? `u = exp(-${layer}.log_scale) * (y + ${layer}.weight_z @ ${read}${products ? ` + ${layer}.weight_pairs @ p` : ""}${fromContext} + ${layer}.bias)`
        : "u = y",
      "log p(z) = N(u) + log|det du/dz|   # see below",
      "",
      ...determinant,
    ];
  }
  const scale = indicators
    ? `${layer}.log_scale + ${layer}.log_scale.weight_missing @ m`
    : `${layer}.log_scale`;
  return [
    `# z = F(eps${given}), eps ~ N(0, I)${indicators ? "; m is 1 where a value of x was missing and has been filled, else 0" : ""}`,
    ...(affine
      ? [
          `s = ${scale}`,
          `a = solve(I - ${layer}.weight_z, exp(s) * eps${fromContext} + ${layer}.bias)`,
          "y = a",
        ]
      : ["y = eps"]),
    ...steps,
    "z = y",
    "log q(z|x) = N(eps) - log|det dz/deps|   # see below",
    "",
    ...determinant,
  ];
}

/** What the linear layer adds to the log-determinant. */
export function linearTerm({ name, affine }: FlowConfig, direction: Direction): string {
  if (!affine) return "";
  return direction === "normalizing" ? ` - sum(${name}.affine.log_scale)` : " + sum(s)";
}

/** What a part of the input is called in the formulas. */
export function contextName(part: string): string {
  return part === "missing" ? "m" : part;
}
