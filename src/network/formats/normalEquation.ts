import type { GaussianRegression } from "../conditionalGaussianNode.ts";
import { linearExpression } from "./linearExpression.ts";

/** A name that no variable has. */
const NOISE = "noise_of_the_equation";

/**
 * An equation such as `y=2*x+Normal(0,3)` or `y=Normal(2*x,3)` as a regression; Normal takes a mean and a standard deviation.
 * Nothing where it is not linear in the parents, has no noise or more than one.
 */
export function normalEquation(
  name: string,
  equation: string,
  parents: readonly string[],
): GaussianRegression | undefined {
  const [, left, right] = /^\s*([^=\s]+)\s*=([^=]*)$/.exec(equation) ?? [];
  if (left !== name || right === undefined) return undefined;
  const call = /\bNormal\s*\(/i.exec(right);
  if (call === null) return undefined;
  const inside = argumentsOf(right, call.index + call[0].length);
  if (inside === undefined || inside.parts.length !== 2) return undefined;
  const outer = linearExpression(`${right.slice(0, call.index)} ${NOISE} ${right.slice(inside.end)}`);
  const mean = linearExpression(inside.parts[0]);
  const deviation = linearExpression(inside.parts[1]);
  const factor = outer?.coefficients.get(NOISE);
  if (outer === undefined || mean === undefined || deviation === undefined || factor === undefined)
    return undefined;
  if (deviation.coefficients.size > 0) return undefined;
  const names = new Set([...outer.coefficients.keys(), ...mean.coefficients.keys()]);
  names.delete(NOISE);
  if ([...names].some((one) => !parents.includes(one))) return undefined;
  const coefficients = parents.map((parent): [string, number] => [
    parent,
    (outer.coefficients.get(parent) ?? 0) + factor * (mean.coefficients.get(parent) ?? 0),
  ]);
  const spread = factor * deviation.constant;
  const variance = spread * spread;
  const intercept = outer.constant + factor * mean.constant;
  if (
    !(variance > 0) ||
    ![variance, intercept, ...coefficients.map(([, value]) => value)].every(Number.isFinite)
  )
    return undefined;
  return { intercept, coefficients: Object.fromEntries(coefficients), variance };
}

/** The arguments of a call, split at the commas of its own parentheses. */
function argumentsOf(text: string, from: number): { parts: string[]; end: number } | undefined {
  const parts: string[] = [];
  let depth = 0;
  let start = from;
  for (let at = from; at < text.length; at++) {
    const character = text[at];
    if (character === "(") depth++;
    else if (character === ")" && depth > 0) depth--;
    else if (depth === 0 && (character === "," || character === ")")) {
      parts.push(text.slice(start, at));
      start = at + 1;
      if (character === ")") return { parts, end: at + 1 };
    }
  }
  return undefined;
}
