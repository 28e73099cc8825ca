import { numberText } from "../ui/decimals.ts";
import {
  coefficientOf,
  type DocumentNode,
  hasCoefficients,
  hasTables,
  levelsOf,
  type NetworkDocument,
} from "./document.ts";

/** A number as a person reads it: four significant digits, of whole ones all that are there, no needless zeros. */
export function short(value: number): string {
  return numberText(value, 4);
}

/** The conditional of a node as one line, e.g. `x = 0.5 + 1.2 z + N(0, 0.3)`. */
export function conditionalText(document: NetworkDocument, node: DocumentNode): string {
  const { name, parents, terms = [], intercept = 0, variance = 1, noise } = node;
  if (document.kind === "structure") {
    return parents.length === 0 ? `${name} has no parents` : `${name} | ${parents.join(", ")}`;
  }
  if (hasTables(document)) {
    const levels = levelsOf(node);
    const what = levels ? levels.join(", ") : "a regression";
    return `${name}: ${what}${parents.length === 0 ? "" : `, for each combination of ${parents.join(", ")}`}`;
  }
  const glm = document.kind === "generalized-linear" && node.rest?.kind !== "gaussian";
  const spread = `${noise && noise !== "gaussian" && noise !== "normal" ? noise : "N"}(0, ${short(variance)})`;
  const sum: [number, string][] = hasCoefficients(document)
    ? parents.map((parent) => [coefficientOf(node, parent), parent])
    : terms.map(({ weight = 1, factors }) => [
        weight,
        factors
          .map(({ function: kind, offset = 0, parents: read }) => {
            const inner = signed(
              [...Object.entries(read).map(([parent, c]): [number, string] => [c, parent])],
              offset,
            );
            return kind === "linear" ? `(${inner})` : `${kind === "sine" ? "sin" : kind}(${inner})`;
          })
          .join("·"),
      ]);
  if (glm) return `${name} ~ ${node.rest?.kind}(${signed(sum, intercept)})`;
  return `${name} = ${signed(sum, intercept)} + ${spread}`;
}

function signed(terms: readonly (readonly [number, string])[], constant: number): string {
  const pieces: string[] = constant !== 0 || terms.length === 0 ? [short(constant)] : [];
  for (const [factor, text] of terms) {
    const size = Math.abs(factor) === 1 ? text : `${short(Math.abs(factor))} ${text}`;
    if (pieces.length === 0) pieces.push(factor < 0 ? `−${size}` : size);
    else pieces.push(factor < 0 ? `− ${size}` : `+ ${size}`);
  }
  return pieces.join(" ");
}
