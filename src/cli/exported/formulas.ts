import { type ActivationKind, activationFormulas } from "../../engine/index.ts";
import type { Direction, Flow } from "../../flow/index.ts";
import type { TableCoding } from "../../likelihood/index.ts";
import { type Architecture, type Decoder, headFormula } from "../../model/index.ts";
import { hiddenFormula } from "../../nn/index.ts";

/** The formulas of one model, as pseudo-code with the names of its tensors. */

export function activationText(kind: ActivationKind): string {
  return `beta = softplus(sharpness) = log(1 + exp(sharpness))  # one number a layer\n${activationFormulas[kind]}`;
}

export const fenced = (lines: readonly string[]) => `\`\`\`\n${lines.join("\n")}\n\`\`\``;

export function flowText(flow: Flow, direction: Direction): string {
  return fenced(flow.formula(direction));
}

/** How the columns of a table of several kinds are coded, a line each. */
export function codingText({ columns, likelihoods }: TableCoding): string {
  return columns
    .map(({ name, type }, c) => {
      const levels = type.levels
        ? `; levels ${type.levels.map((level, k) => `${k}: ${level}`).join(", ")}`
        : "";
      return `- ${name} (${type.kind}): ${likelihoods[c].codingFormula}${levels}`;
    })
    .join("\n");
}

export function decoderText(architecture: Architecture, { coding, config, groups }: Decoder): string {
  const input = config.parts.length > 1 ? "concat(z, x)" : "z";
  if (!coding.plain) {
    const { hidden, affine } = architecture;
    return fenced([
      `input = ${input}`,
      ...hiddenFormula("decoder", "input", hidden.length),
      ...groups.flatMap(({ head, shared, columns: { likelihood, columns }, floors, least }) => {
        const { name } = head.config;
        const straight = affine ? ` + ${name}.straight.weight @ input` : "";
        return [
          "",
          `# ${likelihood.name}: ${columns.map((c) => coding.columns[c].name).join(", ")}`,
          `mu = eta = ${name}.mean.weight @ v + ${name}.mean.bias${straight}`,
          ...(head.scaleLayer
            ? [
                `s = ${name}.log_scale.weight @ v + ${name}.log_scale.bias`,
                ...scaleLimits(floors, least),
                "sigma = exp(s)",
              ]
            : []),
          ...(shared
            ? [`${likelihood.sharedFormula}     # of each column, from ${name}.${likelihood.sharedName}`]
            : []),
          ...new Set(
            columns
              .map((c) => likelihood.formula(coding.columns[c].type))
              .map((formula) => `p(x|z) = ${formula}`),
          ),
        ];
      }),
    ]);
  }
  return fenced([
    ...headFormula("decoder", input, architecture),
    ...groups.flatMap(({ floors, least }) => scaleLimits(floors, least)),
    "log p(x|z) = N((x - mu) / exp(s)) - sum(s)     # each x_i reads its parents only: the masks see to it",
  ]);
}

/** What rounded values and the rows of the training keep log scales above. */
function scaleLimits(floors: Float64Array | undefined, least: Float64Array | undefined): string[] {
  return [
    ...(floors ? [`s = floors + log(1 + exp(s - floors)) with floors = [${floors.join(", ")}]`] : []),
    ...(least ? [`s = max(s, least) with least = [${least.join(", ")}]`] : []),
  ];
}
