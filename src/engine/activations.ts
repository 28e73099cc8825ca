import { activationCodes } from "./kernels.generated.ts";

/** An activation with |h'| <= 1, H(beta x) / beta with a sharpness beta > 0: those that the kernels have. */
export type ActivationKind = keyof typeof activationCodes;

export const activationKinds = Object.keys(activationCodes) as ActivationKind[];

/** The number by which the kernels know an activation. */
export function activationCode(kind: ActivationKind): number {
  return activationCodes[kind];
}

/** What each computes, as pseudo-code; an activation that is missing here does not compile. */
export const activationFormulas: Readonly<Record<ActivationKind, string>> = {
  lipswish: "h(a) = a * sigmoid(beta * a) / 1.1",
  lipmish: "h(a) = a * tanh(softplus(beta * a)) / 1.09",
  tanh: "h(a) = tanh(beta * a) / beta",
  elu: "h(a) = a if a > 0 else (exp(beta * a) - 1) / beta",
};
