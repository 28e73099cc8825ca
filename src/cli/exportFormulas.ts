import type { ActivationKind } from "../engine/index.ts";
import type { GraphicalFlow } from "../flow/index.ts";
import type { Architecture } from "../model/index.ts";

/** The formulas of one model, as pseudo-code with the names of its tensors. */

const ACTIVATIONS: Record<ActivationKind, string> = {
  lipswish: "h(a) = a * sigmoid(beta * a) / 1.1",
  lipmish: "h(a) = a * tanh(softplus(beta * a)) / 1.09",
  tanh: "h(a) = tanh(beta * a) / beta",
  elu: "h(a) = a if a > 0 else (exp(beta * a) - 1) / beta",
};

export function activationFormulas(kind: ActivationKind): string {
  return `beta = softplus(sharpness) = log(1 + exp(sharpness))  # one number a layer\n${ACTIVATIONS[kind]}`;
}

const fenced = (lines: readonly string[]) => `\`\`\`\n${lines.join("\n")}\n\`\`\``;

/** Lines that compute the hidden layers `v` of what is called `name` from `input`. */
function hiddenLines(name: string, input: string, depth: number): string[] {
  return [
    `v = ${input}`,
    ...Array.from(
      { length: depth },
      (_, l) =>
        `v = h(${name}.layers.${l}.weight @ v + ${name}.layers.${l}.bias)   # with beta of ${name}.layers.${l}.sharpness`,
    ),
  ];
}

export function flowText(
  name: "prior" | "encoder",
  flow: GraphicalFlow,
  { hidden, blocks, affine, factorisation }: Architecture,
): string {
  const exact = name === "prior" && factorisation === "exact";
  const start = name === "prior" ? "z" : affine ? "a" : "eps";
  const parts = [
    "y",
    ...(exact ? [start] : []),
    ...flow.config.context.map((part) => contextName(part.name)),
  ];
  const input = parts.length === 1 ? "y" : `concat(${parts.join(", ")})`;
  const depth = hidden.length;
  const blockLines =
    blocks === 0
      ? []
      : [
          `for t in 0 .. ${blocks - 1}:`,
          ...[
            ...hiddenLines(`${name}.blocks.t`, input, depth),
            `y = y + ${name}.blocks.t.layers.${depth}.weight @ v + ${name}.blocks.t.layers.${depth}.bias`,
          ].map((line) => `    ${line}`),
        ];
  const context = flow.config.context.map((part) => contextName(part.name));
  const fromContext =
    context.length > 0
      ? ` + ${name}.affine.weight_x @ ${context.length > 1 ? `concat(${context.join(", ")})` : context[0]}`
      : "";
  if (name === "prior") {
    const last = affine
      ? `u = exp(-prior.affine.log_scale) * (y + prior.affine.weight_z @ ${exact ? "z" : "y"}${fromContext} + prior.affine.bias)`
      : "u = y";
    return fenced([
      "# u = F(z)",
      "y = z",
      ...blockLines,
      last,
      "log p(z) = N(u) + log|det du/dz|   # see below",
      "",
      ...determinantLines(affine ? " - sum(prior.affine.log_scale)" : ""),
    ]);
  }
  const watched = flow.config.indicators === true;
  const scale = watched
    ? "encoder.affine.log_scale + encoder.affine.log_scale.weight_missing @ m"
    : "encoder.affine.log_scale";
  return fenced([
    `# z = F(eps; x), eps ~ N(0, I)${watched ? "; m is 1 where a value of x was missing and has been filled, else 0" : ""}`,
    ...(affine
      ? [
          `s = ${scale}`,
          `a = solve(I - encoder.affine.weight_z, exp(s) * eps${fromContext} + encoder.affine.bias)`,
          "y = a",
        ]
      : ["y = eps"]),
    ...blockLines,
    "z = y",
    "log q(z|x) = N(eps) - log|det dz/deps|   # see below",
    "",
    ...determinantLines(affine ? " + sum(s)" : ""),
  ]);
}

function determinantLines(affineTerm: string): string[] {
  return [
    "# The Jacobian J of every block is triangular in the graph's order, so its determinant is the product of its diagonal",
    "# (all of the positive entries 1 + dg_j/dy_j; with one hidden layer dg_j/dy_j = sum_h W1[j, h] h'(a_h) W0[h, j]):",
    `# log|det| = sum over blocks and components of log J[j, j]${affineTerm}`,
  ];
}

/** What a part of the input is called in the formulas. */
function contextName(part: string): string {
  return part === "missing" ? "m" : part;
}

function headLines(name: string, input: string, { hidden, affine }: Architecture, hasUnits = true): string[] {
  const straight = affine ? ` + ${name}.straight.weight @ input` : "";
  return [
    `input = ${input}`,
    ...(hasUnits ? hiddenLines(name, "input", hidden.length) : []),
    `mu = ${name}.mean.weight @ v + ${name}.mean.bias${straight}`,
    `s  = ${name}.log_scale.weight @ v + ${name}.log_scale.bias`,
  ];
}

export function gaussianEncoderText(architecture: Architecture, missing: boolean): string {
  return fenced([
    ...headLines("encoder", missing ? "concat(x, m)" : "x", architecture),
    "z = mu + exp(s) * eps, eps ~ N(0, I)",
    "log q(z|x) = N(eps) - sum(s)",
  ]);
}

/** @param parts of the decoder's input: z alone, or z and x. */
export function decoderText(architecture: Architecture, parts: number): string {
  return fenced([
    ...headLines("decoder", parts > 1 ? "concat(z, x)" : "z", architecture),
    "log p(x|z) = N((x - mu) / exp(s)) - sum(s)     # each x_i reads its parents only: the masks see to it",
  ]);
}
