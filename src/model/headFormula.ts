import { hiddenFormula } from "../nn/index.ts";
import type { Architecture } from "./config.ts";

/** Lines that compute means and log deviations of the head that is called `name`. */
export function headFormula(
  name: string,
  input: string,
  { hidden, affine }: Pick<Architecture, "hidden" | "affine">,
): string[] {
  return [
    `input = ${input}`,
    ...hiddenFormula(name, "input", hidden.length),
    ...outputFormula(name, "v", affine),
  ];
}

/** The last lines of the same, for hidden units that are there already. */
export function outputFormula(name: string, units: string, affine: boolean): string[] {
  const straight = affine ? ` + ${name}.straight.weight @ input` : "";
  return [
    `mu = ${name}.mean.weight @ ${units} + ${name}.mean.bias${straight}`,
    `s  = ${name}.log_scale.weight @ ${units} + ${name}.log_scale.bias`,
  ];
}
